import { appendFileSync } from 'node:fs';

/** What was measured of one kill; instants of the host's clock, ms. */
export interface Measured {
  readonly kill: number;
  readonly slot: number;
  /** When each mail came. */
  readonly times: readonly number[];
  readonly duplicates: number;
}

/**
 * Appends a line to the file named by DUBAN_KILL_FIGURES, when figures are wanted: how long after the slot the kill
 * came, and how long after the later of the two the next mail and the last one came; ms.
 */
export function writeFigure(point: string, { kill, slot, times, duplicates }: Measured): void {
  const file = process.env['DUBAN_KILL_FIGURES'];
  if (file === undefined) return;
  const from = Math.max(kill, slot);
  const after = times.filter((time) => time >= from);
  const next = (after[0] ?? from) - from;
  const last = (after.at(-1) ?? from) - from;
  appendFileSync(file, `${JSON.stringify({ point, kill: kill - slot, next, last, duplicates })}\n`);
}
