import { refuse, text, type Result } from '../../../domain/problem';
import { MB } from '../../../domain/measures';

/** What reading one file may cost. `now` is a clock in ms. */
export interface Limits {
  /** Size of the file in bytes. */
  readonly bytes: number;
  /** Bytes that an archive may unpack to, all parts together. */
  readonly unpacked: number;
  /** Parts of an archive. */
  readonly parts: number;
  /** Cells of tables that may be laid out, empty ones counted. */
  readonly cells: number;
  /** Characters of the text that comes out. */
  readonly characters: number;
  /** Lines of that text: the reader makes something of each. */
  readonly lines: number;
  /** Time to read in ms. */
  readonly ms: number;
  readonly now: () => number;
}

/** 5 MB, 64 MB unpacked, 400,000 cells, 2 million characters, 30,000 lines, 15 s. */
export const LIMITS: Limits = {
  bytes: 5 * MB,
  unpacked: 64 * MB,
  parts: 5000,
  cells: 400_000,
  characters: 2_000_000,
  lines: 30_000,
  ms: 15_000,
  now: () => performance.now(),
};

/** A running reading: the limits, and whether its time is up. */
export interface Budget {
  readonly limits: Limits;
  /** True when the time is up, or more cells were asked for than there may be. */
  readonly isSpent: () => boolean;
  /** Takes cells of the allowance; false when there are not so many left. */
  readonly takeCells: (count: number) => boolean;
  readonly isOverfull: () => boolean;
}

/** Starts the clock of a reading. */
export function budgetOf(limits: Limits): Budget {
  const end = limits.now() + limits.ms;
  let left = limits.cells;
  return {
    limits,
    isSpent: () => left < 0 || limits.now() > end,
    takeCells: (count) => {
      left -= count;
      return left >= 0;
    },
    isOverfull: () => left < 0,
  };
}

/** Refuses with `source-too-many-cells`, or with `source-too-slow` where there were not too many. */
export const refuseSlow = (budget: Budget): Result<never> =>
  budget.isOverfull() ? refuseCells(budget.limits) : refuseOverTime(budget);

const refuseCells = ({ cells }: Limits): Result<never> =>
  refuse(
    'source-too-many-cells',
    text(`文件里的表格超过 ${cells} 格，没有读`, `the tables of this file have more than ${cells} cells`),
    text(
      '请删去空的行和列，只留通知的表格',
      'remove empty rows and columns, keep the tables of the notice alone',
    ),
  );

const refuseOverTime = (budget: Budget): Result<never> =>
  refuse(
    'source-too-slow',
    text(
      `这个文件 ${Math.round(budget.limits.ms / 1000)} 秒还没读完`,
      `this file was not read in ${Math.round(budget.limits.ms / 1000)} s`,
    ),
    text('请只保留通知正文，或另存为文本（.txt）再试', 'keep the notice alone, or save it as text (.txt)'),
  );

/** Refuses with `source-broken`; `kind` is what the file claims to be. */
export const refuseBroken = (kind: string): Result<never> =>
  refuse(
    'source-broken',
    text(`这个 ${kind} 文件是坏的，打不开`, `this ${kind} file is broken and cannot be opened`),
    text(
      '请用办公软件打开后另存一份，或存为文本（.txt）',
      'open it in an office program and save it again, or as text (.txt)',
    ),
  );
