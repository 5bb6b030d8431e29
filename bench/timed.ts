import { readFileSync } from 'node:fs';

/** The most memory that this process has had (Linux), MB; what is asked of the process itself counts its parent's too. */
export const mostMemory = (): number =>
  Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1_024);

/** Seconds of processor since. */
export const cpu = (since: NodeJS.CpuUsage): string => {
  const { user, system } = process.cpuUsage(since);
  return ((user + system) / 1_000_000).toFixed(3);
};

/** Does a work and prints its time, and the memory of its process. */
export async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const used = process.cpuUsage();
  const result = await work();
  console.log(
    `${what}: ${((performance.now() - from) / 1_000).toFixed(2)} s (${cpu(used)} s of processor), ` +
      `at most ${mostMemory()} MB`,
  );
  return result;
}
