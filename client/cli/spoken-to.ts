import type { PhoneRecord } from '../../domain/item/commands/fields';
import type { Result } from '../../domain/problem';
import type { Ledger } from '../../ledger/ledger';
import { keyOf } from './on-ledger';
import type { Output } from './output';
import type { Session } from './session';
import { flagOption, type Options } from './verb';

/** A phone call: with whom, what was answered, and the key of the command that records it. */
export interface Spoken {
  readonly who: string;
  readonly answer: string;
  readonly options: Options;
}

/**
 * Records a command about a phone call. The name of the person stands in the erasable side table under the command's
 * key, so that a repetition has the same content; it is erased again when the command is refused.
 */
export async function spokenTo(
  session: Pick<Session, 'now'>,
  ledger: Ledger,
  { who, answer, options }: Spoken,
  record: (phone: PhoneRecord, key: string) => Promise<Result<Output>>,
): Promise<Result<Output>> {
  const key = keyOf(options);
  const whoRef = `phone-${key}`;
  if (flagOption(options, 'dryRun')) return record({ whoRef, answer }, key);
  await ledger.setPerson(whoRef, who, session.now());
  const recorded = await record({ whoRef, answer }, key);
  // Without an answer it may stand in the journal all the same; the name must then still be found.
  if (!recorded.ok && recorded.problem.code !== 'outcome-unknown')
    await ledger.setPerson(whoRef, '', session.now());
  return recorded;
}
