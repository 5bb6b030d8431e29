import type { Due } from '../calendar/types';
import { text } from '../problem';
import { nameOfUnit } from '../roster/roster';
import type { UnitId } from '../roster/types';
import type { CivilDate, Instant } from '../time';
import { ROLE } from '../words';
import type { EventMeta, EventWords } from './event-entry';
import { firstDate } from './reshape';
import type { Assignment, DateCause, ItemState, Round, Role } from './types';

/** What an item is from its issue on. */
type IssuedBody = Pick<
  ItemState,
  | 'notice'
  | 'key'
  | 'section'
  | 'title'
  | 'text'
  | 'supplement'
  | 'kind'
  | 'demo'
  | 'year'
  | 'policy'
  | 'coordinator'
  | 'deputies'
  | 'batch'
  | 'issueDay'
> & {
  /** Dates of the units that have none of their own. */
  readonly dues: readonly Due[];
  readonly units: readonly {
    readonly unit: UnitId;
    readonly role: Role;
    readonly via: string | null;
    readonly own: readonly Due[] | null;
  }[];
};

interface ItemBeginning {
  readonly unit: string;
  readonly role: Role;
  readonly via: string | null;
  readonly at: Instant;
  readonly rounds: readonly Round[];
}

export const newAssignment = ({ unit, role, via, at, rounds }: ItemBeginning): Assignment => ({
  unit,
  role,
  status: 'issued',
  via,
  assignedAt: at,
  acknowledgedAt: null,
  letterOn: null,
  rounds,
  reports: [],
  fired: [],
  asLead: [],
  changes: 0,
});

interface Dates {
  readonly dues: readonly Due[];
  readonly first: number;
  readonly version: number;
  readonly cause: DateCause;
  readonly startDay: CivilDate;
  readonly at: Instant;
}

export const newRounds = ({ dues, first, version, cause, startDay, at }: Dates): readonly Round[] =>
  dues.map((due, index) => firstDate(first + index, { version, due, cause, startDay, setAt: at }));

/** 交办: the item begins, every unit 待签收. */
export function beginItem(event: { readonly body: IssuedBody } & EventMeta, stream: string): ItemState {
  const { body, at } = event;
  const { units, dues: common, ...item } = body;
  return {
    ...item,
    stream,
    status: 'issued',
    issuedAt: at,
    assignments: units.map(({ unit, role, via, own }) => {
      const dues = own ?? common;
      const dates = { dues, first: 1, version: 1, cause: 'issue', startDay: body.issueDay, at } as const;
      return newAssignment({ unit, role, via, at, rounds: newRounds(dates) });
    }),
    raisedThrough: null,
    tasks: [],
    urges: [],
    yearEnd: null,
    closedAt: null,
    seq: event.seq,
  };
}

/** 交办: the first event of an item; `beginItem` makes the state of it. */
export const issued: EventWords<IssuedBody> = {
  words: text('交办', 'issued'),
  tells: (body, { office }) => {
    const units = body.units.map(({ unit, role }) =>
      text(
        `${nameOfUnit(office.roster, unit)}（${ROLE[role].zh}）`,
        `${nameOfUnit(office.roster, unit)} (${ROLE[role].en})`,
      ),
    );
    const dates = [
      ...new Set(body.units.flatMap(({ own }) => (own ?? body.dues).map(({ date }) => date))),
    ].sort();
    return {
      units: body.units.map(({ unit }) => unit),
      what: text(
        `交办${units.map(({ zh }) => zh).join('、')}，${dates.length > 0 ? `期限${dates.join('、')}` : '全年'}`,
        `issued to ${units.map(({ en }) => en).join(', ')}, ${dates.length > 0 ? `due ${dates.join(', ')}` : 'continuous'}`,
      ),
    };
  },
};
