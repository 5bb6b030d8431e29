import type { PhoneRecord } from '../../../domain/item/commands/fields';
import { ok, text, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/ledger';
import { missingOption, runCommands } from '../item-commands';
import { presentLedger, keyOf } from '../on-ledger';
import type { Output } from '../output';
import { recordSpokenTo, spokenToRef } from '../../../office/acts/spoken-to';
import { actingAccount, type Session } from '../session';
import {
  DRY_RUN,
  example,
  flaggedBy,
  flagOption,
  KEY_FLAG,
  optionText,
  requiredFlag,
  TEXT_FLAG,
  UNIT_FLAG,
  type Options,
  type Verb,
} from '../verb';

/** With whom the call was. */
export const WHO_FLAG = flaggedBy(
  '--who <姓名>',
  '通话人（只存于可删除的表）',
  'who was spoken to (kept in an erasable table)',
);

/** What was answered in it. */
export const ANSWER_FLAG = flaggedBy('--answer <答复>', '对方的答复', 'what was answered');

/** A phone call: with whom, what was answered, and the key of the command that records it. */
interface Spoken {
  readonly who: string;
  readonly answer: string;
  readonly options: Options;
}

/** Records a command about a phone call, whose person the side table names. */
export async function spokenTo(
  session: Session,
  ledger: Ledger,
  { who, answer, options }: Spoken,
  record: (phone: PhoneRecord, key: string) => Promise<Result<Output>>,
): Promise<Result<Output>> {
  const key = keyOf(options);
  const ref = spokenToRef(key);
  if (flagOption(options, 'dryRun')) return record({ whoRef: ref, answer }, key);
  const account = await actingAccount(session, ledger);
  if (!account.ok) return account;
  const by = { actor: account.value.id, now: session.now() };
  return recordSpokenTo(ledger, { ref, name: who }, by, () => record({ whoRef: ref, answer }, key));
}

/** The phone call of a coordinator: who was spoken to goes to the erasable side table, the rest is an urge. */
async function recordCall(
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

/** duban item call. */
export const callVerb: Verb = {
  usage: 'call <事项>',
  about: text('记录一次电话催办：与谁、说了什么、答复', 'record a phone call: with whom, what, the answer'),
  flags: [requiredFlag(WHO_FLAG), requiredFlag(ANSWER_FLAG), TEXT_FLAG, UNIT_FLAG, KEY_FLAG, DRY_RUN],
  examples: [
    example('item call 10 --unit 区数据局 --who 李同志 --answer 本周五报', '记录通话', 'records the call'),
  ],
  action: (session, [name], options) => recordCall(session, name, options),
};
