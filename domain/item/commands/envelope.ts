import { z } from 'zod';
import { lineField } from './fields';

/** How a unit said what a coordinator enters for it (代录来源). */
export const SOURCES = ['mail', 'phone', 'paper'] as const;

export type Source = (typeof SOURCES)[number];

/** Longest request key; with its digest it still fits into an id of Temporal. */
export const LONGEST_KEY = 300;

/** A command on its way to an item, before its command has been looked at: by whom, for whom, under which key. */
export const envelopeShape = z.strictObject({
  key: lineField(LONGEST_KEY),
  digest: lineField(LONGEST_KEY),
  actor: lineField(100),
  onBehalf: z.strictObject({ unit: lineField(100), source: z.enum(SOURCES) }).nullable(),
  command: z.unknown(),
});
