import { isDeadline, termsAlone, type TimePhrase } from '../times/deadline';
import { rangeOf, type Flow } from '../flow';
import type { Context, UnitMark } from '../outline/marks';
import type { ColumnKind, NoticeRole } from '../types';
import { readUnits, type UnitList } from '../units/units';

/** Columns that name units, with the role of the units in them. */
export const ROLE_COLUMNS: Readonly<Partial<Record<ColumnKind, NoticeRole>>> = {
  lead: 'lead',
  units: 'each',
  support: 'support',
};

const NO_UNITS: UnitList = { units: [], open: null, deadlines: [], unclear: [], notes: [], labelled: true };

/** A cell that says that there is nobody. */
const NOBODY = /^[-—–/\\无]+$/;

function cellMarks(kind: ColumnKind, flow: Flow, { lexicon, frame }: Context): readonly UnitMark[] {
  const role = ROLE_COLUMNS[kind];
  const base = { start: 0, end: 0, at: rangeOf(flow) };
  if (kind === 'deadline') return [{ ...base, kind, list: NO_UNITS, terms: termsAlone(flow, frame) }];
  if (role === undefined || NOBODY.test(flow.text)) return [];
  const list = readUnits(flow, { lexicon, isDeadline }, role);
  const terms = list.deadlines.flatMap((phrase): readonly TimePhrase[] => termsAlone(phrase, frame));
  return [{ ...base, kind: 'units', list: { ...list, labelled: true }, terms }];
}

/** The cells of the columns of units and of time as marks, in the order of the columns; `said`: the cells of each column. */
export const columnMarks = (
  columns: readonly ColumnKind[],
  said: readonly (readonly Flow[])[],
  context: Context,
): readonly UnitMark[] =>
  columns.flatMap((kind, i) => (said[i] ?? []).flatMap((flow) => cellMarks(kind, flow, context)));
