import type { Range } from './flow';
import type { TextPlace } from './types';

const MAX_EXCERPT = 200;

/** Line and column of source offsets. "\n", "\r\n" and a lone "\r" end a line. */
export class Places {
  private readonly starts: number[] = [0];

  constructor(private readonly source: string) {
    for (const match of source.matchAll(/\r\n|[\n\r]/g)) this.starts.push(match.index + match[0].length);
  }

  /** The place of a range. */
  of({ start, end }: Range): TextPlace {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= start) low = middle;
      else high = middle - 1;
    }
    return { start, end, line: low + 1, column: start - (this.starts[low] ?? 0) + 1 };
  }

  /** The offset of a line and a column. */
  offset = (line: number, column: number): number => (this.starts[line - 1] ?? 0) + column - 1;

  /** The range up to the end of its first sentence: a finding spans no more. */
  sentence({ start, end }: Range): Range {
    const text = this.source.slice(start, Math.min(end, start + MAX_EXCERPT));
    const stop = text.slice(0, -1).search(/[。！？!?]/);
    return { start, end: stop === -1 ? start + text.length : start + stop + 1 };
  }

  text = ({ start, end }: Range): string => this.source.slice(start, end);
}
