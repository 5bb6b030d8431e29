import { DatabaseSync } from '@photostructure/sqlite';
import { stuckLooks } from '../../office/health/look';
import { MAILROOM } from '../../domain/journal/streams';
import { civilDate } from '../../domain/time';
import { command } from '../../workflows/messages';
import { sign } from '../support/commands';
import { sure } from '../support/sure';
import { realOffice, type RealOffice } from './realOffice';

jest.setTimeout(120_000);

let office: RealOffice;
afterEach(() => office.close());

/** What somebody with a client of Temporal's sends beside the program; whatever it comes to. */
async function throwAt(stream: string, envelope: unknown): Promise<void> {
  const { client, names } = office;
  const handle = client.workflow.getHandle(names.item(stream));
  const update = handle.startUpdate<unknown, [never]>(command.name, {
    args: [envelope as never],
    waitForStage: 'ACCEPTED',
  });
  await client.withDeadline(Date.now() + 2_000, () => update).catch(() => undefined);
}

const POISON: readonly unknown[] = [
  { key: 'poison', digest: 'd', actor: 'ddy', onBehalf: null, command: null },
  {
    key: 'date',
    digest: 'd',
    actor: 'ddy',
    onBehalf: null,
    command: { type: 'changeDeadline', date: '2026-99-99', reason: 'x' },
  },
  {
    key: 'nul',
    digest: 'd',
    actor: 'ddy',
    onBehalf: null,
    command: { type: 'urge', units: ['sjj'], text: '\u0000', again: false },
  },
  { key: 7, digest: null, actor: [], onBehalf: {}, command: 'urge' },
  { key: 'x'.repeat(100_000) },
  null,
];

/** What an item has been reminded of is lost: the ladder fails at it. */
const UNSOUND = `replace(state, '"fired":[]', '"fired":null')`;
const NO_JSON = `'{'`;

function damage(file: string, stream: string, how: string): void {
  const raw = new DatabaseSync(file);
  raw.prepare(`update items set state = ${how} where stream = ?`).run(stream);
  raw.close();
}

/** The journal of an item as somebody would leave it who can do everything with the file. */
function rewrite(file: string, stream: string): void {
  const raw = new DatabaseSync(file);
  const triggers = raw
    .prepare(`select name from sqlite_master where type = 'trigger' and tbl_name = 'events'`)
    .all() as { name: string }[];
  for (const { name } of triggers) raw.exec(`drop trigger "${name}"`);
  raw.prepare('update events set hash = upper(hash) where stream = ?').run(stream);
  raw.close();
}

const events = async (stream: string): Promise<readonly string[]> =>
  (await office.ledger.history(stream)).map(({ type }) => type);

describe('an item that was sent what is no command', () => {
  it('goes on with commands and reminders, and its journal is sound', async () => {
    office = await realOffice('2025-09-22 10:00');
    const [item = ''] = office.streams;
    for (const envelope of POISON) await throwAt(item, envelope);
    sure(await office.duban.command({ stream: item, command: sign('sjj'), actor: 'll-sjj' }));
    await office.moveTo('2025-09-24 09:05');
    expect([...new Set(await events(item))]).toEqual(['issued', 'acknowledged', 'raised']);
    expect((await office.ledger.verify()).findings).toEqual([]);
    expect((await office.ledger.check()).findings).toEqual([]);
  });
});

describe('an item whose journal was rewritten under its workflow', () => {
  it('is named by whoever asks all what they know', async () => {
    office = await realOffice('2025-09-22 10:00');
    const [bad = ''] = office.streams;
    expect(await office.duban.standing()).toEqual({
      ...{ missing: [], behind: [], other: [], asked: 3, running: 3 },
    });
    rewrite(office.file, bad);
    expect(await office.duban.standing()).toMatchObject({ missing: [], behind: [], other: [bad], asked: 3 });
  });
});

describe('an item at which the rules fail', () => {
  it('is journaled and named, takes commands that can be taken, and holds up nobody', async () => {
    office = await realOffice('2025-09-22 10:00');
    const [bad = '', ...good] = office.streams;
    damage(office.file, bad, UNSOUND);
    // It is not waited for: what the others have to say leaves at the slot.
    await office.moveTo('2025-09-23 09:05');
    expect(await office.ledger.lastComposed()).toBe('2025-09-23');
    await office.moveTo('2025-09-24 09:05');
    const digests = office.taken.filter(({ edition: { slot, to } }) => slot === '2025-09-24' && 'unit' in to);
    expect(digests.length).toBeGreaterThan(0);
    for (const stream of good) expect(await events(stream)).toContain('raised');
    const noted = (await office.ledger.history(MAILROOM)).filter(({ type }) => type === 'itemFaulted');
    expect(noted.map(({ requestKey }) => requestKey)).toEqual(
      ['2025-09-23', '2025-09-24'].map((slot) => `fault/${bad}/${slot}`),
    );
    const stuck = await office.ledger.missing(civilDate('2025-09-24'), 5);
    expect(stuckLooks(stuck)).toMatchObject([{ name: 'stuck-items', level: 'bad' }]);
    expect(stuckLooks(stuck)[0]?.said.zh).toContain(bad);
    const parts = { stream: bad, command: { type: 'cancel', reason: '登记有误' }, actor: 'ddy' } as const;
    sure(await office.duban.command(parts));
    expect(await events(bad)).toEqual(['issued', 'cancelled']);
  });

  it('whose state is no JSON is not waited for either', async () => {
    office = await realOffice('2025-09-22 10:00');
    const [bad = '', ...good] = office.streams;
    damage(office.file, bad, NO_JSON);
    await office.moveTo('2025-09-24 09:05');
    expect(await office.ledger.lastComposed()).toBe('2025-09-24');
    expect(await office.ledger.faultsAt(civilDate('2025-09-24'))).toEqual([bad]);
    for (const stream of good) expect(await events(stream)).toContain('raised');
    expect(await events(bad)).toEqual(['issued']);
  });
});
