import { DEFAULT_POLICY, type MailPolicy } from '../../../domain/policy';
import { openStage } from '../stage';
import { slotInstant, type Size } from '../town';
import { scaled, type Bench } from './context';
import { wakeDuban } from './wakes';

/** Times at which the mails of a slot were accepted, seconds after it, with so many workers. */
async function post(
  bench: Bench,
  size: Size,
  workers: number,
  mail: Partial<MailPolicy>,
): Promise<readonly number[]> {
  const at = slotInstant(size);
  const earliest = 1 + Math.ceil(size.items / 60 / 60);
  const moment = { at, ahead: earliest * 60_000 + 20_000 + size.items * 15 };
  const settings = { wake: { earliest, latest: 1 }, mail };
  const stage = await openStage(await bench.town(size), settings, bench.sink, moment);
  try {
    const running = Array.from({ length: workers }, () => stage.worker());
    await Promise.all(running.map(({ ready }) => ready));
    await stage.duban.ensureAll();
    const all = (): number => running.reduce((sum, { sent }) => sum + sent.length, 0);
    const within = stage.realOf(at) - Date.now() + 900_000;
    await Promise.race(running.map((one) => one.until(() => all() >= size.items, within)));
    const slot = stage.realOf(at);
    return running.flatMap(({ sent }) => sent.map((one) => (one.at - slot) / 1_000)).sort((a, b) => a - b);
  } finally {
    await stage.close();
  }
}

const RATE = 600;

/** Mails a minute after the second that the bucket had saved up. */
function paceOf(times: readonly number[]): number {
  const begin = (times[0] ?? 0) + 1;
  const after = times.filter((time) => time > begin);
  const span = (after.at(-1) ?? NaN) - begin;
  return (after.length / span) * 60;
}

/** Two workers against one: wakes a second, mails at a slot, and a rate that both together must keep. */
export async function two(bench: Bench): Promise<void> {
  const { figure } = bench;
  const size = { items: scaled(bench, 2_000, 100), units: 200, each: 3 };
  for (const workers of [1, 2]) {
    bench.say(`wakes, ${workers} worker(s)`);
    const { rate } = await wakeDuban(bench, size, { cached: size.items + 100, processes: workers });
    figure({ who: `${workers} worker(s)`, what: 'wakes', value: rate, unit: '/s', target: null });
  }
  const items = scaled(bench, 3_333, 100);
  const many = { items, units: items, each: 1 };
  for (const workers of [1, 2]) {
    bench.say(`${items} mails, ${workers} worker(s)`);
    const times = await post(bench, many, workers, {});
    figure({
      who: `${workers} worker(s)`,
      what: 'slot → last mail, one for each item',
      value: times.at(-1) ?? NaN,
      unit: 's',
      target: null,
    });
  }
  bench.say(`${items} mails at ${RATE} a minute, 2 workers`);
  const pace = paceOf(await post(bench, many, 2, { ...DEFAULT_POLICY.mail, mailsPerMinute: RATE }));
  const met = Math.abs(pace - RATE) <= 0.02 * RATE;
  figure({
    who: '2 worker(s)',
    what: `pace at ${RATE} a minute`,
    value: pace,
    unit: '/min',
    target: { says: '± 2 %', met },
  });
}
