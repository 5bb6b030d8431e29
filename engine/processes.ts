import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const LINUX = existsSync('/proc/self/stat');

function ps(field: string, pid: number): string | undefined {
  const { status, stdout } = spawnSync('ps', ['-ww', '-o', `${field}=`, '-p', String(pid)], {
    encoding: 'utf8',
  });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}

function readProcess(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * When a living process was started, as a mark that tells it from a later one with the same number:
 * clock ticks since boot on Linux, the date of `ps` elsewhere. Nothing for a dead one or a zombie.
 */
export function startMark(pid: number): string | undefined {
  if (!LINUX) return ps('lstart', pid);
  const stat = readProcess(pid, 'stat');
  // The name in brackets may hold blanks and brackets itself; state is the field after it, start the 20th.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

/** Whether every one of the words stands in the command line of a living process. */
export function runsWith(pid: number, words: readonly string[]): boolean {
  if (startMark(pid) === undefined) return false;
  const line = (LINUX ? readProcess(pid, 'cmdline')?.split('\0') : ps('command', pid)?.split(' ')) ?? [];
  return words.every((word) => line.includes(word));
}

/** All living processes with these words in their command lines; known on Linux only. */
export function allWith(words: readonly string[]): number[] {
  const pids = LINUX ? readdirSync('/proc').map(Number).filter(Number.isInteger) : [];
  return pids.filter((pid) => runsWith(pid, words));
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already, which is what was wanted.
  }
}

async function gone(pid: number, mark: string, withinMs: number): Promise<boolean> {
  for (let waited = 0; startMark(pid) === mark; waited += 20) {
    if (waited >= withinMs) return false;
    await delay(20);
  }
  return true;
}

/** SIGTERM, then SIGKILL when the process is still there after `graceMs`; resolves when it is gone. */
export async function stopProcess(pid: number, graceMs: number): Promise<void> {
  const mark = startMark(pid);
  if (mark === undefined) return;
  signal(pid, 'SIGTERM');
  if (await gone(pid, mark, graceMs)) return;
  signal(pid, 'SIGKILL');
  await gone(pid, mark, graceMs);
}
