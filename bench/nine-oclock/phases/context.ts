import type { Figure } from '../report';
import type { Sink } from '../sink';
import type { Size } from '../town';

/** What every phase of the bench is given. */
export interface Bench {
  readonly sink: Sink;
  /** 1: the sizes of the issue. */
  readonly scale: number;
  /** A prepared office of a size, made once for all phases; its folder. */
  readonly town: (size: Size) => Promise<string>;
  /** The folder in which things that one run makes for the others lie. */
  readonly folder: string;
  /** Whether a peer is to be measured. */
  readonly wanted: (peer: string) => boolean;
  /** Takes a figure down; the load average is added. */
  readonly figure: (figure: Omit<Figure, 'load' | 'phase'>) => void;
  /** Tells what is going on. */
  readonly say: (line: string) => void;
}

/** A count at the bench's scale, at least `least`. */
export const scaled = ({ scale }: Pick<Bench, 'scale'>, count: number, least = 1): number =>
  Math.max(least, Math.round(count * scale));
