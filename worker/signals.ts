import { refuse, text, type Result } from '../domain/problem';

/** What asked the process to end; a terminal that closes (SIGHUP) is not among them. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/** Ctrl-C or SIGTERM, waited for. */
export interface StopRequest {
  /** Null while nobody has asked. */
  readonly signal: StopSignal | null;
  readonly asked: Promise<StopSignal>;
}

/** npm passes a Ctrl-C on that the terminal has delivered already: only one that comes later means it. */
const SAME_MS = 2_000;

/** Listens from now on. A second signal ends the process at once with 130. */
export function listenForStop(): StopRequest {
  let signal: StopSignal | null = null;
  let first = 0;
  const asked = new Promise<StopSignal>((resolve) => {
    const hear = (heard: StopSignal) => () => {
      if (signal !== null && performance.now() - first > SAME_MS) process.exit(130);
      if (signal === null) first = performance.now();
      signal ??= heard;
      resolve(signal);
    };
    process.on('SIGINT', hear('SIGINT')).on('SIGTERM', hear('SIGTERM'));
    process.on('SIGHUP', () => undefined);
  });
  return {
    get signal() {
      return signal;
    },
    asked,
  };
}

/** How work ends that was asked to before it was done. */
export const stoppedEarly = refuse(
  'interrupted',
  text('已中止', 'stopped early'),
  text('再执行一次即从头做或接着做', 'the same command begins again or goes on'),
);

/** Whatever work comes to after it was asked to stop is its ending and no fault; before, it is what it is. */
export async function endingQuietly<T>(stop: StopRequest, work: Promise<Result<T>>): Promise<Result<T>> {
  try {
    const result = await work;
    return result.ok || stop.signal === null ? result : stoppedEarly;
  } catch (fault) {
    if (stop.signal === null) throw fault;
    return stoppedEarly;
  }
}
