import { z } from 'zod';
import { doApart } from './apart';
import { verifyWhole } from './verification';

void doApart(z.object({ url: z.string() }), ({ url }, progress) => verifyWhole(url, progress));
