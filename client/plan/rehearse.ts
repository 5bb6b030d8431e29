import type { Command } from '../../domain/item/commands';
import type { StreamId } from '../../domain/journal/types';
import { isUnissued, requestKeyOf, type ItemDiff } from '../../domain/plan/diff';
import type { Edition } from '../../domain/digest/types';
import { forecast } from '../../domain/forecast/forecast';
import { dateOf, type Instant } from '../../domain/time';
import type { OutboxRow } from '../../domain/ladder/types';
import { ok, type Result } from '../../domain/problem';
import type { Answer } from '../../ledger/database/tables/journal';
import type { Ledger } from '../../ledger/ledger';
import { digestOf } from '../command';
import { noticeInfo } from '../files/notice-folder';
import { applyPlan, type Applied, type Order } from './apply';
import { streamIn } from './running';

/** What a plan would do: the same lists as when it is applied, and the mails that they cause. */
export interface PlanRehearsed {
  readonly applied: Applied;
  readonly rows: readonly OutboxRow[];
  readonly mails: readonly Edition[];
}

const mailId = ({ key, slot }: Edition): string => `${key}|${slot}`;

/** The same digest, seen from several items: each line as the item that it is about has it. */
function merged(mails: readonly Edition[]): readonly Edition[] {
  const found = new Map<string, Edition>();
  for (const mail of mails) {
    const known = found.get(mailId(mail));
    found.set(mailId(mail), known ? { ...known, lines: withLines(known.lines, mail.lines) } : mail);
  }
  return [...found.values()];
}

function withLines(known: Edition['lines'], more: Edition['lines']): Edition['lines'] {
  const changed = new Map(more.map((line) => [line.stream, line]));
  const kept = known.map((line) => {
    const other = changed.get(line.stream);
    return other && other.changes.length > line.changes.length ? other : line;
  });
  const streams = new Set(known.map(({ stream }) => stream));
  return [...kept, ...more.filter(({ stream }) => !streams.has(stream))];
}

/**
 * What applying a plan would come to, from transactions that are rolled back, an item each; the letters of new items from
 * the forecast. Nothing is written and no server is asked.
 */
export async function rehearsePlan(
  ledger: Pick<Ledger, 'dryRun' | 'office'>,
  order: Order,
  now: Instant,
): Promise<PlanRehearsed> {
  const calls = order.diffs.map((diff) => callOf(order, diff));
  const { answers, rows, mails } = await dryRunAll(ledger, calls, { actor: order.actor, now });
  const applied = await applyPlan(
    {
      command: ({ key = '' }) => Promise.resolve(recorded(answers[key])),
      issue: ({ items }) =>
        Promise.resolve(
          ok({
            notice: order.plan.notice,
            batch: 0,
            streams: (items ?? []).map((key) => streamIn(order.plan, key)),
          }),
        ),
      ensureAll: () => Promise.resolve({ items: 0, issues: [] }),
    },
    order,
  );
  return { applied, rows, mails: [...(await lettersOf(ledger, order, now)), ...mails] };
}

const recorded = (answer: Answer | undefined): Result<{ readonly seq: number; readonly status: string }> =>
  answer && !answer.ok ? answer : ok({ seq: answer?.seq ?? 0, status: answer?.status ?? '' });

/** All commands of an item in one call, as they would come one after the other. */
function callOf({ plan, cancelMissing }: Order, { key: item, state, type, changes }: ItemDiff): DryCall {
  const stream = streamIn(plan, item);
  if (!state || (type === 'gone' && !cancelMissing)) return { stream, commands: [] };
  const commands = changes.flatMap((change) => change.commands);
  return {
    stream,
    commands: commands.map((command) => ({ command, key: requestKeyOf(plan, state, command) })),
  };
}

/** Commands for one item with their keys. */
interface DryCall {
  readonly stream: StreamId;
  readonly commands: readonly { readonly command: Command; readonly key: string }[];
}

/** What commands to several items would come to, an item after the other; a digest that several touch comes once. */
async function dryRunAll(
  ledger: Pick<Ledger, 'dryRun'>,
  calls: readonly DryCall[],
  { actor, now }: { readonly actor: string; readonly now: Instant },
): Promise<Awaited<ReturnType<Ledger['dryRun']>>> {
  const rows: OutboxRow[] = [];
  const mails: Edition[] = [];
  const answers = new Map<string, Answer>();
  for (const { stream, commands } of calls.filter((call) => call.commands.length > 0)) {
    const envelopes = commands.map(({ command, key }) => ({
      command,
      actor,
      onBehalf: null,
      key,
      digest: digestOf(command, actor, null),
    }));
    const head = { seq: 0, hash: '' };
    const tried = await ledger.dryRun({ stream, head, now, commands: envelopes, wake: false });
    rows.push(...tried.rows);
    mails.push(...tried.mails);
    for (const [key, answer] of Object.entries(tried.answers)) answers.set(key, answer);
  }
  return { answers: Object.fromEntries(answers), rows, mails: merged(mails) };
}

async function lettersOf(
  ledger: Pick<Ledger, 'office'>,
  { plan, diffs }: Order,
  issuedAt: Instant,
): Promise<readonly Edition[]> {
  const items = diffs.filter(isUnissued).map(({ key }) => key);
  if (items.length === 0) return [];
  const office = await ledger.office();
  const until = dateOf(issuedAt, office.calendar.zone);
  const mails = forecast({ plan, office, notice: noticeInfo(plan), issuedAt, items, until });
  return mails.filter(({ kind }) => kind === 'letter');
}
