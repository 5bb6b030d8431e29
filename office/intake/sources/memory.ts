import { readdirSync, readFileSync } from 'node:fs';
import { MB } from '../../../domain/measures';
import { refuse, text, type Result } from '../../../domain/problem';

/** How often memory is looked at, ms. */
const WATCH_MS = 50;

/** The file in which Linux tells something of a process; '' where there is none, or the process is over. */
function procFile(pid: number, what: string): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8');
  } catch {
    return '';
  }
}

/** Threads of a process, each of which starts others: LibreOffice is started by a thread beside the first. */
function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** A process and all that it has started, and they in turn; itself alone where the system does not tell. */
export function processTree(pid: number): readonly number[] {
  const children = threadsOf(pid).flatMap((thread) => procFile(pid, `task/${thread}/children`).split(' '));
  return [pid, ...children.filter(Boolean).map(Number).flatMap(processTree)];
}

/** Resident memory of a process and all that it has started, bytes; 0 where the system does not tell. */
export function heldBy(pid: number): number {
  const each = processTree(pid).map((one) =>
    Number(/VmRSS:\s+(\d+) kB/.exec(procFile(one, 'status'))?.[1] ?? 0),
  );
  return each.reduce((sum, kB) => sum + kB * 1024, 0);
}

/** Has what holds more memory than it may ended; whether that was so. */
export function watchMemory(held: () => number, most: number, end: () => void) {
  let overgrown = false;
  const looking = setInterval(() => {
    if (held() <= most) return;
    overgrown = true;
    end();
  }, WATCH_MS);
  return {
    isOvergrown: () => overgrown,
    stop: () => {
      clearInterval(looking);
    },
  };
}

/** Refuses `source-takes-too-much`. */
export const refuseMemory = (most: number): Result<never> =>
  refuse(
    'source-takes-too-much',
    text(
      `读这个文件要用的内存超过 ${most / MB} MB，没有读`,
      `this file takes more than ${most / MB} MB to read`,
    ),
    text('请核对文件，只留要读的内容', 'check the file, keep only what is to be read'),
  );
