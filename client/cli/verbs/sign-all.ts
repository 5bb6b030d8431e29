import { ok, refuse, text, type Result } from '../../../domain/problem';
import type { UnitId } from '../../../domain/roster/types';
import type { Ledger } from '../../../ledger/types';
import { missing, readGiven } from '../item-commands';
import { presentLedger } from '../on-ledger';
import type { Output } from '../output';
import { send } from '../send';
import { pick, type Session } from '../session';
import { flag, textOf, type Options } from '../verb';

/** Signs for every item that a unit has not signed, one command each. Stops at the first refusal. */
export async function signAll(session: Session, options: Options): Promise<Result<Output>> {
  const ledger = await presentLedger(session);
  if (!ledger.ok) return ledger;
  const given = await readGiven(session, ledger.value, options);
  if (!given.ok) return given;
  const { unit } = given.value;
  if (unit === undefined) return missing('--unit');
  const open = (await ledger.value.items({ unit, open: true })).filter((item) =>
    item.assignments.some((one) => one.unit === unit && one.status === 'issued'),
  );
  return signEach(session, ledger.value, { unit, streams: open.map(({ stream }) => stream), options });
}

async function signEach(
  session: Session,
  ledger: Ledger,
  call: { readonly unit: UnitId; readonly streams: readonly string[]; readonly options: Options },
): Promise<Result<Output>> {
  const { unit, streams, options } = call;
  const key = textOf(options, 'key');
  const signed: string[] = [];
  for (const stream of streams) {
    session.io.progress(
      `${pick(session, '签收', 'signing')} ${signed.length + 1}/${streams.length} ${stream}`,
    );
    const command = { type: 'acknowledge', unit } as const;
    const answer = await send(session, ledger, { stream, command, options, ...(key && { key }) });
    if (!answer.ok) return signed.length === 0 ? answer : stopped(signed, stream, answer);
    signed.push(stream);
  }
  const name = textOf(options, 'unit') ?? unit;
  const done = pick(session, `${name} 签收 ${signed.length} 项`, `${name} signed ${signed.length} items`);
  const would = pick(
    session,
    `将签收 ${signed.length} 项,不会产生邮件`,
    `would sign ${signed.length} items; no mails`,
  );
  return ok({ data: { unit, signed }, text: flag(options, 'dryRun') ? would : done });
}

function stopped(signed: readonly string[], at: string, answer: Result<Output>): Result<Output> {
  if (answer.ok) return answer;
  const { code, message, hint } = answer.problem;
  return refuse(
    code,
    text(
      `已签收 ${signed.length} 项,停在 ${at}:${message.zh}`,
      `signed ${signed.length} items, stopped at ${at}: ${message.en}`,
    ),
    hint,
  );
}
