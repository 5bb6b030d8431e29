import { text, type Text } from '../../domain/problem';

/** Tells how far a work has come. */
export type TellProgress = (done: number) => void;

/** A work under way, or what the last one came to. */
export interface BackgroundState<T> {
  readonly done: number;
  /** Null: it goes on, or it failed. */
  readonly came: T | null;
  readonly failed: Text | null;
}

/** One work at a time, which goes on whoever looks. */
export interface Background<T> {
  /** Begins one; false, and nothing is begun, while another is under way. */
  begin(work: (progress: TellProgress) => Promise<T>): boolean;
  /** How far it has come; null before the first. */
  state(): BackgroundState<T> | null;
}

/** True while the work goes on. */
export const goesOn = (state: BackgroundState<unknown> | null): boolean =>
  state !== null && state.came === null && state.failed === null;

/** Runs works in the background, one at a time; `name`: how a failure names them. */
export function inBackground<T>(name: Text): Background<T> {
  let state: BackgroundState<T> | null = null;
  const run = async (work: (progress: TellProgress) => Promise<T>): Promise<void> => {
    let done = 0;
    state = { done, came: null, failed: null };
    try {
      const came = await work((now) => (state = { done: (done = now), came: null, failed: null }));
      state = { done, came, failed: null };
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      const failed = text(`${name.zh}没有做完：${said}`, `${name.en} failed: ${said}`);
      state = { done, came: null, failed };
    }
  };
  return {
    begin: (work) => {
      if (goesOn(state)) return false;
      void run(work);
      return true;
    },
    state: () => state,
  };
}
