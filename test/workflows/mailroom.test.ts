import { MAILROOM } from '../../domain/journal/streams';
import type { PlanItem } from '../../domain/plan/types';
import { dateOf, type Instant } from '../../domain/time';
import { view } from '../../workflows/messages';
import { cancel, urge } from '../support/commands';
import { moment, planItem } from '../support/item';
import { sure } from '../support/sure';
import { realOffice, type RealOffice, type Taken } from './realOffice';
import { eventsOf, until } from './workers';

jest.setTimeout(60_000);

let office: RealOffice;
afterEach(() => office.close());

const ZONE = 'Asia/Shanghai';
const MINUTE = 60_000;

const toUnits = (mails: readonly Taken[]): string[] =>
  mails
    .flatMap(({ edition: { to, slot, kind } }) =>
      'unit' in to ? [`${slot} ${kind} ${to.unit} ${to.audience}`] : [],
    )
    .sort();
/** Item 1 with one unit, item 2 with all of these. */
const manyUnits = (units: readonly string[]): PlanItem[] => {
  const each = (of: readonly string[]) => Object.fromEntries(of.map((unit) => [unit, 'each' as const]));
  const items = [units.slice(0, 1), units].map((of) => planItem({ units: each(of) }));
  return items.map((item, n) => ({ ...item, key: String(n + 1) }));
};
const since = (at: Instant): Taken[] => office.taken.filter((mail) => mail.at >= at);
const journal = async (type: string): Promise<readonly unknown[]> =>
  (await office.ledger.history(MAILROOM))
    .filter((event) => event.type === type)
    .map(({ body }): unknown => JSON.parse(body));

describe('a slot', () => {
  it('sends one digest for each unit, at nine, with all its items, and an anchor after it', async () => {
    office = await realOffice('2025-09-22 10:00');
    expect(toUnits(office.taken)).toEqual(['2025-09-22 letter sfj liaison', '2025-09-22 letter sjj liaison']);
    await office.moveTo('2025-09-24 09:30');
    const reminders = since(moment('2025-09-24 08:00'));
    expect(toUnits(reminders)).toEqual(['2025-09-24 digest sfj liaison', '2025-09-24 digest sjj liaison']);
    for (const { at, edition } of reminders) {
      expect(at - moment('2025-09-24 09:00')).toBeGreaterThanOrEqual(0);
      expect(at - moment('2025-09-24 09:00')).toBeLessThan(5 * MINUTE);
      if ('unit' in edition.to) expect(edition.lines.map(({ no }) => no)).toEqual(['1', '2', '3']);
    }
    expect(await office.ledger.lastCheckpoint()).toMatchObject({ slot: '2025-09-24' });
    expect((await office.ledger.check()).findings).toEqual([]);
  });

  it('costs an item at most 7 events, however many units it has', async () => {
    const [small, large] = [1, 2];
    const units = ['sjj', 'sfj', 'xcb', 'zjj', 'xjz', 'xfb', 'dag'];
    office = await realOffice('2025-09-22 10:00', manyUnits(units));
    const count = async (n: number): Promise<number> =>
      (await eventsOf(office.environment, office.names.item(office.streams[n - 1] ?? ''))).length;
    const before = [await count(small), await count(large)];
    await office.moveTo('2025-09-24 12:00');
    const wakes = [(await count(small)) - (before[0] ?? 0), (await count(large)) - (before[1] ?? 0)];
    expect(wakes[0]).toBe(wakes[1]);
    // Two slots: that of the 23rd and that of the 24th.
    expect(Math.max(...wakes)).toBeLessThanOrEqual(14);
  });
});

describe("three days' outage", () => {
  it('is one mail for a unit, and the slots that were missed are journaled and never walked', async () => {
    office = await realOffice('2025-09-22 10:00');
    await office.moveTo('2025-09-24 18:00');
    await office.loseTemporal('2025-09-29 12:00');
    await office.duban.ensureAll();
    await office.moveTo('2025-09-29 12:30');
    expect(toUnits(since(moment('2025-09-24 18:00')))).toEqual([
      '2025-09-29 digest sfj liaison',
      '2025-09-29 digest sjj liaison',
    ]);
    expect(await journal('slotsMissed')).toEqual([{ slots: ['2025-09-25', '2025-09-26', '2025-09-28'] }]);
  });
});

