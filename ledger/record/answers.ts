import { faultText } from '../../domain/digest/sound';
import { advance, recordedAs, type Advanced } from '../../domain/item/advance';
import type { Command, Envelope } from '../../domain/item/commands';
import type { DecideContext } from '../../domain/item/commands/case';
import { decide } from '../../domain/item/decide';
import { itemLamp } from '../../domain/item/lamp';
import { readEnvelope } from '../../domain/item/read-envelope';
import type { ItemState } from '../../domain/item/types';
import type { Office } from '../../domain/office';
import { ok, refuse, text, type Result } from '../../domain/problem';
import { slotFor } from '../../domain/slot';
import type { Instant } from '../../domain/time';
import { ITEM_STATUS } from '../../domain/words';
import type { Answer } from '../database/tables/journal';
import { keyReused, recall, remember } from '../journal/requests';
import { urgesGone } from '../mails/urges';
import { stateOf } from './begin';
import { appendIfFits, type RecordTransaction, attempt } from './transaction';

/** The answers to the commands of one call, by request key. */
export interface Answered {
  readonly answers: Readonly<Record<string, Answer>>;
  /** Some command had been answered before: the caller may not have heard of what it caused. */
  readonly repeated: boolean;
}

/**
 * Answers commands in their order: one that is known as before, the others by the rules. What is no command at all, and
 * what the rules fail at unexpectedly, is refused by itself: the others and the item go on. Refusals are not kept.
 */
export async function answerAll(
  transaction: RecordTransaction,
  commands: readonly unknown[],
): Promise<Answered> {
  const answers = new Map<string, Answer>();
  let repeated = false;
  for (const command of commands) {
    const envelope = readEnvelope(command);
    if (!envelope.ok) {
      answers.set(commandKey(command), envelope);
      continue;
    }
    const known = await recall(transaction.db, transaction.stream, envelope.value.key);
    if (known) repeated = true;
    const answer = known
      ? answeredAgain(known, envelope.value)
      : await decidedAnswer(transaction, envelope.value);
    answers.set(envelope.value.key, answer);
  }
  return { answers: Object.fromEntries(answers), repeated };
}

/** The key under which a caller waits, whatever else it sent. */
function commandKey(command: unknown): string {
  const key: unknown = typeof command === 'object' && command !== null ? Reflect.get(command, 'key') : '';
  return typeof key === 'string' ? key : '';
}

const answeredAgain = (
  known: { readonly digest: string; readonly answer: Answer },
  { key, digest }: Envelope,
): Answer => (known.digest === digest ? known.answer : { ok: false, problem: keyReused(key) });

async function decidedAnswer(transaction: RecordTransaction, envelope: Envelope): Promise<Answer> {
  const worked = workedOut(transaction, envelope, await urgedToday(transaction, envelope.command));
  if (!worked.ok) return worked;
  const tooLong = await appendIfFits(transaction, worked.value);
  if (tooLong) return { ok: false, problem: tooLong };
  const { db, stream, end } = transaction;
  const { key, digest } = envelope;
  const answer: Answer = { ok: true, seq: end.seq, status: statusText(transaction) };
  await remember(db, stream, { key, digest, answer, seq: end.seq });
  return answer;
}

/** The units of an item whose letter of the day has gone, where a command would urge them by another. */
async function urgedToday(transaction: RecordTransaction, command: Command): Promise<DecideContext['urged']> {
  if (command.type !== 'urge' || command.phone) return new Map();
  const { db, office, now } = transaction;
  const units = stateOf(transaction).assignments.map(({ unit }) => unit);
  return urgesGone(db, command.units.length > 0 ? command.units : units, office, now);
}

/** What a command comes to, before anything is written. A fault of the rules is this command's own refusal. */
function workedOut(
  transaction: RecordTransaction,
  envelope: Envelope,
  urged: DecideContext['urged'],
): Result<Advanced> {
  const { office, now, composed, stream } = transaction;
  const state = stateOf(transaction);
  try {
    const decision = decide(state, envelope, { office, now, slot: slotFor(office, now, composed), urged });
    if (!decision.ok) return decision;
    const cause = { actor: envelope.actor, requestKey: envelope.key, at: now };
    return ok(advance(state, recordedAs(state, decision.value, cause), stream));
  } catch (error) {
    const why = faultText(error);
    return refuse(
      'command-failed',
      text(`程序出错，这条命令没有执行：${why}`, `a defect of the program; nothing was done: ${why}`),
      text(
        '事项和其他命令不受影响；请把这句话告诉维护者',
        'the item goes on; tell this to whoever maintains it',
      ),
    );
  }
}

/** One line on the item as it stands now; only its state where the rules fail at more. */
export const statusText = (transaction: RecordTransaction): string => {
  const state = stateOf(transaction);
  const line = attempt(transaction, () => statusLine(state, transaction.office, transaction.now));
  return line ?? ITEM_STATUS[state.status].zh;
};

/** One line on an item for people who look at Temporal's own UI: state, lamp with its reason, who has signed. */
function statusLine(state: ItemState, office: Office, now: Instant): string {
  const { lamp, reason } = itemLamp(state, office, now);
  const look = office.policy.lamps[lamp];
  const units = state.assignments.filter(({ status }) => status !== 'released');
  const signed = units.filter(({ acknowledgedAt }) => acknowledgedAt !== null).length;
  return `${ITEM_STATUS[state.status].zh} ${look.shape} ${look.word}：${reason.zh}；已签收 ${signed}/${units.length}`;
}
