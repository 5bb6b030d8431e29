import type { OutboxRow } from '../ladder/types';
import { RANKED } from '../ladder/rungs';
import type { Edition, Line } from './types';

const AUDIENCES = ['liaison', 'supervisor', 'chief', 'reviewer', 'coordinator'] as const;

const member = <T extends string>(all: readonly T[], text: string | undefined): T | undefined =>
  all.find((one) => one === text);

/** A row read back from its key, item|unit|rung|ordinal|version|audience; its slot is that of the mail. */
function rowOf(key: string, line: Line, edition: Edition): OutboxRow[] {
  const [, , rungText, ordinal = '', version, audienceText] = key.split('|');
  const rung = member(RANKED, rungText);
  const audience = member(AUDIENCES, audienceText);
  if (!rung || !audience) return [];
  const { stream, unit, provisional } = line;
  const rest = { slot: edition.slot, provisional, waits: false, change: null };
  return [{ key, stream, unit, rung, ordinal, version: Number(version), audience, ...rest }];
}

/** Change lines that a briefing repeats belong to the unit's own mail: they have no key of their own here. */
const repeated = (line: Line, index: number, edition: Edition): OutboxRow => ({
  key: '',
  stream: line.stream,
  unit: line.unit,
  rung: 'C',
  ordinal: `repeated ${index}`,
  version: 0,
  audience: 'liaison',
  slot: edition.slot,
  provisional: line.provisional,
  waits: false,
  change: null,
});

function rowsOfLine(line: Line, edition: Edition): readonly OutboxRow[] {
  const keys = edition.rows.filter((key) => key.startsWith(`${line.stream}|${line.unit}|`));
  const rows = keys.flatMap((key) => rowOf(key, line, edition));
  const own = rows.filter((row) => row.rung === 'C');
  return [
    ...rows.filter((row) => row.rung !== 'C'),
    ...own.map((row, i) => ({ ...row, change: line.changes[i] ?? null })),
    ...line.changes.slice(own.length).map((change, i) => ({ ...repeated(line, i, edition), change })),
  ];
}

/**
 * The rows that a composed edition tells, read back from the edition itself: rungs from its keys, changes from its
 * lines. So a mail is composed again without asking what else has been raised since.
 */
export const toldRows = (edition: Edition): readonly OutboxRow[] =>
  edition.lines.flatMap((line) => rowsOfLine(line, edition));
