import { deflateRawSync } from 'node:zlib';
import type { ClaimedMail } from '../domain/digest/delivery';
import type { Edition } from '../domain/digest/types';

/**
 * Headers beside the usual ones. Auto-Submitted (RFC 3834) and X-Auto-Response-Suppress keep absence notices away;
 * X-Duban-* say for machines what the mail is: kind, slot, audience, unit or account, key, lines; X-Duban-Checkpoint is the signed checkpoint in base64, in pieces that a line can be
 * broken between.
 */
export function headersOf({ edition, checkpoint }: ClaimedMail): Readonly<Record<string, string>> {
  const { to } = edition;
  const all: Readonly<Record<string, string>> = {
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
    'X-Duban-Kind': edition.kind,
    'X-Duban-Slot': edition.slot,
    'X-Duban-Audience': to.audience,
    ...('unit' in to ? { 'X-Duban-Unit': to.unit } : { 'X-Duban-Account': to.account }),
    'X-Duban-Key': edition.key,
    'X-Duban-Lines': encodeLines(edition),
    ...(checkpoint === null
      ? {}
      : { 'X-Duban-Checkpoint': inChunks(Buffer.from(checkpoint).toString('base64')) }),
  };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, safeLine(value)]));
}

/** Length of one chunk; header lines are folded at the spaces between chunks. */
const CHUNK_CHARS = 60;

const inChunks = (text: string): string =>
  text.match(new RegExp(`.{1,${CHUNK_CHARS}}`, 'g'))?.join(' ') ?? '';

/** The ordered lines of an edition for the header X-Duban-Lines (section, item, unit, rungs with the highest first, 预计): JSON, deflated, base64url, in chunks of 60. */
export function encodeLines(edition: Edition): string {
  const marks = edition.lines.map((line) => [
    line.section,
    line.stream,
    line.unit,
    [...(line.rung ? [line.rung] : []), ...line.marks].join(','),
    line.provisional ? 1 : 0,
  ]);
  return inChunks(deflateRawSync(JSON.stringify(marks)).toString('base64url'));
}

/** What steers a terminal or the direction of writing: controls but line feed and tab, bidirectional marks, lone surrogates. */
const STEERING_MAILED =
  /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff](?<![\n\t])/gu;

/** A text as it may stand in a mail: nothing in it steers how the rest is shown. */
export const unsteered = (text: string): string => text.replace(STEERING_MAILED, '');

/** One line: no line ends or other control characters, whatever the text held (no header injection, no forged lines). */
export const safeLine = (text: string): string =>
  unsteered(text.replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')).trim();