describe('a pause of all sending', () => {
  it('holds the digests of a slot until it is lifted, and they go out at once', async () => {
    office = await realOffice('2025-09-22 10:00');
    await office.moveTo('2025-09-23 18:00');
    await office.duban.pause('系统检修', 'ddy');
    await office.moveTo('2025-09-24 11:00');
    expect(toUnits(since(moment('2025-09-23 18:00')))).toEqual([]);
    await office.duban.resume('检修完毕', 'ddy');
    await until(() => toUnits(since(moment('2025-09-24 11:00'))).length >= 2);
    expect(toUnits(since(moment('2025-09-23 18:00')))).toEqual([
      '2025-09-24 digest sfj liaison',
      '2025-09-24 digest sjj liaison',
    ]);
  });
});

describe('what becomes ready outside the window', () => {
  it('is posted at the opening of the next one, over a weekend on its make-up Sunday', async () => {
    office = await realOffice('2025-09-22 10:00');
    await office.moveTo('2025-09-26 18:00');
    const [stream = ''] = office.streams;
    sure(await office.duban.command({ stream, command: urge(['sjj']), actor: 'ddy' }));
    await office.moveTo('2025-09-28 08:29');
    expect(since(moment('2025-09-26 18:00'))).toEqual([]);
    await office.moveTo('2025-09-28 08:35');
    const [sent] = since(moment('2025-09-26 18:00'));
    expect(sent?.edition.kind).toBe('urge');
    expect((sent?.at ?? 0) - moment('2025-09-28 08:30')).toBeLessThan(MINUTE);
  });

  it('is tried again each minute while the mail server is down, and goes out when it is back', async () => {
    office = await realOffice('2025-09-22 10:00');
    await office.moveTo('2025-09-24 08:00');
    office.mailDown = true;
    await office.moveTo('2025-09-24 10:00');
    expect(since(moment('2025-09-24 08:00'))).toEqual([]);
    office.mailDown = false;
    await office.moveTo('2025-09-24 10:30');
    expect(toUnits(since(moment('2025-09-24 08:00')))).toEqual([
      '2025-09-24 digest sfj liaison',
      '2025-09-24 digest sjj liaison',
    ]);
  });
});

describe('letters that leave after days of pause', () => {
  it('begin the days for signing on the day on which they went', async () => {
    const units = { sjj: 'each' } as const;
    office = await realOffice('2025-07-01 08:00', [planItem({ dates: ['2025-12-31'], units })]);
    await office.duban.pause('系统检修', 'ddy');
    await office.moveTo('2025-07-09 10:00');
    const item = office.client.workflow.getHandle(office.names.item(office.streams[0] ?? ''));
    const { nextWakeAt } = await item.query(view);
    expect(nextWakeAt && dateOf(nextWakeAt, ZONE)).toBe('2025-08-01');
    await office.duban.resume('检修完毕', 'ddy');
    await until(async () => JSON.stringify(await journal('delivered')).includes('sjj|n1|1'));
    await office.moveTo('2025-07-11 10:00');
    expect(toUnits(office.taken)).toEqual(['2025-07-01 letter sjj liaison', '2025-07-11 digest sjj liaison']);
  });
});

