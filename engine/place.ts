import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const runningServer = z.object({
  port: z.number().int(),
  pid: z.number().int().optional(),
  started: z.string().optional(),
});

/** What engine.json says: the port that is kept, and the process on it with its start mark. */
export type RunningServer = z.infer<typeof runningServer>;

export interface EnginePlace {
  /** A directory of its own, so that database and WAL files are set aside in one rename. */
  readonly dir: string;
  readonly database: string;
  /** Written when the database has answered for the first time: without it nobody has ever used it. */
  readonly ready: string;
  readonly record: string;
  readonly log: string;
}

/** One name for a home, whatever links lead to it: the database's path is how its server is known. */
const engineRoot = (home: string): string => (existsSync(home) ? realpathSync(home) : resolve(home));

export function placeIn(home: string): EnginePlace {
  const root = engineRoot(home);
  const dir = join(root, 'temporal');
  return {
    dir,
    database: join(dir, 'temporal.db'),
    ready: join(dir, 'ready'),
    record: join(root, 'engine.json'),
    log: join(root, 'temporal.log'),
  };
}

/** engine.json, or nothing when it is missing or not what we write. */
export function readRunning(place: EnginePlace): RunningServer | undefined {
  try {
    return runningServer.parse(JSON.parse(readFileSync(place.record, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Writes engine.json in one step. */
export function writeRunning(place: EnginePlace, running: RunningServer): void {
  writeFileSync(`${place.record}.new`, `${JSON.stringify(running)}\n`);
  renameSync(`${place.record}.new`, place.record);
}

/** Whether the database is there and was once in use. */
export const isUsed = (place: EnginePlace): boolean => existsSync(place.database) && existsSync(place.ready);

/** Notes that the database has answered. */
export function markUsed(place: EnginePlace): void {
  writeFileSync(place.ready, '');
}

/** An empty directory for the database, unless there is one that was in use. */
export function makeRoom(place: EnginePlace): void {
  if (!isUsed(place)) rmSync(place.dir, { recursive: true, force: true });
  mkdirSync(place.dir, { recursive: true });
}

/** Renames the directory of a database that does not answer; returns its new name. */
export function setDatabaseAside(place: EnginePlace): string {
  let n = 1;
  while (existsSync(`${place.dir}.broken-${n}`)) n += 1;
  const aside = `${place.dir}.broken-${n}`;
  renameSync(place.dir, aside);
  return aside;
}

/** Undoes {@link setDatabaseAside}. */
export function putBack(place: EnginePlace, aside: string): void {
  rmSync(place.dir, { recursive: true, force: true });
  renameSync(aside, place.dir);
}

/** What the server's log complains of, else its last lines, for a message. */
export function complaintIn(place: EnginePlace): string {
  try {
    const lines = readFileSync(place.log, 'utf8').trim().split('\n');
    const complaints = lines.filter((line) => /error|panic|fatal/i.test(line));
    return (complaints.length > 0 ? complaints.slice(0, 2) : lines.slice(-2)).join(' ');
  } catch {
    return '';
  }
}
