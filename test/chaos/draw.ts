import { groupBy } from '../../domain/digest/snapshot';
import { numbers } from '../support/numbers';
import type { Size } from '../kill/wave';

/** On what the ledger of a round stands. */
export type Base = 'SQLite' | 'PostgreSQL';

/** What can happen to a part; `size` of a blow is how long it lasts, ms, unless it says otherwise. */
export const BLOWS = [
  /** kill -9; up again after so long. */
  'worker killed',
  'Temporal killed',
  'database killed',
  'SMTP killed',
  /** SIGSTOP, SIGCONT after so long. */
  'worker frozen',
  'Temporal frozen',
  'database frozen',
  'SMTP frozen',
  /** Every final dot is answered 451. */
  'SMTP 4xx',
  /** So many mails are taken and never answered: the connection is cut. */
  'SMTP drops',
  /** No final dot is answered for so long. */
  'SMTP hangs',
  /** No write reaches the ledger's files. */
  'disk full',
  /** The clock of the workers jumps by so many ms. */
  'clock moved',
] as const;
export type BlowKind = (typeof BLOWS)[number];

/** ms before the slot, or after so many mails. */
export type Moment =
  { readonly type: 'ahead'; readonly ms: number } | { readonly type: 'mails'; readonly mails: number };

export interface Blow {
  readonly kind: BlowKind;
  readonly size: number;
  readonly at: Moment;
}

/** An item that is cancelled, or handed in by one of its units, in the middle of the wave. */
export interface Closing {
  readonly type: 'cancel' | 'handIn';
  /** The n-th item; the k-th of its units. */
  readonly item: number;
  readonly unit: number;
  readonly at: Moment;
}

/** What one round does: it follows from its seed alone. */
export interface Round {
  readonly seed: number;
  readonly base: Base;
  readonly workers: number;
  readonly blows: readonly Blow[];
  readonly closings: readonly Closing[];
  /** Units of which the mail server refuses the address for good (550), by number. */
  readonly refused: readonly number[];
}

/** What a round may draw. */
export interface Limits {
  readonly kinds: readonly BlowKind[];
  readonly bases: readonly Base[];
  readonly blows: number;
  /** Longest time from the first blow to the slot, ms. */
  readonly ahead: number;
}

const CLOSINGS = 12;

/** What a blow strikes at. */
export const partOf = (kind: BlowKind): string => kind.split(' ')[0] ?? kind;

/** A file has no server that could be killed. */
function partsOn(kinds: readonly BlowKind[], base: Base): readonly (readonly BlowKind[])[] {
  const parts = [...groupBy(kinds, partOf)].map(([, blows]) => blows);
  return base === 'SQLite' ? parts.filter(([kind]) => kind && partOf(kind) !== 'database') : parts;
}

const orderOf = ({ at }: { readonly at: Moment }): number => (at.type === 'ahead' ? -at.ms : at.mails);

/** The round of a seed. */
export function drawRound(seed: number, { units, items }: Size, limits: Limits): Round {
  const next = numbers(seed);
  const below = (n: number): number => Math.floor(next() * n);
  const some = (most: number): readonly null[] => Array.from({ length: most }, () => null);
  const moment = (mayBeAhead: boolean): Moment =>
    mayBeAhead && next() < 0.4
      ? { type: 'ahead', ms: below(limits.ahead) }
      : { type: 'mails', mails: 1 + below(Math.floor(units * 0.8)) };
  const sizeOf = (kind: BlowKind): number => {
    if (kind === 'SMTP drops') return 1 + below(8);
    if (kind === 'clock moved') return (below(2) === 0 ? -1 : 1) * (1_000 + below(3_600_000));
    return kind.endsWith('killed') ? 200 + below(2_000) : 1_000 + below(8_000);
  };
  const base = limits.bases[below(limits.bases.length)] ?? 'SQLite';
  const parts = partsOn(limits.kinds, base);
  const blows = some(limits.blows).map((): Blow => {
    const kinds = parts[below(parts.length)] ?? [];
    const kind = kinds[below(kinds.length)] ?? 'worker killed';
    // Nothing is mailed before the slot.
    return { kind, size: sizeOf(kind), at: moment(partOf(kind) !== 'SMTP') };
  });
  const closed = new Set(some(CLOSINGS).map(() => below(items)));
  return {
    seed,
    base,
    workers: 1 + below(2),
    blows: blows.toSorted((a, b) => orderOf(a) - orderOf(b)),
    closings: [...closed].map((item) => ({
      type: below(2) === 0 ? 'cancel' : 'handIn',
      item,
      unit: below(10),
      at: moment(true),
    })),
    refused: some(below(4)).map(() => below(units)),
  };
}

/** A blow in a few words. */
export const blowName = ({ kind, size, at }: Blow): string => {
  const much = kind === 'SMTP drops' ? `${size} mails` : `${(size / 1_000).toFixed(1)} s`;
  return `${kind} (${much}) ${at.type === 'ahead' ? `${(at.ms / 1_000).toFixed(1)} s before the slot` : `after ${at.mails} mails`}`;
};
