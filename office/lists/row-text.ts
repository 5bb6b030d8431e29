import type { OutboxRow } from '../../domain/item/outbox';
import type { Text } from '../../domain/problem';
import { nameOfUnit } from '../../domain/roster/roster';
import type { Roster } from '../../domain/roster/types';
import { AUDIENCE, CHANGE, RUNG } from '../../domain/words';
import { changeText } from '../../mail/words';

/** A row of the outbox as people read it: day, unit, to whom, what. */
export function rowText(row: OutboxRow, roster: Roster, lang: keyof Text): string {
  const unit = nameOfUnit(roster, row.unit);
  const what =
    row.change === null
      ? RUNG[row.rung][lang]
      : lang === 'zh'
        ? changeText(row.change)
        : CHANGE[row.change.type].en;
  return `${row.slot}  ${unit}  ${AUDIENCE[row.audience][lang]}  ${what}`;
}
