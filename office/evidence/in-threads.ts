import { z } from 'zod';
import type { VerifyProgress } from '../../ledger/log/verify';
import { apart, CAN_PART } from './apart';
import { archiveWhole, type ArchiveOrder, type ArchivePlace, type ZippedArchive } from './archive-whole';
import type { TellProgress } from './background';
import { verifyWhole, type VerifiedWhole } from './verification';

const archiveText = z.object({ zh: z.string(), en: z.string() });
const archiveLine = z.object({
  property: z.enum(['真实性', '完整性', '可用性', '安全性']),
  item: z.string(),
  method: z.string(),
  verdict: z.enum(['通过', '不通过', '待人工']),
  faults: z.array(z.string()),
});
/** What comes of an archive, as it is told and kept. */
export const zipped: z.ZodType<ZippedArchive> = z.union([
  z.object({
    zip: z.string(),
    pieces: z.number(),
    left: z.array(z.string()),
    pdf: z.boolean(),
    manifest: z.string(),
    lines: z.array(archiveLine),
  }),
  z.object({ message: archiveText, hint: archiveText }),
]);

/** Makes the archive of a year in one file, in a thread of its own. Throws like archiveWhole. */
export const archiveApart = (
  given: ArchiveOrder & ArchivePlace,
  progress: TellProgress,
): Promise<ZippedArchive> =>
  CAN_PART
    ? apart({ thread: 'archive-thread', given, came: zipped }, progress)
    : archiveWhole(given, progress);

const verifyFinding = z.object({
  code: z.string(),
  stream: z.string().nullable(),
  seq: z.number().nullable(),
  message: z.object({ zh: z.string(), en: z.string() }),
});
/** What comes of a verification, as it is told and kept. */
export const verified: z.ZodType<VerifiedWhole> = z.object({
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
