import { current, isReturned, isUnsigned } from '../item/view';
import type { OutboxRow } from '../ladder/types';
import { unitName } from './addressee';
import { rankRungs } from './order';
import type { Line, Section } from './types';
import { isOpenDuty, dateInForce, type Desk, type Duty } from './world';

/** What a line says beside the state: rows told with it, and where it stands when the state alone does not say. */
export interface Telling {
  readonly rows: readonly OutboxRow[];
  readonly section?: Section;
  readonly reason?: string;
  readonly waitsTooLong?: boolean;
  /** The full text of the item belongs in the mail. */
  readonly full?: boolean;
}

/** The section that the state alone gives an open duty; first match in the order of rules.md, Digest. */
export function sectionOf(desk: Desk, duty: Duty): Section {
  const { lamp } = desk.lamp(duty);
  const occurrence = current(duty.assignment);
  if (lamp === 'late') return 'overdue';
  if (lamp === 'dueSoon') return 'dueSoon';
  if (lamp === 'handedIn') return 'rest';
  if (isUnsigned(duty.assignment)) return 'unsigned';
  return occurrence && isReturned(occurrence) ? 'returned' : 'rest';
}

/** ■ or ▲, unsigned or returned: an open duty that is listed in every digest and makes a week's first day full. */
export const isPressing = (desk: Desk, duty: Duty): boolean =>
  isOpenDuty(duty) && sectionOf(desk, duty) !== 'rest';

function placeOf(desk: Desk, duty: Duty, rows: readonly OutboxRow[]): Section {
  const section = isOpenDuty(duty) ? sectionOf(desk, duty) : 'rest';
  return section === 'rest' && rows.some((row) => row.rung === 'C') ? 'changed' : section;
}

/** The line of one item and unit as the state at this moment gives it; the highest rung names it. */
export function lineOf(desk: Desk, duty: Duty, telling: Telling): Line {
  const { state, assignment } = duty;
  const lamp = desk.lamp(duty);
  const due = dateInForce(assignment)?.due ?? null;
  const [rung = null, ...marks] = rankRungs(telling.rows.map((row) => row.rung));
  return {
    section: telling.section ?? placeOf(desk, duty, telling.rows),
    stream: state.stream,
    notice: state.notice,
    no: state.no,
    title: state.title,
    text: telling.full ? state.text : null,
    unit: assignment.unit,
    unitName: unitName(desk.world, assignment.unit),
    role: assignment.role,
    due: due?.date ?? null,
    rung,
    marks,
    lamp: lamp.lamp,
    reason: telling.reason ?? lamp.reason.zh,
    daysLate: lamp.daysLate,
    provisional: lamp.provisional || due?.provisional === true || telling.rows.some((row) => row.provisional),
    waitsTooLong: telling.waitsTooLong ?? false,
    changes: telling.rows.flatMap((row) => row.change ?? []),
  };
}
