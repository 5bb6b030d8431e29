import { findingAt, Places } from '../notice/findings';
import { readNotice } from '../notice/read';
import type { FindingCode, NoticeReading, NoticeSource, Vocabulary } from '../notice/types';
import { unaccounted } from './check';

/** Findings that speak of a whole stretch: the numbers behind them are no tasks. */
const WIDE: readonly FindingCode[] = ['no-task-section', 'letter-numbers'];

/**
 * Reads a notice like readNotice and looks again at the raw text: what neither an item nor a section nor a finding
 * accounts for gets the finding `unaccounted`. Every caller outside domain/notice reads by this function.
 */
export function readChecked(source: NoticeSource, vocabulary: Vocabulary): NoticeReading {
  const reading = readNotice(source, vocabulary);
  const places = new Places(source.text);
  const findings = reading.findings.map(({ line, column, length, code }) => {
    const start = places.offset(line, column);
    return { start, end: start + Math.max(1, length), isWide: WIDE.includes(code) };
  });
  const lost = unaccounted(source.text, {
    items: reading.items.map(({ at }) => at),
    sections: reading.sections.map(({ at }) => at),
    findings: findings.filter(({ start }) => start > 0),
  });
  if (lost.length === 0) return reading;
  const more = lost.map((at) => findingAt(places, { code: 'unaccounted', at }));
  const all = [...reading.findings, ...more].sort((a, b) => a.line - b.line || a.column - b.column);
  return { ...reading, findings: all };
}
