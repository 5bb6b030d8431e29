import { inForce, lateBy } from '../domain/item/outcome';
import { openRounds, roundAtWork } from '../domain/item/dates';
import type { Assignment, ItemState, Round } from '../domain/item/types';
import { isActive } from '../domain/item/view';
import type { Office } from '../domain/office';
import { dateOf, type CivilDate, type Instant } from '../domain/time';
import { moveText } from '../domain/view/date-moves';
import { firstVersion, type OnTimeRow } from '../domain/view/on-time';
import type { Sheet, SheetColumn } from './sheet';
import { unitRow, type ShownLamp } from '../domain/view/rows';

/** One line of the register (督办台账): a unit of an item. Columns in the order of the sheet. */
export interface RegisterRow {
  readonly stream: string;
  readonly no: string;
  readonly source: string;
  readonly title: string;
  readonly unit: string;
  readonly role: string;
  readonly assigned: CivilDate;
  readonly signed: CivilDate | null;
  readonly firstDue: CivilDate | null;
  readonly due: CivilDate | null;
  readonly progress: string;
  readonly reported: CivilDate | null;
  readonly handedIn: CivilDate | null;
  /** Day of the last acceptance (办结审核). */
  readonly accepted: CivilDate | null;
  /** Day on which the item was closed (销号). */
  readonly closed: CivilDate | null;
  readonly state: string;
  /** Something is still asked of the unit, or of its reviewer. */
  readonly owing: boolean;
  readonly lamp: string;
  /** Late with any round, accepted or not (慢于序时进度). */
  readonly late: boolean;
  /** Working days, of the round that is the latest; as `onTimeOf` has them. */
  readonly daysLate: number;
  /** Working days late against the first date. */
  readonly daysLateFirst: number;
  /** 曾逾期, before the date in force. */
  readonly daysLateBefore: number;
  /** How it stands in words, for what was late: 第1期逾期3个工作日. "": it never was. */
  readonly lateness: string;
  readonly returns: number;
  /** Who moved the date, when, and on what request (延期、调整). */
  readonly moves: readonly string[];
}

/** Names a line by its item and unit: what is behind a figure. */
export const lineName = ({ stream, unit }: RegisterRow): string => `${stream} ${unit}`;

/** An item, and how its rounds stand against their dates. */
interface RegisteredItem {
  readonly state: ItemState;
  readonly onTime: readonly OnTimeRow[];
}

/** The round of which a line speaks: that at work, else the last. */
const registerRound = (assignment: Assignment): Round | null =>
  roundAtWork(assignment) ?? assignment.rounds.at(-1) ?? null;

/** The date that a line was given first (原定时限); null: it has none. */
export function firstDueOf(assignment: Assignment): CivilDate | null {
  const round = registerRound(assignment);
  return round && firstVersion(round).due.date;
}

/** Whether a unit has a line in the register: one that was released only where it was late. */
export const inRegister = ({ status }: Pick<Assignment, 'status'>, late: boolean): boolean =>
  status !== 'released' || late;

/** A lamp as the register has it: “■ 逾期”. */
export const lampName = ({ shape, word }: Pick<ShownLamp, 'shape' | 'word'>): string => `${shape} ${word.zh}`;

/** From where a register is looked at; `sourceOf`: how a paper names the notice of an item. */
interface RegisterView {
  readonly office: Office;
  readonly now: Instant;
  readonly sourceOf: (item: ItemState) => string;
}

const latenessOf = (rows: readonly OnTimeRow[], kind: ItemState['kind']): string =>
  rows
    .filter(({ daysLate, daysLateBefore }) => daysLate + daysLateBefore > 0)
    .map(({ round, result }) => `${kind === 'recurring' ? `第${round}期` : ''}${result.zh}`)
    .join('；');

