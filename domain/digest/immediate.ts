import type { UnitId } from '../roster/types';
import type { CivilDate } from '../time';
import { immediateKey, nameOf, signOf } from './addressee';
import { entriesOf } from './calendar-entries';
import { lineOf } from './line';
import type { Edition } from './types';
import { isOpenDuty, type Desk } from './world';

/** A mail that goes at once inside the window: an urge (督办), or the answer to a unit's own request (答复). */
export interface Immediate {
  readonly kind: 'urge' | 'answer';
  readonly stream: string;
  /** Seq of the event that caused it. */
  readonly seq: number;
  readonly unit: UnitId;
  readonly title: string;
  readonly text: string;
}

/**
 * The edition of an urge or answer, with the one line of its item as it stands now. An urge about a part that is
 * open no more is null (invariant 3); an answer is always given. An answer carries the calendar entry, because a
 * grant or a rework moves the date.
 */
export function composeNow(desk: Desk, day: CivilDate, mail: Immediate): Edition | null {
  const duty = (desk.duties.get(mail.unit) ?? []).find(({ state }) => state.stream === mail.stream);
  if (!duty || (mail.kind === 'urge' && !isOpenDuty(duty))) return null;
  const to = { unit: mail.unit, audience: 'liaison' as const };
  const open = (desk.duties.get(mail.unit) ?? []).filter(isOpenDuty);
  return {
    key: immediateKey(mail.stream, mail.seq, mail.unit),
    kind: mail.kind,
    to,
    slot: day,
    demo: duty.state.demo,
    name: nameOf(desk.world, to),
    totalOpen: open.length,
    fullDay: false,
    lines: [lineOf(desk, duty, { rows: [] })],
    sheets: [],
    findings: [],
    tasks: [],
    message: { title: mail.title, text: mail.text },
    sign: signOf(desk.world, duty.state.coordinator),
    rows: [],
    events: mail.kind === 'answer' ? entriesOf(duty) : [],
  };
}
