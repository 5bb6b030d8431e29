import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, text, type Text } from '../../domain/problem';

/** Tells how far a work has come. */
export type TellProgress = (done: number) => void;

/** A work under way, or what the last one came to. */
export interface BackgroundState<T, A> {
  /** What it was begun for. */
  readonly about: A;
  readonly done: number;
  /** Null: it goes on, or it failed. */
  readonly came: T | null;
  readonly failed: Text | null;
}

/** One work at a time, which goes on whoever looks, from whichever console. */
export interface Background<T, A> {
  /** Begins one; false, and nothing is begun, while another is under way. */
  begin(about: A, work: (progress: TellProgress) => Promise<T>): boolean;
  /** How far it has come; null before the first. */
  state(): BackgroundState<T, A> | null;
}

/** A kind of work: how a failure names it, its file, and what that holds. */
export interface BackgroundKind<T, A> {
  readonly name: Text;
  readonly file: string;
  readonly about: z.ZodType<A>;
  readonly came: z.ZodType<T>;
}

/** How often a work under way says that it lives, and how long it may be silent before it counts as dead, ms. */
const WORK_BEAT_MS = 1_000;
const WORK_SILENT_MS = 30_000;

/** True while the work goes on. */
export const goesOn = (state: Pick<BackgroundState<unknown, unknown>, 'came' | 'failed'> | null): boolean =>
  state !== null && state.came === null && state.failed === null;

/** The state of the work of a number, as it lies in the folder. */
interface Kept<T, A> extends BackgroundState<T, A> {
  readonly no: number;
  /** When it was written, ms. */
  readonly at: number;
}

function workFile<T, A>(folder: string, { file, about, came }: BackgroundKind<T, A>) {
  const path = join(folder, `${file}.json`);
  const shape = z.object({
    ...{ no: z.number(), at: z.number(), done: z.number() },
    ...{ about, came: came.nullable(), failed: z.object({ zh: z.string(), en: z.string() }).nullable() },
  });
  const read = (): Kept<T, A> | null => {
    try {
      return shape.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      return null;
    }
  };
  return {
    read,
    write(state: Kept<T, A>): void {
      writeFileSync(`${path}.${state.no}.part`, JSON.stringify(state));
      renameSync(`${path}.${state.no}.part`, path);
    },
    /** Whether the work of a number is this process's: of all who ask, one gets it. */
    claim(no: number): boolean {
      mkdirSync(folder, { recursive: true });
      try {
        closeSync(openSync(`${path}.${no}`, 'wx'));
      } catch {
        return false;
      }
      rmSync(`${path}.${no - 1}`, { force: true });
      return true;
    },
  };
}

/**
 * Runs works of a kind in the background, one at a time for all consoles that share the folder: each sees how far it is
 * and what it came to. One whose console has died counts as failed, and can be begun again.
 */
export function inBackground<T, A>(folder: string, kind: BackgroundKind<T, A>): Background<T, A> {
  const kept = workFile(folder, kind);
  const { name } = kind;
  const died = text(
    `${name.zh}没有做完：做它的督办台停了，请再做一次`,
    `${name.en} did not end: the console that did it has stopped; begin it again`,
  );

  function last(): Kept<T, A> | null {
    const state = kept.read();
    const silent = state !== null && goesOn(state) && state.at < Date.now() - WORK_SILENT_MS;
    return silent ? { ...state, failed: died } : state;
  }

  async function run(no: number, about: A, work: (progress: TellProgress) => Promise<T>): Promise<void> {
    let done = 0;
    const tell = (end: Pick<Kept<T, A>, 'came' | 'failed'>): void => {
      if ((kept.read()?.no ?? 0) <= no) kept.write({ no, about, done, ...end, at: Date.now() });
    };
    const beat = (): void => {
      tell({ came: null, failed: null });
    };
    beat();
    const beats = setInterval(beat, WORK_BEAT_MS);
    try {
      const came = await work((now) => (done = now));
      tell({ came, failed: null });
    } catch (error) {
      const said = messageOf(error);
      tell({
        came: null,
        failed: text(`${name.zh}没有做完：${said}`, `${name.en} failed: ${said}`),
      });
    } finally {
      clearInterval(beats);
    }
  }

  return {
    begin(about, work) {
      const before = last();
      const no = (before?.no ?? 0) + 1;
      if (goesOn(before) || !kept.claim(no)) return false;
      void run(no, about, work);
      return true;
    },
    state: last,
  };
}
