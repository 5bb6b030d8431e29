import type { PhoneRecord } from '../../../domain/item/commands/fields';
import { ok, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/ledger';
import { missingOption, runCommands } from '../item-commands';
import { presentLedger, keyOf } from '../on-ledger';
import type { Output } from '../output';
import type { Session } from '../session';
import { optionText, type Options, flagOption } from '../verb';

/** A phone call: with whom, what was answered, and the key of the command that records it. */
interface Spoken {
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

/** The phone call of a coordinator: who was spoken to goes to the erasable side table, the rest is an urge. */
export async function callNoun(
  session: Session,
  name: string | undefined,
  options: Options,
): Promise<Result<Output>> {
  const ledger = await presentLedger(session);
  if (!ledger.ok) return ledger;
  const who = optionText(options, 'who');
  const answer = optionText(options, 'answer');
  if (!who) return missingOption('--who');
  if (!answer) return missingOption('--answer');
  if (optionText(options, 'unit') === undefined) return missingOption('--unit');
  return spokenTo(session, ledger.value, { who, answer, options }, (phone, key) =>
    runCommands(
      session,
      name,
      options,
      ({ unit }) =>
        unit === undefined
          ? missingOption('--unit')
          : ok({
              type: 'urge',
              units: [unit],
              text: optionText(options, 'text') ?? '电话催办',
              phone,
              again: false,
            }),
      key,
    ),
  );
}
