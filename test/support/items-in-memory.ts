import { takenKeys } from '../../domain/digest/mail-ref';
import { dueOn } from '../../domain/calendar/calendar';
import { composeSlot } from '../../domain/digest/compose';
import type { Edition, NoticeInfo } from '../../domain/digest/types';
import type { Snapshot } from '../../domain/digest/snapshot';
import { effects, type ImmediateMail } from '../../domain/item/effects';
import { evolve } from '../../domain/item/evolve';
import type { ItemEvent } from '../../domain/item/events';
import type { ItemKind, ItemState, Role } from '../../domain/item/types';
import { isOpen } from '../../domain/item/view';
import { wakeEvents } from '../../domain/ladder/wake';
import { rowKey, type OutboxRow } from '../../domain/item/outbox';
import type { Office } from '../../domain/office';
import { slotAt } from '../../domain/slot';
import { civilDate, dateOf, instantAt, yearOf, type CivilDate, type Instant } from '../../domain/time';

/** A unit's part in an item that is issued. */
export interface Part {
  readonly role?: Role;
  readonly dues?: readonly string[];
}

export interface IssueOptions {
  readonly notice?: string;
  readonly title?: string;
  readonly text?: string;
  readonly kind?: ItemKind;
  /** "2025-06-30 10:00"; the default. */
  readonly at?: string;
  readonly demo?: boolean;
}

/** Items, their rows and the mails they cause, moved on by events and slots as the ledger would. */
export interface ItemsInMemory {
  readonly office: Office;
  /** Mails caused at once by events so far. */
  readonly mails: readonly ImmediateMail[];
  issue(no: string, units: Readonly<Record<string, Part>>, options?: IssueOptions): string;
  happens(stream: string, moment: string, event: ItemEvent): void;
  item(stream: string): ItemState;
  /** Every open item looks at its agenda for the slot of a day; letters were accepted on the day of issue. */
  wake(day: string): void;
  /** The state at the slot of a day, with the rows in no mail yet. */
  snapshot(day: string): Snapshot;
  /** The editions of a day's slot; their rows are told. */
  compose(day: string): readonly Edition[];
}

const isClock = (said: string): said is `${number}:${number}` => /^\d\d:\d\d$/.test(said);

/** "2025-09-30 14:00" in Shanghai; without a time 10:00. */
function moment(said: string): Instant {
  const [day = '', time = ''] = said.split(' ');
  return instantAt(civilDate(day), isClock(time) ? time : '10:00', 'Asia/Shanghai');
}

const NOTICES: readonly NoticeInfo[] = [
  {
    id: 'n1',
    title: '2025年政务公开工作要点',
    number: '青府办发〔2025〕13号',
    year: 2025,
    demo: false,
    coordinator: 'ddy',
    deputies: ['ddy2'],
  },
  {
    id: 'n2',
    title: '2025年营商环境工作要点',
    number: '青府办发〔2025〕20号',
    year: 2025,
    demo: false,
    coordinator: 'ddy3',
    deputies: [],
  },
];

function issuedEvent(
  office: Office,
  no: string,
  units: Readonly<Record<string, Part>>,
  options: IssueOptions,
): ItemEvent {
  const parts = Object.entries(units).map(([unit, { role = 'each', dues = [] }]) => ({
    unit,
    role,
    via: null,
    own: dues.map((due) => dueOn(office.calendar, civilDate(due))),
  }));
  const rounds = Math.max(...parts.map(({ own }) => own.length));
  const notice = options.notice ?? 'n1';
  return {
    type: 'issued',
    body: {
      notice,
      key: no,
      section: '一',
      title: options.title ?? `第${no}项工作`,
      text: options.text ?? `第${no}项工作的全文，由各责任单位按期办结。`,
      kind: options.kind ?? (rounds > 1 ? 'recurring' : rounds === 1 ? 'dated' : 'continuous'),
      demo: options.demo ?? false,
      year: yearOf(parts[0]?.own[0]?.date ?? civilDate('2025-06-30')),
      policy: null,
      coordinator: notice === 'n2' ? 'ddy3' : 'ddy',
      deputies: notice === 'n2' ? [] : ['ddy2'],
      batch: 1,
      issueDay: dateOf(moment(options.at ?? '2025-06-30'), office.calendar.zone),
      dues: [],
      units: parts,
    },
  };
}

/** No items yet, in an office; its notices are n1 (owner ddy, deputy ddy2) and n2 (owner ddy3). */
export function itemsInMemory(office: Office): ItemsInMemory {
  const items = new Map<string, ItemState>();
  const rows = new Map<string, OutboxRow>();
  const told = new Set<string>();
  const mails: ImmediateMail[] = [];
  const record = (stream: string, at: Instant, event: ItemEvent): void => {
    const before = items.get(stream) ?? null;
    const recorded = { ...event, seq: (before?.seq ?? 0) + 1, at, actor: 'ddy', requestKey: null };
    const next = evolve(before, recorded, stream);
    items.set(stream, next);
    const caused = effects(before, recorded, next);
    for (const row of caused.rows) rows.set(rowKey(row), row);
    mails.push(...caused.mails);
  };
  const item = (stream: string): ItemState => {
    const state = items.get(stream);
    if (!state) throw new Error(`no item ${stream}`);
    return state;
  };
  const snapshot = (day: string): Snapshot => ({
    office,
    notices: NOTICES,
    items: [...items.values()],
    rows: [...rows.values()].filter((row) => !row.waits && !told.has(rowKey(row)) && row.slot <= day),
    tasks: [],
    now: slotAt(office, civilDate(day)),
    findings: [],
  });
  const wake = (slot: CivilDate): void => {
    for (const state of items.values()) {
      if (!isOpen(state)) continue;
      const on = state.issueDay;
      const cause = { actor: 'ddy', requestKey: null, at: slotAt(office, slot) };
      const letters = () => ({ state: 'accepted', on }) as const;
      for (const event of wakeEvents(state, slot, { office, letters }, cause))
        record(state.stream, cause.at, event);
    }
  };
  return {
    office,
    mails,
    item,
    issue(no, units, options = {}) {
      const event = issuedEvent(office, no, units, options);
      const stream = `item/${options.notice ?? 'n1'}/${no}`;
      record(stream, moment(options.at ?? '2025-06-30'), event);
      return stream;
    },
    happens(stream, when, event) {
      record(stream, moment(when), event);
    },
    wake(day) {
      wake(civilDate(day));
    },
    snapshot,
    compose(day) {
      const editions = composeSlot(snapshot(day), civilDate(day));
      for (const key of editions.flatMap(takenKeys)) told.add(key);
      return editions;
    },
  };
}
