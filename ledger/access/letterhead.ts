import { z } from 'zod';
import { OFFICE } from '../../domain/journal/streams';
import type { Instant } from '../../domain/time';
import type { Db } from '../database/schema';
import { lastOfType, type JournalChange } from '../journal/journal';
import { noteAccess } from '../journal/note';

/** The template in which papers are written (公文模板), by the digest of its file, since when and by whom. */
export interface LetterheadInUse {
  readonly sha256: string;
  readonly by: string;
  readonly at: Instant;
}

const LETTERHEAD_EVENT = 'letterheadSet';
const letterheadBody = z.object({
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});

/** Takes a template into use; null: papers are written without one. Once for a request key. */
export const setLetterhead = (db: Db, sha256: string | null, by: JournalChange): Promise<boolean> =>
  noteAccess(db, LETTERHEAD_EVENT, { sha256 }, by);

/** The template in use; null: none. */
export async function letterheadInUse(db: Db): Promise<LetterheadInUse | null> {
  const event = await lastOfType(db, OFFICE, LETTERHEAD_EVENT);
  if (!event) return null;
  const { sha256 } = letterheadBody.parse(JSON.parse(event.body));
  return sha256 === null ? null : { sha256, by: event.actor, at: event.at };
}
