import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { noticeStream } from '../../../domain/journal/streams';
import { plusMs } from '../../../domain/time';
import { openLedger } from '../../../ledger/open';
import type { Ledger } from '../../../ledger/ledger';
import { moment } from '../../support/item';
import { seedFolder } from '../../support/seed';
import { sure } from '../../support/sure';
import { arrived } from '../arrived';
import { openProgram, type Program } from '../program';
import { writeFigure } from '../figure';
import { makeHome } from '../killable-office';
import { ledgerUrl, prepareWave, SLOT, waveAddresses } from '../wave';

jest.setTimeout(600_000);

/** From the start to the slot, ms: time for node and the server to start. */
const AHEAD = 30_000;
/** Two chunks of four connections. */
const CONNECTIONS = 8;

let home: string;
let program: Program;

beforeEach(() => {
  home = makeHome();
});
afterEach(async () => {
  await program.close();
  rmSync(home, { recursive: true, force: true });
});

async function inLedger<T>(look: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = sure(await openLedger({ url: ledgerUrl(home) }));
  try {
    return await look(ledger);
  } finally {
    await ledger.close();
  }
}

const isJournaled = (): Promise<boolean> =>
  inLedger(async (ledger) => {
    const ended = await ledger.mails({ state: 'sending', limit: 1 });
    return ended.length === 0 && (await ledger.check()).pending === 0;
  });

const expectTrue = (): Promise<void> =>
  inLedger(async (ledger) => {
    expect((await ledger.verify()).findings).toEqual([]);
    expect(await ledger.check()).toEqual({ findings: [], pending: 0 });
  });

describe('all of npm start killed in the middle of a wave', () => {
  it('goes on with the next start: every reminder once', async () => {
    const wave = await prepareWave(home);
    const setting = { home, moment: plusMs(wave.slotAt, -AHEAD), allow: waveAddresses() };
    const slot = Date.now() + AHEAD;
    program = await openProgram(setting);
    program.start();
    await program.until('a third is sent', () => program.mails >= wave.mails * 0.3);
    await program.killAll();
    const kill = Date.now();
    program.start();
    await program.until('every unit has its mail', () => program.mails >= wave.mails);
    await program.until('the slot is anchored', () =>
      inLedger(async (ledger) => (await ledger.lastCheckpoint())?.slot === SLOT),
    );
    await program.until('every end is journaled', isJournaled);
    expect(await program.stop()).toBe(0);
    const came = await arrived(program.server.taken);
    writeFigure('all of npm start', { kill, slot, times: program.times, duplicates: came.duplicates });
    expect(came.reminders).toEqual(wave.expected);
    expect({ others: came.others, wrong: came.wrong }).toEqual({ others: [], wrong: [] });
    expect(came.duplicates).toBeLessThanOrEqual(CONNECTIONS);
    await expectTrue();
  });
});

describe('the very first start, killed', () => {
  const { office, notice } = seedFolder();
  const allow = office.roster.contacts.map(({ address }) => address);
  const there = (name: string) => () => existsSync(join(home, name));
  const moments: readonly (readonly [string, () => boolean])[] = [
    ['as the ledger appears', there('ledger.db')],
    ["as the server's folder appears", there('temporal')],
    ["as the server's database has answered", there(join('temporal', 'ready'))],
    ['after the first letter', () => program.mails >= 1],
    ['after the twentieth letter', () => program.mails >= 20],
  ];

  it.each(moments)('%s, is made good by the second', async (when, isSo) => {
    program = await openProgram({ home, moment: moment('2026-11-25 10:00'), allow });
    program.start();
    await program.until(when, isSo);
    await program.killAll();
    const kill = Date.now();
    program.start();
    await program.until('every unit has its letter', () => program.mails >= 46);
    await program.until('every end is journaled', isJournaled);
    expect(await program.stop()).toBe(0);
    const came = await arrived(program.server.taken);
    writeFigure(`first start, ${when}`, {
      kill,
      slot: kill,
      times: program.times,
      duplicates: came.duplicates,
    });
    expect(came.others).toHaveLength(46);
    expect(new Set(came.others.map((other) => other.split('|')[0]))).toEqual(new Set(['letter']));
    expect({ reminders: came.reminders, wrong: came.wrong }).toEqual({ reminders: [], wrong: [] });
    expect(came.duplicates).toBeLessThanOrEqual(CONNECTIONS);
    await expectTrue();
    await inLedger(async (ledger) => {
      const types = (await ledger.history(noticeStream(notice.id))).map(({ type }) => type);
      expect(types).toEqual(['noticeImported', 'noticeIssued']);
      expect(await ledger.items({ open: true })).toHaveLength(25);
    });
  });
});
