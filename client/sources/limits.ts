import { refuse, text, type Result } from '../../domain/problem';

/** What reading one file may cost. `now` is a clock in ms. */
export interface Limits {
  /** Size of the file in bytes. */
  readonly bytes: number;
  /** Bytes that an archive may unpack to, all parts together. */
  readonly unpacked: number;
  /** Parts of an archive. */
  readonly parts: number;
  /** Time to read in ms. */
  readonly ms: number;
  readonly now: () => number;
}

const MB = 1024 * 1024;

/** 5 MB, 64 MB unpacked, 20 s. */
export const LIMITS: Limits = {
  bytes: 5 * MB,
  unpacked: 64 * MB,
  parts: 5000,
  ms: 20_000,
  now: () => performance.now(),
};

/** A running reading: the limits, and whether its time is up. */
export interface Budget {
  readonly limits: Limits;
  readonly isSpent: () => boolean;
}

/** Starts the clock of a reading. */
export function budgetOf(limits: Limits): Budget {
  const end = limits.now() + limits.ms;
  return { limits, isSpent: () => limits.now() > end };
}

/** Refuses with `source-too-slow`. */
export const refuseSlow = (budget: Budget): Result<never> =>
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
