import type { Command } from '../../domain/item/commands';
import type { StreamId } from '../../domain/journal/types';
import { ok, refuse, text, type Result } from '../../domain/problem';
import type { Ledger } from '../../ledger/types';
import { unitOfName } from './names';
import type { Output } from './output';
import { actingAccount, type Session } from './session';
import { textOf, flag, type Options } from './verb';
import { mailTexts } from './views/mails';

type OnBehalf = { readonly unit: string; readonly source: 'mail' | 'phone' | 'paper' } | null;

/** One command for one item, as the options say: who, on whose behalf, under which key, or only what it would cause. */
export async function send(
  session: Session,
  ledger: Ledger,
  call: { readonly stream: StreamId; readonly command: Command; readonly options: Options },
): Promise<Result<Output>> {
  const account = await actingAccount(session, ledger);
  if (!account.ok) return account;
  const onBehalf = await behalfOf(ledger, call.options);
  if (!onBehalf.ok) return onBehalf;
  const key = textOf(call.options, 'key');
  const parts = {
    stream: call.stream,
    command: call.command,
    actor: account.value.id,
    onBehalf: onBehalf.value,
    ...(key === undefined ? {} : { key }),
  };
  if (flag(call.options, 'dryRun')) return rehearsed(session, ledger, parts);
  const duban = await session.duban();
  if (!duban.ok) return duban;
  const answer = await duban.value.command(parts);
  if (!answer.ok) return answer;
  const state = await ledger.item(call.stream);
  return ok({
    data: { ...answer.value, stream: call.stream, state: state?.status ?? null },
    text:
      session.style.lang === 'zh'
        ? `${call.stream} 已记录(第 ${answer.value.seq} 条):${answer.value.status}`
        : `${call.stream} recorded (seq ${answer.value.seq}): ${answer.value.status}`,
  });
}

async function behalfOf(ledger: Ledger, options: Options): Promise<Result<OnBehalf>> {
  const name = textOf(options, 'onBehalf');
  if (name === undefined) return ok(null);
  const source = textOf(options, 'source');
  if (source !== 'mail' && source !== 'phone' && source !== 'paper') {
    return refuse(
      'usage',
      text(
        '--on-behalf 须同时写明 --source mail、phone 或 paper',
        '--on-behalf needs --source mail|phone|paper',
      ),
      text('例:--on-behalf 区数据局 --source phone', 'for example --on-behalf 区数据局 --source phone'),
    );
  }
  const unit = unitOfName((await ledger.office()).roster, name);
  return unit.ok ? ok({ unit: unit.value, source }) : unit;
}

/** What the command would cause, from a transaction that is rolled back. */
async function rehearsed(
  session: Session,
  ledger: Ledger,
  parts: { stream: StreamId; command: Command; actor: string; onBehalf: OnBehalf; key?: string },
): Promise<Result<Output>> {
  const key = parts.key ?? 'dry-run';
  const { stream, ...rest } = parts;
  const { answers, rows, mails } = await ledger.dryRun({
    stream,
    head: { seq: 0, hash: '' },
    now: session.io.now(),
    commands: [{ ...rest, key, digest: key }],
    wake: false,
  });
  const answer = answers[key];
  if (answer && !answer.ok) return answer;
  const later = rows.map((row) => `${row.slot} ${row.unit} ${row.rung} ${row.audience}`);
  return ok({ data: { dryRun: true, rows, mails }, text: mailTexts(mails, later, session.style.lang) });
}
