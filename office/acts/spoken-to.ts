import type { Result } from '../../domain/problem';
import type { JournalChange } from '../../ledger/journal/journal';
import type { Ledger } from '../../ledger/ledger';

/** Who was spoken to on the telephone: the name is kept in the erasable side table, under what the record names. */
export interface SpokenTo {
  readonly ref: string;
  readonly name: string;
}

/** Under which the name is kept: made of the command's checked key, so that a repetition has the same content. */
export const spokenToRef = (key: string): string => `phone-${key}`;

/** Keeps the name, then records the call; the name that this call has kept is erased again when that is refused. */
export async function recordSpokenTo<T>(
  ledger: Pick<Ledger, 'keepPerson' | 'erasePerson'>,
  { ref, name }: SpokenTo,
  by: Pick<JournalChange, 'actor' | 'now'>,
  record: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const kept = await ledger.keepPerson(ref, name, by);
  const recorded = await record();
  // Without an answer it may stand in the journal all the same; the name must then still be found.
  if (kept && !recorded.ok && recorded.problem.code !== 'outcome-unknown') await ledger.erasePerson(ref, by);
  return recorded;
}
