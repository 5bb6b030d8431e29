import { isDeadline } from './deadline';
import { tight, type Flow } from './flow';
import type { Lexicon } from './names';
import { readUnits } from './units';

/** What a cell looks like by itself. */
export type CellLook = 'empty' | 'dash' | 'number' | 'units' | 'deadline' | 'text';

const MAX_LIST = 200;

/** Tells a number, a list of units and a phrase of time from running text. */
export function cellLook(cell: Flow, lexicon: Lexicon): CellLook {
  const { text } = tight(cell);
  if (text === '') return 'empty';
  if (/^[-—–/\\无]{1,4}$/.test(text)) return 'dash';
  if (/^[([]?\d{1,4}[)\].、]?$/.test(text)) return 'number';
  if (isDeadline(cell)) return 'deadline';
  if (text.length > MAX_LIST || /。.+/.test(text)) return 'text';
  const list = readUnits(cell, { lexicon, isDeadline });
  const total = list.units.length + list.unclear.length;
  const sure = list.units.some((unit) => unit.form.strength !== 'weak');
  const isList = list.units.length > 1 && list.unclear.length === 0 && !/[。;:]/.test(text);
  return total > 0 && (sure || isList) && list.units.length >= 0.6 * total ? 'units' : 'text';
}
