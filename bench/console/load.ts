import autocannon from 'autocannon';
import { cpuSeconds } from '../nine-oclock/machine';

/** Who asks for what. */
export interface Visitors {
  readonly url: string;
  readonly cookie: string;
  readonly pages: readonly string[];
  /** Processes whose processor time is counted. */
  readonly pids: readonly number[];
}

/** What a load came to; latencies in ms. */
export interface Taken {
  readonly answered: number;
  readonly failed: number;
  readonly latencies: readonly number[];
  /** Processor milliseconds of the processes for each page. */
  readonly cpu: number;
  readonly perSecond: number;
}

type Settings = Pick<autocannon.Options, 'connections' | 'duration' | 'overallRate'>;

/** One run of autocannon; `each` hears of every answer. */
function shoot(
  { url, cookie, pages }: Visitors,
  settings: Settings,
  each: (ms: number, status: number) => void,
) {
  const requests = pages.map((path) => ({ method: 'GET' as const, path, headers: { cookie } }));
  return new Promise<void>((resolve, reject) => {
    const running = autocannon({ url, requests, ...settings }, (error: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
    running.on('response', (_client, status, _bytes, ms) => {
      each(ms, status);
    });
  });
}

async function taken(
  visitors: Visitors,
  run: (each: (ms: number, status: number) => void) => Promise<unknown>,
) {
  const latencies: number[] = [];
  let failed = 0;
  const [began, before] = [performance.now(), cpuSeconds(visitors.pids)];
  await run((ms, status) => {
    latencies.push(ms);
    if (status !== 200) failed += 1;
  });
  const seconds = (performance.now() - began) / 1_000;
  const cpu = ((cpuSeconds(visitors.pids) - before) * 1_000) / latencies.length;
  const answered = latencies.length;
  return { answered, failed, latencies: latencies.sort((a, b) => a - b), cpu, perSecond: answered / seconds };
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * So many visitors who each open the next page every two seconds. Two of them are one connection of autocannon at one
 * request a second, and each connection begins at another moment: autocannon itself would let all of them ask at once.
 */
export const visited = (visitors: Visitors, people: number, seconds: number): Promise<Taken> =>
  taken(visitors, (each) =>
    Promise.all(
      Array.from({ length: people / 2 }, async (_, n) => {
        // Golden section: phases spread evenly and in no order.
        await after(((n * 0.618) % 1) * 1_000);
        const turned = visitors.pages.map((__, k) => visitors.pages[(k + n) % visitors.pages.length] ?? '/');
        await shoot(
          { ...visitors, pages: turned },
          { connections: 1, overallRate: 1, duration: seconds },
          each,
        );
      }),
    ),
  );

/** Each page so many times, one after the other. */
export const asked = (visitors: Visitors, times: number): Promise<Taken> =>
  taken(visitors, async (each) => {
    for (let n = 0; n < times; n += 1)
      for (const path of visitors.pages) {
        const began = performance.now();
        const answer = await fetch(`${visitors.url}${path}`, { headers: { cookie: visitors.cookie } });
        await answer.arrayBuffer();
        each(performance.now() - began, answer.status);
      }
  });

/** As many pages as there will be, for so many seconds. */
export const saturated = (visitors: Visitors, connections: number, seconds: number): Promise<Taken> =>
  taken(visitors, (each) => shoot(visitors, { connections, duration: seconds }, each));

/** The latency under which a share of the answers came, ms. */
export const quantile = ({ latencies }: Taken, share: number): number =>
  latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? NaN;
