import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Edition } from '../../domain/digest/types';
import { dateOf, instant } from '../../domain/time';
import { rehearseYear, type Played } from '../../worker/rehearse/run';
import { workflowBundle } from '../support/engine';
import { POSTGRES } from '../support/postgres';
import { SEED } from '../support/seed';
import { sure } from '../support/sure';

const folder = mkdtempSync(join(tmpdir(), 'duban-both-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The first weeks of the seed's year with its script, on one ledger. */
async function playedOn(ledgerUrl: string): Promise<Played> {
  return sure(
    await rehearseYear({
      folder: SEED,
      cwd: SEED,
      script: undefined,
      until: '2025-09-30',
      smtp: undefined,
      keep: undefined,
      ledgerUrl,
      bundle: await workflowBundle(),
      env: process.env,
      progress: () => undefined,
      onDay: () => undefined,
    }),
  );
}

/** An instant, ms; in the rehearsal a server's own speed moves it by moments. */
const INSTANT = /\b1[67]\d{11}\b/g;

/** How much is open when several are accepted at one moment depends on which comes first. */
const settled = (edition: Edition): Edition =>
  edition.kind === 'answer' ? { ...edition, totalOpen: 0 } : edition;

/** What the mail server took: each mail whole, its instants as days, in an order that sending side by side does not change. */
const mailsOf = ({ delivered, setup }: Played): readonly string[] =>
  delivered
    .map(({ messageId, at, edition }) =>
      JSON.stringify({ at, messageId, edition: settled(edition) }).replace(INSTANT, (ms) =>
        dateOf(instant(Number(ms)), setup.office.calendar.zone),
      ),
    )
    .toSorted();

describe('the year of the seed until September', () => {
  it('gives the same mails on the same days on SQLite and on PostgreSQL, and ledgers without a finding', async () => {
    const database = await POSTGRES.fresh();
    try {
      const file = await playedOn(`sqlite:${join(folder, 'ledger.db')}`);
      const server = await playedOn(database.url);
      expect(file.delivered.length).toBeGreaterThan(100);
      expect(mailsOf(server)).toEqual(mailsOf(file));
      expect([file.result.findings, server.result.findings]).toEqual([[], []]);
      expect(server.result.journal.verified).toBe(true);
    } finally {
      await database.remove();
    }
  }, 600_000);
});
