import { appendFileSync, readFileSync } from 'node:fs';

/** The most memory that this process has had (Linux), MB. */
const mostMb = (): number =>
  Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1_024);

/** Runs what is tried and notes the longest of its times. */
export interface Slowest {
  timed<T>(work: () => T): T;
  /** Appends what was tried to the file named by DUBAN_FUZZ_FIGURES, when figures are wanted. */
  write(what: string, tried: number): void;
}

/** Times what a fuzz test tries, one by one. */
export function slowest(): Slowest {
  let most = 0;
  const note = (from: number): void => {
    most = Math.max(most, performance.now() - from);
  };
  return {
    timed(work) {
      const from = performance.now();
      const result = work();
      if (result instanceof Promise)
        void result.finally(() => {
          note(from);
        });
      else note(from);
      return result;
    },
    write(what, tried) {
      const file = process.env['DUBAN_FUZZ_FIGURES'];
      if (file === undefined) return;
      const figure = { what, tried, slowestMs: Math.round(most), mostMb: mostMb() };
      appendFileSync(file, `${JSON.stringify(figure)}\n`);
    },
  };
}
