import { z } from 'zod';
import { instant } from '../../domain/time';
import { isRetention } from '../../papers/archive';
import { doApart } from './apart';
import { archiveWhole } from './archive-whole';

const archiveGiven = z.object({
  url: z.string(),
  folder: z.string(),
  pdf: z.boolean(),
  now: z.number().transform(instant),
  checkpoint: z.string(),
  wish: z.object({ year: z.number(), fonds: z.string(), retention: z.string().refine(isRetention) }),
});

void doApart(archiveGiven, archiveWhole);
