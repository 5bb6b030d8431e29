import type { ClaimedMail } from '../domain/digest/delivery';
import { encodeLines } from './lines';
import { safeLine } from './safe';

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
    ...(checkpoint === null ? {} : { 'X-Duban-Checkpoint': inPieces(checkpoint) }),
  };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, safeLine(value)]));
}

const inPieces = (note: string): string =>
  (
    Buffer.from(note)
      .toString('base64')
      .match(/.{1,60}/g) ?? []
  ).join(' ');
