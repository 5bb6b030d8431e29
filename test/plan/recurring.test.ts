import { z } from 'zod';
import { makePlan } from '../../domain/plan/plan';
import type { Plan } from '../../domain/plan/types';
import type { Command } from '../../domain/item/commands';
import type { ItemState } from '../../domain/item/types';
import { inForce } from '../../domain/item/outcome';
import { slotAt } from '../../domain/slot';
import { civilDate, plusDays } from '../../domain/time';
import { isWorkingDay } from '../../domain/calendar/calendar';
import type { Ledger } from '../../ledger/ledger';
import { accept, ask, handIn, sign, yearEnd } from '../support/commands';
import { moment } from '../support/item';
import { call, envelope, importPlan, issueCall, setOffice } from '../support/ledger';
import { seedFolder } from '../support/seed';
import { sure } from '../support/sure';
import { SQLITE } from '../ledger/database';
import { ledgerOfTest } from '../ledger/ledger-of-test';

const stage = ledgerOfTest(SQLITE);
const seed = seedFolder();
const { office } = seed;

/** The seed's item 5 (政策集成式发布) alone, due on 30 September and 31 December, with two units so that a test can read it. */
const item = (() => {
  const found = seed.planFile.plan.items.find(({ key }) => key === '5');
  if (!found) throw new Error('the seed has no item 5');
  return found;
})();
const units = item.units.filter(({ unit }) => ['fb', 'sww'].includes(unit));
const plan: Plan = makePlan({ ...seed.planFile.plan, items: [{ ...item, units }] });
const STREAM = `item/${plan.notice}/5`;

interface Saying {
  readonly on: string;
  readonly by: string;
  readonly command: Command;
}

/** Issues the item and walks to a day: it wakes before every slot, as its workflow does, and commands come at ten. */
async function walk(ledger: Ledger, until: string, said: readonly Saying[]): Promise<ItemState> {
  await setOffice(ledger, office);
  await importPlan(ledger, plan);
  sure(await ledger.issue(issueCall(plan)));
  await ledger.record(call(STREAM, { now: moment('2025-06-30 10:05') }));
  for (let day = civilDate('2025-07-01'); day <= until; day = plusDays(day, 1)) {
    if (!isWorkingDay(office.calendar, day)) continue;
    await ledger.record(call(STREAM, { now: moment(`${day} 08:40`), wake: true }));
    await ledger.composeSlot({ slot: day, now: slotAt(office, day), after: null, limit: 500 });
    await ledger.markComposed(day, slotAt(office, day));
    for (const [n, { by, command }] of said.filter(({ on }) => on === day).entries()) {
      const commands = [envelope(`${day}-${n}`, command, by)];
      const { answers } = await ledger.record(call(STREAM, { now: moment(`${day} 10:00`), commands }));
      const answer = answers[`${day}-${n}`];
      if (!answer?.ok) throw new Error(`${day} ${command.type}: ${answer?.problem.code ?? 'no answer'}`);
    }
  }
  return (await ledger.item(STREAM)) ?? missing();
}

const missing = (): never => {
  throw new Error('the item is not there');
};

const raisedBody = z.object({
  slot: z.string(),
  raised: z.array(z.object({ unit: z.string(), rung: z.string(), ordinal: z.string() })),
});

/** Rungs raised for a unit by the round that they belong to, with their days. */
async function raised(ledger: Ledger, unit: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const rounds: Record<string, string[]> = {};
  for (const { type, body } of await ledger.history(STREAM)) {
    if (type !== 'raised') continue;
    const event = raisedBody.parse(JSON.parse(body));
    for (const one of event.raised.filter((entry) => entry.unit === unit)) {
      const [round = ''] = one.ordinal.split('.');
      rounds[round] = [...(rounds[round] ?? []), `${one.rung} ${event.slot}`];
    }
  }
  return rounds;
}

const says = (on: string, by: string, command: Command): Saying => ({ on, by, command });

const BOTH = [says('2025-07-01', 'll-fb', sign('fb')), says('2025-07-01', 'll-sww', sign('sww'))];

const duesOf = (state: ItemState, unit: string): readonly string[] =>
  (state.assignments.find((one) => one.unit === unit)?.rounds ?? []).map(
    (round) => `${round.no} ${inForce(round).due.date}`,
  );

