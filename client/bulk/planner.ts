import type { Office } from '../../domain/office';
import type { Asked } from '../../ledger/database/tables/errands';
import { moveDates } from './moves';
import type { Planner } from './order';

/** What a batch asks of each item, as steps for the item as it stands. */
export const plannerOf = (asked: Asked, office: Office): Planner =>
  asked.type === 'move'
    ? moveDates(office, asked.move, asked.reason)
    : () => Promise.resolve({ ok: true, value: [{ part: '', command: asked.command }] });
