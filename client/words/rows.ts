import type { Audience } from '../../domain/item/types';
import type { OutboxRow } from '../../domain/ladder/types';
import { text, type Text } from '../../domain/problem';
import { unitOf } from '../../domain/roster/roster';
import type { Roster } from '../../domain/roster/types';
import { changeText, RUNG_WORDS } from '../../mail/words';

/** For whom a mail is. */
export const AUDIENCE_WORDS: Readonly<Record<Audience, Text>> = {
  liaison: text('联络员', 'liaison'),
  supervisor: text('分管领导', 'supervisor'),
  chief: text('主要负责人', 'chief'),
  coordinator: text('督办员', 'coordinator'),
  reviewer: text('审核领导', 'reviewer'),
};

/** A row of the outbox as people read it: day, unit, to whom, what. */
export function rowText(row: OutboxRow, roster: Roster, lang: keyof Text): string {
  const unit = unitOf(roster, row.unit)?.name ?? row.unit;
  const what =
    lang === 'zh'
      ? row.change
        ? changeText(row.change)
        : RUNG_WORDS[row.rung]
      : (row.change?.type ?? row.rung);
  return `${row.slot}  ${unit}  ${AUDIENCE_WORDS[row.audience][lang]}  ${what}`;
}
