import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { makeCalendar } from '../../domain/calendar/calendar';
import type { WorkCalendar, YearTable } from '../../domain/calendar/types';
import { civilDate } from '../../domain/time';

const date = z.string().transform(civilDate);
const year = z.object({ source: z.string(), work: z.array(date), off: z.record(z.string(), z.array(date)) });
const vectors = z.object({ 2024: year, 2025: year, 2026: year });

const FILE = join(__dirname, '..', 'vectors', 'calendar.yaml');

/** The tables of 2024, 2025 and 2026 from test/vectors/calendar.yaml; 2027 is undeclared. */
export function testTables(): readonly YearTable[] {
  const read = vectors.parse(parse(readFileSync(FILE, 'utf8')));
  return ([2024, 2025, 2026] as const).map((number) => ({
    year: number,
    source: read[number].source,
    work: read[number].work,
    off: Object.entries(read[number].off).map(([name, days]) => ({ name, days })),
  }));
}

/** Asia/Shanghai, 2024-2026 declared. */
export const testCalendar = (): WorkCalendar => makeCalendar('Asia/Shanghai', testTables());