describe('an item that does not record in time', () => {
  it('is waited for through the grace, named in the briefing, and not waited for a second time', async () => {
    office = await realOffice('2025-09-22 10:00');
    await office.moveTo('2025-09-23 18:00');
    const [lost = ''] = office.streams;
    office.unrecordable.add(lost);
    await office.moveTo('2025-09-24 09:10');
    expect(since(moment('2025-09-24 08:00'))).toEqual([]);
    await office.moveTo('2025-09-24 09:30');
    const mails = since(moment('2025-09-24 08:00'));
    expect(mails[0]?.at).toBeGreaterThanOrEqual(moment('2025-09-24 09:15'));
    const briefing = mails.find(({ edition }) => edition.to.audience === 'coordinator');
    expect(briefing?.edition.findings.map(({ code }) => code)).toEqual(['items-missing']);
    await office.moveTo('2025-09-25 09:05');
    expect(await office.ledger.lastComposed()).toBe('2025-09-25');
  });

  it('is started anew after a third of the grace, and then tells it in time', async () => {
    office = await realOffice('2025-09-22 10:00');
    await office.moveTo('2025-09-23 18:00');
    const [lost = ''] = office.streams;
    office.unrecordable.add(lost);
    await office.moveTo('2025-09-24 09:02');
    // Mended meanwhile, but the item waits for an hour before it tries again.
    office.unrecordable.delete(lost);
    await office.moveTo('2025-09-24 09:08');
    const told = since(moment('2025-09-24 08:00')).filter(({ edition }) => 'unit' in edition.to);
    expect(told.flatMap(({ edition }) => edition.lines.map(({ stream }) => stream))).toContain(lost);
    const restarted = (await journal('itemsRestarted')).map((body) => JSON.stringify(body));
    expect(restarted.join()).toContain(lost);
  });

  it('tells what it missed with the next slot, as soon as it can record', async () => {
    office = await realOffice('2025-09-22 10:00');
    await office.moveTo('2025-09-23 18:00');
    const [lost = ''] = office.streams;
    office.unrecordable.add(lost);
    await office.moveTo('2025-09-24 12:00');
    office.unrecordable.delete(lost);
    await office.moveTo('2025-09-25 09:30');
    const told = since(moment('2025-09-25 08:00')).filter(({ edition }) => 'unit' in edition.to);
    expect(told.flatMap(({ edition }) => edition.lines.map(({ stream }) => stream))).toContain(lost);
  });

  it('runs again after its workflow was terminated', async () => {
    office = await realOffice('2025-09-22 10:00');
    await office.moveTo('2025-09-23 18:00');
    const [lost = ''] = office.streams;
    await office.client.workflow.getHandle(office.names.item(lost)).terminate('lost');
    await expect(office.duban.standing()).resolves.toMatchObject({ missing: [lost], behind: [], asked: 2 });
    await office.moveTo('2025-09-24 09:30');
    await expect(office.duban.standing()).resolves.toMatchObject({ missing: [], behind: [], asked: 3 });
  });
});

describe("Temporal's database gone", () => {
  it('runs all open items again from the ledger alone, agenda unchanged, and mails nothing twice', async () => {
    office = await realOffice('2025-09-22 10:00');
    await office.moveTo('2025-09-24 12:00');
    const wakes = (): Promise<(Instant | null)[]> =>
      Promise.all(
        office.streams.map(
          async (stream) =>
            (await office.client.workflow.getHandle(office.names.item(stream)).query(view)).nextWakeAt,
        ),
      );
    const before = await wakes();
    await office.loseTemporal();
    await expect(office.duban.ensureAll()).resolves.toEqual({
      items: 3,
      issues: [],
      unstarted: [],
      faults: [],
    });
    await until(async () => JSON.stringify(await wakes()) === JSON.stringify(before));
    await office.moveTo('2025-09-26 12:00');
    const ids = office.taken.map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(ids.length);
    const later = since(moment('2025-09-24 12:00'));
    expect(toUnits(later)).toContain('2025-09-26 digest sjj liaison');
    expect(later.filter(({ edition }) => edition.kind === 'letter')).toEqual([]);
  });
});

describe("a cancellation in Temporal's own UI", () => {
  it('is on record as by `temporal`, told once, and the item is silent afterwards', async () => {
    office = await realOffice('2025-09-22 10:00');
    await office.moveTo('2025-09-23 12:00');
    const [gone = ''] = office.streams;
    await office.client.workflow.getHandle(office.names.item(gone)).cancel();
    await until(async () => (await office.ledger.item(gone))?.status === 'cancelled');
    const history = await office.ledger.history(gone);
    expect(history.slice(-2).map(({ type }) => type)).toEqual(['cancelled', 'tasksEnded']);
    expect(history.at(-2)?.actor).toBe('temporal');
    await office.moveTo('2025-09-30 12:00');
    const told = office.taken.filter(
      ({ edition }) =>
        'unit' in edition.to &&
        edition.to.unit === 'sjj' &&
        edition.kind !== 'letter' &&
        edition.lines.some(({ stream }) => stream === gone),
    );
    expect(told.map(({ at }) => dateOf(at, ZONE))).toEqual(['2025-09-24']);
    expect(await office.duban.command({ stream: gone, command: cancel, actor: 'ddy' })).toMatchObject({
      ok: false,
    });
  });
});
