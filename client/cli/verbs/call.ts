import { ok, type Result } from '../../../domain/problem';
import { missingOption, runCommands } from '../item-commands';
import { presentLedger } from '../on-ledger';
import type { Output } from '../output';
import type { Session } from '../session';
import { spokenTo } from '../spoken-to';
import { optionText, type Options } from '../verb';

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