describe('the seed’s item 5, due twice', () => {
  it('has numbered rounds with a ladder each, and ends with the last', async () => {
    const { ledger } = stage;
    const state = await walk(ledger, '2026-03-02', [
      ...BOTH,
      says('2025-09-25', 'll-fb', handIn('fb')),
      says('2025-09-25', 'shld', accept('fb')),
      says('2025-10-10', 'll-sww', handIn('sww')),
      says('2025-10-10', 'shld', accept('sww')),
      says('2025-12-25', 'll-fb', handIn('fb')),
      says('2025-12-25', 'shld', accept('fb')),
      says('2025-12-26', 'll-sww', handIn('sww')),
      says('2025-12-26', 'shld', accept('sww')),
      says('2025-12-29', 'ddy', { type: 'close', reason: '两期都已办结' }),
    ]);
    expect(duesOf(state, 'fb')).toEqual(['1 2025-09-30', '2 2025-12-31']);
    expect(await raised(ledger, 'fb')).toEqual({
      1: ['R2 2025-09-17', 'R3 2025-09-24'],
      2: ['R2 2025-12-17', 'R3 2025-12-24'],
    });
    expect(await raised(ledger, 'sww')).toEqual({
      1: [
        'R2 2025-09-17',
        'R3 2025-09-24',
        'R4 2025-09-26',
        'R5 2025-09-29',
        'R5 2025-09-30',
        'R6 2025-10-09',
      ],
      2: ['R2 2025-12-17', 'R3 2025-12-24', 'R4 2025-12-26'],
    });
    expect(state.status).toBe('closed');
    const outcomes = state.assignments.map(({ rounds }) => rounds.map(({ outcome }) => outcome?.onTime));
    expect(outcomes).toEqual([
      [true, true],
      [false, true],
    ]);
    expect((await ledger.check()).findings).toEqual([]);
  }, 120_000);

  it('is not to be closed before the last round of the last unit', async () => {
    const state = await walk(stage.ledger, '2025-10-17', [
      ...BOTH,
      says('2025-09-25', 'll-fb', handIn('fb')),
      says('2025-09-25', 'shld', accept('fb')),
      says('2025-09-25', 'll-sww', handIn('sww')),
      says('2025-09-25', 'shld', accept('sww')),
    ]);
    expect(state.status).toBe('underway');
    const { answers } = await stage.ledger.record(
      call(STREAM, {
        now: moment('2025-10-17 11:00'),
        commands: [envelope('early', { type: 'close', reason: '一期已办结' }, 'ddy')],
      }),
    );
    expect(answers['early']).toMatchObject({ ok: false, problem: { code: 'wrong-state' } });
  }, 60_000);

  it('ends at the year-end review when a round is left: nothing is raised after it', async () => {
    const { ledger } = stage;
    const state = await walk(ledger, '2026-03-02', [
      ...BOTH,
      says('2025-09-25', 'll-fb', handIn('fb')),
      says('2025-09-25', 'shld', accept('fb')),
      says('2025-09-25', 'll-sww', handIn('sww')),
      says('2025-09-25', 'shld', accept('sww')),
      says('2026-01-05', 'll-fb', ask('fb', '2026-01-30')),
      says('2026-01-05', 'ddy', yearEnd('carry', 'n2/a')),
    ]);
    expect(state).toMatchObject({ status: 'closed', yearEnd: 'carry' });
    expect(state.assignments.map(({ status }) => status)).toEqual(['accepted', 'accepted']);
    expect((await raised(ledger, 'sww'))['2']?.at(-1)).toBe('R6 2026-01-04');
    const types = (await ledger.history(STREAM)).map(({ type }) => type);
    expect(types.slice(-3)).toEqual(['extensionLapsed', 'yearEnded', 'tasksEnded']);
    expect((await ledger.check()).findings).toEqual([]);
  }, 120_000);

  it('is not reviewed while a hand-in waits, unless it is stopped', async () => {
    const { ledger } = stage;
    await walk(ledger, '2025-12-31', [...BOTH, says('2025-12-29', 'll-fb', handIn('fb'))]);
    const at = moment('2026-01-05 10:00');
    const review = async (key: string, command: Command) => {
      const { answers } = await ledger.record(
        call(STREAM, { now: at, commands: [envelope(key, command, 'ddy')] }),
      );
      return answers[key];
    };
    expect(await review('a', yearEnd('accept'))).toMatchObject({ ok: false, problem: { code: 'handed-in' } });
    expect(await review('b', yearEnd('stop'))).toMatchObject({ ok: true });
    expect(await ledger.item(STREAM)).toMatchObject({ status: 'cancelled', yearEnd: 'stop' });
  }, 60_000);
});
