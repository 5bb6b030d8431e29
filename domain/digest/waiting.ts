import { waitsOf, type Wait } from '../item/waits';
import type { CivilDate } from '../time';
import { isOpenDuty, type Desk, type Duty } from './world';

/** What waits for the office in an open duty at a slot, round by round. */
export const waitingOf = (desk: Desk, duty: Duty, slot: CivilDate): readonly Wait[] =>
  isOpenDuty(duty) ? waitsOf(duty.state, duty.assignment, desk.world.office, slot) : [];
