import { randomUUID } from 'node:crypto';
import { commandDigest } from '../../office/running/command';
import { pooled } from '../../office/running/pool';
import type { Command } from '../../domain/item/commands';
import { EMPTY_HEAD } from '../../domain/journal/chain';
import { itemStream } from '../../domain/journal/streams';
import type { Office } from '../../domain/office';
import type { PlanItem } from '../../domain/plan/types';
import { DEFAULT_POLICY } from '../../domain/policy';
import { slotAt } from '../../domain/slot';
import { civilDate, plusDays, plusMs, type Instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { accept, ask, handIn, report, sign } from '../../test/support/commands';
import {
  EVE,
  deliver,
  importDue,
  issueAt,
  issueDue,
  dueItem,
  dueOffice,
  duePlan,
} from '../../test/support/office-due-at-once';

/** Items of one notice: about as many as the largest have. */
const OF_NOTICE = 1_000;
const noticeOf = (n: number): string => `bench-2025-${Math.floor(n / OF_NOTICE) + 1}`;
const FIRST_DUE = civilDate('2025-07-21');
const DAYS = 150;

/** How large an office is. */
export interface Size {
  readonly items: number;
  readonly units: number;
}

const unitOf = (n: number, { units }: Size): string => `u${String(n % units).padStart(3, '0')}`;

const officeOf = ({ units }: Size): Office =>
  dueOffice({
    units: Array.from({ length: units }, (_, n) => unitOf(n, { items: 0, units })),
    addressOf: (unit) => `lly@${unit}.example`,
    accountsAt: 'office.example',
    policy: DEFAULT_POLICY,
  });

/** The moment at which the bench looks: the slot of the eve. */
export const momentOf = (size: Size): Instant => slotAt(officeOf(size), EVE);

/** Item n: two units, due somewhere in the half-year. */
const itemOf = (n: number, size: Size): PlanItem => ({
  ...dueItem(n, plusDays(FIRST_DUE, n % DAYS), [unitOf(n, size), unitOf(n * 7 + 1, size)]),
  title: `推进第${n + 1}号重点工程建设并按季度报送形象进度`,
});

const ACTOR: Partial<Record<Command['type'], string>> = { accept: 'shld' };

/** What the units of item n have done by now: of ten items six are closed but for the last step, one is unsigned, one waits. */
function deedsOf(n: number, { units }: PlanItem): readonly Command[] {
  const of = (make: (unit: string) => Command) => units.map(({ unit }) => make(unit));
  if (n % 10 === 9) return [];
  const signed = of(sign);
  if (n % 10 < 6) return [...signed, ...of((unit) => handIn(unit)), ...of((unit) => accept(unit))];
  if (n % 40 === 6) return [...signed, ...of((unit) => handIn(unit))];
  if (n % 40 === 16) return [...signed, ...of((unit) => ask(unit, '2025-12-26'))];
  return [...signed, ...of((unit) => report(unit))];
}

/** Some units reported in the week before the bench looks. */
async function lately(ledger: Ledger, items: readonly PlanItem[], now: Instant): Promise<void> {
  await pooled(
    items.filter((_, n) => n % 10 === 8),
    100,
    (item) =>
      say(
        ledger,
        item,
        item.units.map(({ unit }) => report(unit, 60)),
        now,
      ),
  );
}

/** Records commands of one item, each by whom it behoves. */
export function say(ledger: Ledger, item: PlanItem, commands: readonly Command[], now: Instant) {
  const envelopes = commands.map((command) => {
    const actor = ACTOR[command.type] ?? ('unit' in command ? `ll-${command.unit}` : 'ddy');
    const digest = commandDigest(command, actor, null);
    return { key: randomUUID(), digest, actor, onBehalf: null, command };
  });
  const stream = itemStream(noticeOf(Number(item.key) - 1), item.key);
  return ledger.record({ stream, head: EMPTY_HEAD, now, commands: envelopes, wake: false });
}

/** All items of the office. */
export const itemsOf = (size: Size): readonly PlanItem[] =>
  Array.from({ length: size.items }, (_, n) => itemOf(n, size));

/** Fills an empty ledger with an office in the middle of its year. */
export async function fill(ledger: Ledger, size: Size): Promise<void> {
  const now = issueAt();
  const items = itemsOf(size);
  for (let from = 0; from < items.length; from += OF_NOTICE) {
    const plan = duePlan(noticeOf(from), items.slice(from, from + OF_NOTICE));
    await importDue(ledger, officeOf(size), plan);
    const batch = await issueDue(ledger, plan);
    await pooled([...plan.items.entries()], 100, ([n, item]) => say(ledger, item, deedsOf(n, item), now));
    await ledger.composeLetters({ notice: plan.notice, batch, now });
  }
  await deliver(ledger, now);
  await lately(ledger, items, plusMs(momentOf(size), -3 * 86_400_000));
  await ledger.markComposed(EVE, slotAt(officeOf(size), EVE));
}