function registerRow(
  state: ItemState,
  assignment: Assignment,
  onTime: readonly OnTimeRow[],
  { office, now, sourceOf }: RegisterView,
): RegisterRow {
  const shown = unitRow(state, assignment, office, now);
  const round = registerRound(assignment);
  const day = (at: Instant | null | undefined): CivilDate | null =>
    at === null || at === undefined ? null : dateOf(at, office.calendar.zone);
  const report = assignment.reports.findLast(({ returned }) => !returned);
  const own = onTime.find((row) => row.round === round?.no);
  const most = (of: (row: OnTimeRow) => number): number => Math.max(0, ...onTime.map(of));
  const daysLate = most((row) => row.daysLate);
  return {
    stream: state.stream,
    no: state.key,
    source: sourceOf(state),
    title: state.title,
    unit: shown.name,
    role: shown.roleWord.zh,
    assigned: dateOf(assignment.assignedAt, office.calendar.zone),
    signed: day(assignment.acknowledgedAt),
    firstDue: firstDueOf(assignment),
    due: round ? inForce(round).due.date : null,
    progress: shown.progress === null ? '' : `${shown.progress}%`,
    reported: day(report?.at),
    handedIn: day(round?.handIns.findLast(({ fate }) => fate !== 'withdrawn')?.at),
    accepted: round?.outcome ? (own?.settled?.on ?? null) : null,
    closed: state.status === 'closed' ? day(state.closedAt) : null,
    state: shown.statusWord.zh,
    owing: isActive(assignment) && (round === null || openRounds(assignment).length > 0),
    lamp: lampName(shown.lamp),
    ...{ late: daysLate > 0, daysLate },
    daysLateFirst: most((row) => row.daysLateFirst),
    daysLateBefore: most((row) => row.daysLateBefore),
    lateness: latenessOf(onTime, state.kind),
    returns: round?.outcome?.returns ?? round?.handIns.filter(({ fate }) => fate === 'returned').length ?? 0,
    moves: own?.moves.map((move) => moveText(move).zh) ?? [],
  };
}

/** The lines of an item as it stands at an instant. */
export const registerOf = ({ state, onTime }: RegisteredItem, view: RegisterView): readonly RegisterRow[] =>
  state.assignments.flatMap((assignment) => {
    const own = onTime.filter(({ unit }) => unit === assignment.unit);
    return inRegister(assignment, own.length > 0) ? [registerRow(state, assignment, own, view)] : [];
  });

const dateColumn = (heading: string, cell: SheetColumn<RegisterRow>['cell']): SheetColumn<RegisterRow> => ({
  ...{ heading, cell },
  width: 13.6,
  date: true,
});

/** 时限 of what has no date. */
const CONTINUOUS = '全年';

/** 督办台账 as a sheet. */
export const REGISTER: Sheet<RegisterRow> = {
  title: '督办事项台账',
  columns: [
    { heading: '序号', width: 4, cell: (_, n) => n + 1 },
    { heading: '任务来源', width: 14, cell: (row) => row.source },
    { heading: '督办事项', width: 22, cell: (row) => row.title },
    { heading: '责任单位', width: 9, cell: (row) => row.unit },
    { heading: '分工', width: 6, cell: (row) => row.role },
    dateColumn('交办时间', (row) => row.assigned),
    dateColumn('签收时间', (row) => row.signed),
    dateColumn('原定时限', (row) => row.firstDue ?? CONTINUOUS),
    dateColumn('现行时限', (row) => row.due ?? CONTINUOUS),
    { heading: '最新进展', width: 6, cell: (row) => row.progress },
    dateColumn('反馈时间', (row) => row.reported),
    dateColumn('办结申请', (row) => row.handedIn),
    dateColumn('办结审核', (row) => row.accepted),
    dateColumn('销号时间', (row) => row.closed),
    { heading: '状态', width: 7, cell: (row) => row.state },
    { heading: '亮灯', width: 7, cell: (row) => row.lamp },
    { heading: '逾期工作日', width: 6, cell: (row) => row.daysLate },
    { heading: '较原定逾期工作日', width: 7, cell: (row) => row.daysLateFirst },
    { heading: '退回次数', width: 5, cell: (row) => row.returns },
    { heading: '备注', width: 18, cell: (row) => remarks(row).join('；') },
  ],
};

/** What the columns do not say: a lateness that is not plainly that of the date in force, and moved dates. */
const remarks = ({ lateness, daysLate, moves }: RegisterRow): readonly string[] =>
  [lateness === lateBy(daysLate).zh ? '' : lateness, ...moves].filter(Boolean);
