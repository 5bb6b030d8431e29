import type { Command } from '../../domain/item/commands';
import type { RecordedItemEvent } from '../../domain/item/events';
import type { StreamId } from '../../domain/journal/types';
import { ok, refuse, text, type Result } from '../../domain/problem';
import type { Account } from '../../domain/roster/types';
import { happenedText, happenedBy, type Happened } from '../../domain/view/answer';
import type { Ledger } from '../../ledger/ledger';
import { type RecordedAnswer, commandDigest } from '../../office/running/command';
import { rowText } from '../../office/lists/row-text';
import { unitOfName } from './names';
import { keyOf } from './on-ledger';
import type { Output } from './output';
import { actingAccount, pick, type Session } from './session';
import { optionText, flagOption, type Options } from './verb';
import { mailTexts } from './views/mails';
import { editionData } from '../../office/lists/mails';

type OnBehalf = { readonly unit: string; readonly source: 'mail' | 'phone' | 'paper' } | null;

/** One command for one item, and the options that it came with. */
export interface SendCall {
  readonly stream: StreamId;
  readonly command: Command;
  readonly options: Options;
  /** Overrides --key. */
  readonly key?: string;
}

interface SendParts {
  readonly stream: StreamId;
  readonly command: Command;
  readonly actor: string;
  readonly onBehalf: OnBehalf;
  readonly key: string;
}

/** Sends as the options say: who, on whose behalf, under which key, or only shows what it would cause. */
export async function send(session: Session, ledger: Ledger, call: SendCall): Promise<Result<Output>> {
  const account = await actingAccount(session, ledger);
  if (!account.ok) return account;
  const parts = await partsOfCall(ledger, account.value, call);
  if (!parts.ok) return parts;
  if (flagOption(call.options, 'dryRun')) return dryRunAnswer(session, ledger, parts.value);
  const duban = await session.duban();
  if (!duban.ok) return duban;
  const answer = await duban.value.command(parts.value);
  if (!answer.ok) return answer;
  const told = await answerTo(ledger, call.stream, parts.value.key);
  return ok(told ? outputOf(session, call.stream, answer.value, told) : { data: answer.value, text: '' });
}

/** What happened, in words and in data. */
function outputOf(
  session: Session,
  stream: StreamId,
  { seq, status }: RecordedAnswer,
  { happened, events }: CommandAnswer,
): Output {
  const words = happenedText(happened);
  const { what, warnings, status: state, pending, next, mails, toldOn } = happened;
  return {
    data: {
      ...{ stream, seq, state, status, what, warnings },
      events: events.map(({ seq: no, type, at, actor, body }) => ({ seq: no, type, at, actor, body })),
      ...{ pending, nextReminder: next, mails, toldOn },
    },
    text: pick(
      session,
      `${stream} 已记录（第 ${seq} 条）：${words.zh}`,
      `${stream} recorded (#${seq}): ${words.en}`,
    ),
  };
}

async function partsOfCall(ledger: Ledger, account: Account, call: SendCall): Promise<Result<SendParts>> {
  const onBehalf = await behalfOf(ledger, call.options);
  if (!onBehalf.ok) return onBehalf;
  const key = call.key ?? keyOf(call.options);
  return ok({
    stream: call.stream,
    command: call.command,
    actor: account.id,
    onBehalf: onBehalf.value,
    key,
  });
}

const sourceAlone = refuse(
  'usage',
  text('--source 只与 --on-behalf 一起写', '--source goes with --on-behalf only'),
  text('例：--on-behalf 区数据局 --source phone', 'for example --on-behalf 区数据局 --source phone'),
);

/** Whom a coordinator enters for, and how the unit said it. Refuses `usage`, `unit-not-found`. */
export async function behalfOf(ledger: Ledger, options: Options): Promise<Result<OnBehalf>> {
  const name = optionText(options, 'onBehalf');
  const source = optionText(options, 'source');
  if (name === undefined) return source === undefined ? ok(null) : sourceAlone;
  if (source !== 'mail' && source !== 'phone' && source !== 'paper') {
    return refuse(
      'usage',
      text(
        '--on-behalf 须同时写明 --source mail、phone 或 paper',
        '--on-behalf needs --source mail|phone|paper',
      ),
      text('例：--on-behalf 区数据局 --source phone', 'for example --on-behalf 区数据局 --source phone'),
    );
  }
  const unit = unitOfName((await ledger.office()).roster, name);
  return unit.ok ? ok({ unit: unit.value, source }) : unit;
}

/** What the command would cause, from a transaction that is rolled back. */
async function dryRunAnswer(session: Session, ledger: Ledger, parts: SendParts): Promise<Result<Output>> {
  const { stream, command, actor, onBehalf, key } = parts;
  const digest = commandDigest(command, actor, onBehalf);
  const { answers, rows, immediate, digests } = await ledger.dryRun({
    stream,
    head: { seq: 0, hash: '' },
    now: session.now(),
    commands: [{ command, actor, onBehalf, key, digest }],
    wake: false,
    withDigests: true,
  });
  const answer = answers[key];
  if (answer && !answer.ok) return answer;
  const mails = [...immediate, ...digests];
  const office = await ledger.office();
  const { lang } = session.style;
  const added = rows.map((row) => rowText(row, office.roster, lang));
  return ok({
    data: { dryRun: true, rows, mails: mails.map(editionData) },
    text: mailTexts(mails, added, office, lang),
  });
}

/** What a command did, and its events. */
interface CommandAnswer {
  readonly happened: Happened;
  readonly events: readonly RecordedItemEvent[];
}

/** What a command did, as the ledger has it; also one that was answered before under the same key. */
async function answerTo(
  ledger: Pick<Ledger, 'story' | 'item' | 'nextSlot' | 'office'>,
  stream: StreamId,
  key: string,
): Promise<CommandAnswer | null> {
  const state = await ledger.item(stream);
  if (!state) return null;
  const story = await ledger.story(stream);
  const events = story.filter(({ requestKey }) => requestKey === key);
  const office = await ledger.office();
  const next = await ledger.nextSlot(stream);
  const seqs = new Set(events.map(({ seq }) => seq));
  const happened = happenedBy(seqs, { state, events: story, office, next });
  return { happened, events };
}
