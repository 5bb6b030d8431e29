import { isDeadline } from '../times/deadline';
import { part, trimmed, type Flow, tight } from '../flow';
import type { NoticeLine } from '../lines/lines';
import type { Lexicon } from '../units/names';
import { readUnits } from '../units/units';

const cutCell = (flow: Flow, separator: string): Flow[] => {
  const cells: Flow[] = [];
  let start = 0;
  for (let end = flow.text.indexOf(separator); end !== -1; end = flow.text.indexOf(separator, start)) {
    cells.push(trimmed(part(flow, start, end)));
    start = end + 1;
  }
  cells.push(trimmed(part(flow, start)));
  return cells;
};

const isRule = (text: string): boolean => /^[|:\-—–+=\s]{3,}$/.test(text) && text.includes('-');

/** No table of tasks has so many columns: such a line is a line. */
const MOST_CELLS = 200;

const isCrowded = (text: string): boolean =>
  text.length > MOST_CELLS && (text.match(/[\t|]/g)?.length ?? 0) > MOST_CELLS;

/** The cells of a line, and whether it only draws a line (|---|---|); null when it has no cells. */
export function cellsOf(
  line: NoticeLine,
): { readonly cells: readonly Flow[]; readonly isRule: boolean } | null {
  const { flow } = line;
  if (isCrowded(flow.text)) return null;
  if (flow.text.includes('\t')) return { cells: cutCell(flow, '\t'), isRule: false };
  const bars = flow.text.split('|').length - 1;
  if (bars < 2 && !(bars === 1 && !/^\||\|$/.test(flow.text))) return null;
  if (isRule(flow.text)) return { cells: [], isRule: true };
  const cells = cutCell(flow, '|');
  if (flow.text.startsWith('|')) cells.shift();
  if (flow.text.endsWith('|')) cells.pop();
  return { cells, isRule: false };
}

/** 〃 and 同上 stand for the cell above. */
export const isDitto = (cell: Flow): boolean => /^(?:〃|″|同上)$/.test(cell.text);

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
