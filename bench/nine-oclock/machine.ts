import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';

const TICKS = 100;

/** Seconds of processor time of a process and of its children that have ended; 0 when it is gone. */
function secondsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [utime = '0', stime = '0', cutime = '0', cstime = '0'] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15);
    return (Number(utime) + Number(stime) + Number(cutime) + Number(cstime)) / TICKS;
  } catch {
    return 0;
  }
}

/** A process and all that it has started. */
function familyOf(pid: number): readonly number[] {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    const children = tasks.flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
        .trim()
        .split(' ')
        .filter(Boolean)
        .map(Number),
    );
    return [pid, ...children.flatMap(familyOf)];
  } catch {
    return [pid];
  }
}

/** Seconds of processor time that processes with all their children have used. */
export const cpuSeconds = (pids: readonly number[]): number =>
  pids.flatMap(familyOf).reduce((sum, pid) => sum + secondsOf(pid), 0);

/** Resident memory of one process, MB; 0 when it is gone. */
export function residentMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Load averages of the last minute, five and fifteen minutes, as they are printed. */
export const loadText = (): string =>
  loadavg()
    .map((n) => n.toFixed(1))
    .join(' ');

/** Load average of the last minute. */
export const load = (): number => loadavg()[0] ?? 0;

/** The first line that a program prints about its version, or that it is missing. */
function version(program: string, ...args: string[]): string {
  try {
    const said = execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return said.split('\n')[0]?.trim() ?? '';
  } catch {
    return 'missing';
  }
}

/** What the figures were taken on. */
export const machine = () => ({
  processor: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  kernel: release(),
  node: process.version,
  redis: version('redis-server', '--version').replace(/ sha=.*/, ''),
  postgres: version('postgres', '--version'),
});
