import type { DecideContext } from '../../domain/item/commands/case';
import type { Command, Envelope } from '../../domain/item/commands';
import type { Source } from '../../domain/item/commands/case';
import { decide } from '../../domain/item/decide';
import { issueItem } from '../../domain/plan/issue';
import type { ItemEvent, ItemEventType, RecordedItemEvent } from '../../domain/item/events';
import { evolve } from '../../domain/item/evolve';
import { readEnvelope } from '../../domain/item/read-envelope';
import type { Assignment, ItemKind, ItemState, Round, Role } from '../../domain/item/types';
import { roundAtWork } from '../../domain/item/dates';
import type { Office } from '../../domain/office';
import type { Plan, PlanItem } from '../../domain/plan/types';
import type { PolicyOverride } from '../../domain/policy';
import type { Result } from '../../domain/problem';
import { slotFor } from '../../domain/slot';
import { civilDate, plusMs, startOfDay, type Instant } from '../../domain/time';
import { testOffice } from './office';
import { sure } from './sure';

export const STREAM = 'item/n1/a';

const OFFICE = testOffice();

/** "2025-09-30 16:30" as an instant of Asia/Shanghai; without a time 10:00. */
export function moment(words: string, zone = 'Asia/Shanghai'): Instant {
  const [day = '', time = '10:00'] = words.split(' ');
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return plusMs(startOfDay(civilDate(day), zone), (hour * 60 + minute) * 60_000);
}

/** An item as a test wants it issued. */
export interface TestItem {
  readonly on?: string;
  readonly kind?: ItemKind;
  readonly dates?: readonly string[];
  readonly units?: Readonly<Record<string, Role>>;
  readonly year?: number;
  readonly policy?: PolicyOverride | null;
}

/** The planned item behind a TestItem: by default due 2025-09-30, 区数据局 leads and 区司法局 supports. */
export function planItem({ kind = 'dated', dates, units, policy = null }: TestItem = {}): PlanItem {
  const roles = Object.entries<Role>(units ?? { sjj: 'lead', sfj: 'support' });
  return {
    key: 'a',
    section: '一',
    title: '政务公开',
    text: '事项全文',
    kind,
    dates: (dates ?? (kind === 'continuous' ? [] : ['2025-09-30'])).map(civilDate),
    units: roles.map(([unit, role]) => ({ unit, role, via: null, due: null })),
    unresolved: [],
    policy,
  };
}

/** The plan of notice `n1` with these items, owned by ddy, ddy2 the deputy. */
export const testPlan = (items: readonly PlanItem[], year = 2025): Plan => ({
  notice: 'n1',
  title: '2025年政务公开工作要点',
  number: '1号',
  year,
  demo: false,
  coordinator: 'ddy',
  deputies: ['ddy2'],
  policy: null,
  items,
  digest: '0'.repeat(64),
});

/** The code of a refusal, `ok` when there is none. */
export const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.problem.code);

/** One thing said to an item: when, by which account, and for which unit when a coordinator enters it. */
export interface Said {
  readonly at: string;
  readonly by: string;
  readonly command: Command;
  readonly for?: { readonly unit: string; readonly source: Source };
}

/** By the liaison of the unit that the command is about. */
export const unitSays = (at: string, command: Extract<Command, { readonly unit: string }>): Said => ({
  at,
  by: `ll-${command.unit}`,
  command,
});

/** By ddy, the coordinator of the notice. */
export const officeSays = (at: string, command: Command, by = 'ddy'): Said => ({ at, by, command });

/** An item with everything that happened to it. */
export interface Story {
  readonly state: ItemState;
  readonly events: readonly RecordedItemEvent[];
}

const record = (story: Story, events: readonly ItemEvent[], at: Instant, actor: string): Story =>
  events.reduce<Story>(({ state, events: before }, event) => {
    const recorded = { ...event, seq: state.seq + 1, at, actor, requestKey: null };
    return { state: evolve(state, recorded, STREAM), events: [...before, recorded] };
  }, story);

/** An item just issued with its event, by default on 2025-06-30 at 10:00, by the rules that issue a plan. */
export function issuedEvents(item: TestItem = {}, office: Office = OFFICE): Story {
  const planned = planItem(item);
  const at = moment(item.on ?? '2025-06-30');
  const event = sure(issueItem(testPlan([planned], item.year), planned, { office, at, batch: 1 }));
  const recorded = { ...event, seq: 1, at, actor: 'ddy', requestKey: 'issue' };
  return { state: evolve(null, recorded, STREAM), events: [recorded] };
}

/** An item just issued. */
export const issued = (item: TestItem = {}, office: Office = OFFICE): ItemState =>
  issuedEvents(item, office).state;

/** What an item answers to a command as it comes in at the ledger's door; nothing is changed. */
export function answer(
  state: ItemState,
  said: Said,
  office: Office = OFFICE,
  urged: DecideContext['urged'] = new Map(),
): Result<readonly ItemEvent[]> {
  const read = readEnvelope(envelope(said));
  if (!read.ok) return read;
  const now = moment(said.at);
  return decide(state, read.value, { office, now, slot: slotFor(office, now, null), urged });
}

const envelope = ({ at, by, command, for: onBehalf }: Said): Envelope => ({
  key: `${at}|${by}|${command.type}`,
  digest: '0'.repeat(64),
  actor: by,
  onBehalf: onBehalf ?? null,
  command,
});

/** The item and its later events after all of this was said and accepted; throws at the first refusal. */
export const story = (start: ItemState, said: readonly Said[], office: Office = OFFICE): Story =>
  said.reduce<Story>(
    (before, next) => record(before, sure(answer(before.state, next, office)), moment(next.at), next.by),
    { state: start, events: [] },
  );

/** The item after all of this was said and accepted; throws at the first refusal. */
export const after = (start: ItemState, said: readonly Said[], office: Office = OFFICE): ItemState =>
  story(start, said, office).state;

/** The item after an event that no command makes (raised, taskOpened, calendarApplied). */
export const happened = (state: ItemState, event: ItemEvent, at: string): ItemState =>
  record({ state, events: [] }, [event], moment(at), 'duban').state;

/** The code with which an item refuses something, `ok` when it accepts. */
export const codeFor = (state: ItemState, said: Said, office: Office = OFFICE): string =>
  codeOf(answer(state, said, office));

/** The last event of a type among events; throws when there is none. */
export function lastOf<T extends ItemEventType>(
  events: readonly RecordedItemEvent[],
  type: T,
): Extract<RecordedItemEvent, { readonly type: T }> {
  const found = events.findLast(
    (event): event is Extract<RecordedItemEvent, { readonly type: T }> => event.type === type,
  );
  if (!found) throw new Error(`no event ${type}`);
  return found;
}

/** The part of a unit in an item; throws when it has none. */
export function partOf(state: ItemState, unit: string): Assignment {
  const found = state.assignments.find((assignment) => assignment.unit === unit);
  if (!found) throw new Error(`no unit ${unit}`);
  return found;
}

/** The round a unit is working on, or a numbered one; throws when there is none. */
export function roundOf(state: ItemState, unit: string, no?: number): Round {
  const part = partOf(state, unit);
  const found = no === undefined ? roundAtWork(part) : part.rounds.find((round) => round.no === no);
  if (!found) throw new Error(`no round ${no ?? ''} of ${unit}`);
  return found;
}
