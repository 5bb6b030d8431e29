import { z } from 'zod';
import type { VerifyProgress } from '../../ledger/log/verify';
import { apart, CAN_PART } from './apart';
import { verifyWhole, type VerifiedWhole } from './verification';

const verifyFinding = z.object({
  code: z.string(),
  stream: z.string().nullable(),
  seq: z.number().nullable(),
  message: z.object({ zh: z.string(), en: z.string() }),
});
const verified = z.object({
  events: z.number(),
  streams: z.number(),
  pending: z.number(),
  findings: z.array(verifyFinding),
});

/** Verifies the whole ledger at an address in a thread and on a connection of its own. Throws like verifyWhole. */
export const verifyApart = (url: string, progress: VerifyProgress): Promise<VerifiedWhole> =>
  CAN_PART
    ? apart({ thread: 'verify-thread', given: { url }, came: verified }, progress)
    : verifyWhole(url, progress);
