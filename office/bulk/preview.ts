import type { Edition } from '../../domain/digest/types';
import type { OutboxRow } from '../../domain/item/outbox';
import type { Instant } from '../../domain/time';
import type { ChangeEnd, ChangeSet, EndedChange, ItemChange } from '../../ledger/database/tables/change-sets';
import type { Answer } from '../../ledger/database/tables/journal';
import type { Ledger } from '../../ledger/ledger';
import type { DryReply } from '../../ledger/record/dry-run';
import { commandDigest } from '../running/command';

/** What a change set would come to. */
export interface BulkPreview {
  /** What would become of each change, in their order. */
  readonly ends: readonly EndedChange[];
  /** Lines of coming digests. */
  readonly rows: readonly OutboxRow[];
  /** Mails that would go at once; what is urged, in one letter for each unit. */
  readonly immediate: readonly Edition[];
  /** How many digests would have the lines: one for an addressee and day. */
  readonly toldIn: number;
  /** Those digests, each with the lines of all changes; empty when they were not asked for. */
  readonly digests: readonly Edition[];
}

/** The end of a change by the answers to its commands: the first refusal is that of the change. */
function endOf({ steps }: ItemChange, answers: Readonly<Record<string, Answer>>): ChangeEnd {
  let end: ChangeEnd = { type: 'unchanged' };
  for (const { key } of steps) {
    const answer = answers[key];
    if (!answer || answer.ok) end = { type: 'done' };
    else if (answer.problem.code !== 'no-change') return { type: 'refused', problem: answer.problem };
  }
  return end;
}

const isRefusal = (answer: Answer | undefined): boolean =>
  answer !== undefined && !answer.ok && answer.problem.code !== 'no-change';

/** A change as far as its commands are sent: up to the first that is refused. */
function sentOf(change: ItemChange, answers: Readonly<Record<string, Answer>>): ItemChange {
  const at = change.steps.findIndex(({ key }) => isRefusal(answers[key]));
  return at < 0 ? change : { ...change, steps: change.steps.slice(0, at + 1) };
}

/** All changes of an item in one transaction that is rolled back, again until none goes on behind a refusal. */
async function tryItem(
  ledger: Pick<Ledger, 'dryRun'>,
  changes: readonly ItemChange[],
  how: Pick<ChangeSet, 'actor' | 'onBehalf'> & {
    readonly item: string;
    readonly now: Instant;
    readonly withDigests: boolean;
  },
): Promise<DryReply> {
  const { item: stream, actor, onBehalf, now, withDigests } = how;
  const head = { seq: 0, hash: '' };
  const commands = changes
    .flatMap(({ steps }) => steps)
    .map(({ command, key }) => ({
      command,
      actor,
      onBehalf,
      key,
      digest: commandDigest(command, actor, onBehalf),
    }));
  const reply = await ledger.dryRun({ stream, head, now, commands, wake: false, withDigests });
  const sent = changes.map((change) => sentOf(change, reply.answers));
  const count = sent.reduce((sum, { steps }) => sum + steps.length, 0);
  return count === commands.length ? reply : tryItem(ledger, sent, how);
}

const addresseeText = ({ slot, unit, audience }: OutboxRow): string => `${slot}|${unit}|${audience}`;

/** What a change set would come to, item by item, by transactions that are rolled back. Nothing is written and no server is asked. */
export async function previewChanges(
  ledger: Pick<Ledger, 'dryRun'>,
  { changes, actor, onBehalf }: Pick<ChangeSet, 'changes' | 'actor' | 'onBehalf'>,
  { now, withDigests }: { readonly now: Instant; readonly withDigests: boolean },
): Promise<BulkPreview> {
  const rows: OutboxRow[] = [];
  const immediate: Edition[] = [];
  const digests: Edition[] = [];
  const ends = new Map<ItemChange, ChangeEnd>();
  for (const [item, own] of byItem(changes.filter(({ end }) => end === null))) {
    const tried = await tryItem(ledger, own, { item, actor, onBehalf, now, withDigests });
    for (const change of own) ends.set(change, endOf(sentOf(change, tried.answers), tried.answers));
    rows.push(...tried.rows);
    immediate.push(...tried.immediate);
    digests.push(...tried.digests);
  }
  return {
    ends: changes.map((change) => ({ item: change.item, end: change.end ?? ends.get(change) ?? null })),
    rows,
    immediate: merged(immediate),
    toldIn: new Set(rows.map(addresseeText)).size,
    digests: merged(digests),
  };
}

/** Changes by their item, in the order in which the items come first. */
export function byItem<T extends ItemChange>(changes: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const change of changes) found.set(change.item, [...(found.get(change.item) ?? []), change]);
  return found;
}

/** The same mail, seen from several items: each line as the item that it is about has it. */
function merged(mails: readonly Edition[]): readonly Edition[] {
  const found = new Map<string, Edition>();
  for (const mail of mails) {
    const id = `${mail.key}|${mail.slot}`;
    const known = found.get(id);
    found.set(id, known ? { ...known, lines: withLines(known.lines, mail.lines) } : mail);
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
