import { randomInt } from 'node:crypto';
import { numbers } from '../../support/numbers';
import type { Fault } from '../fault';
import { openWave, type KillableOffice } from '../killable-office';
import type { Wave } from '../wave';
import { expectWholeWave } from '../whole';

jest.setTimeout(600_000);

const SEED = Number(process.env['DUBAN_KILL_SEED'] ?? randomInt(1, 1_000_000));
const KILLS = 5;

/** A worker that kills itself, or the server, or both, killed from outside after so many mails. */
type Kill =
  | { readonly type: 'fault'; readonly fault: Fault }
  | { readonly type: 'server' | 'both'; readonly mails: number };

/** Every point, with a number of times that a wave comes to it for certain. */
const REACHED: readonly (readonly [Fault['point'], number])[] = [
  ['record', 40],
  ['composeSlot', 1],
  ['markComposed', 1],
  ['claim', 150],
  ['send', 150],
  ['settle', 150],
  ['journalDeliveries', 1],
  ['anchor', 1],
  ['commit', 60],
];

function drawKill(next: () => number): Kill {
  const below = (n: number): number => Math.floor(next() * n);
  const mails = 1 + below(190);
  const kind = below(10);
  if (kind < 3) return { type: kind === 0 ? 'server' : 'both', mails };
  const [point, times] = REACHED[below(REACHED.length)] ?? ['record', 40];
  const nth = 1 + below(times);
  if (point === 'commit')
    return { type: 'fault', fault: { point, when: 'before', nth, delay: below(2_000) } };
  return { type: 'fault', fault: { point, when: next() < 0.5 ? 'before' : 'after', nth } };
}

const drawn = numbers(SEED);
const kills = Array.from({ length: KILLS }, (): Kill => drawKill(drawn));

let stage: KillableOffice;
let wave: Wave;

beforeEach(async () => {
  ({ stage, wave } = await openWave());
});
afterEach(() => stage.close());

async function strike(kill: Kill): Promise<void> {
  const first = stage.worker(kill.type === 'fault' ? kill.fault : undefined);
  if (kill.type !== 'fault') {
    await stage.until('so many mails are sent', () => stage.mails >= kill.mails);
    const { pid } = stage.engine;
    if (kill.type === 'both') first.signal('SIGKILL');
    process.kill(pid ?? 0, 'SIGKILL');
    stage.struck();
    await stage.until('the server runs again', () => stage.engine.pid !== pid);
  }
  if (kill.type !== 'server') {
    expect(await first.gone).toBe('SIGKILL');
    if (kill.type === 'fault') stage.struck();
    await stage.worker().ready;
  }
}

// DUBAN_KILL_SEED=<the seed> repeats them.
describe(`random kills of seed ${SEED}`, () => {
  it.each(kills.map((kill) => [JSON.stringify(kill), kill] as const))('%s', async (name, kill) => {
    await strike(kill);
    await expectWholeWave(stage, wave, `random ${name}`);
  });
});
