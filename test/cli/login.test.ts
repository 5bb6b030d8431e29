import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { hashedPassword } from '../../office/access/factors';
import { keptAs } from '../../office/access/secrets';
import { beginSession, hostNow } from '../../office/access/sessions';
import { writeToken } from '../../office/access/token';
import { plusMs } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { answerOf, commandLine, scratch } from '../support/cli';
import { moment } from '../support/item';
import { change, issuedLedger, opened } from '../support/ledger';

const PASSWORD = 'Correct-horse-9';
const TOTP_SECRET = new Secret({ size: 20 }).base32;

const folders = scratch();
afterAll(() => {
  folders.clear();
});

let home: string;
let tokenFile: string;

/** Does something with the ledger between two calls. */
async function meanwhile<T>(work: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await opened({ url: `sqlite:${join(home, 'ledger.db')}` });
  try {
    return await work(ledger);
  } finally {
    await ledger.close();
  }
}

beforeEach(async () => {
  home = folders.folder();
  tokenFile = join(home, 'config', 'token.json');
  await meanwhile(async (ledger) => {
    await issuedLedger(ledger);
    const password = await hashedPassword(PASSWORD);
    await ledger.setCredential({ account: 'ddy', password }, 'passwordSet', change('p-ddy'));
    await ledger.setCredential(
      { account: 'gly', password, totp: TOTP_SECRET },
      'passwordSet',
      change('p-gly'),
    );
  });
});

const production = (stdin?: string) =>
  commandLine({
    home,
    ...(stdin === undefined ? {} : { stdin }),
    env: { DUBAN_ENV: 'production', DUBAN_TOKEN_PATH: tokenFile },
  });

const login = (account: string, ...lines: readonly string[]) =>
  production(lines.join('\n'))('login', account, '--json');

const codeOf = async (...argv: readonly string[]) =>
  answerOf(await production()(...argv, '--json')).error?.code;

describe('in production the command line', () => {
  it('does not take anybody at his word: neither --as nor DUBAN_ACCOUNT', async () => {
    expect(await codeOf('whoami', '--as', 'ddy')).toBe('not-allowed');
    expect(await codeOf('whoami')).toBe('sign-in-needed');
    const trusting = commandLine({ home, env: { DUBAN_ENV: 'production', DUBAN_ACCOUNT: 'ddy' } });
    expect(answerOf(await trusting('whoami', '--json')).error?.code).toBe('bad-setting');
  });

  it('acts for who signed in, by a token that only its owner can read and the ledger knows by its digest', async () => {
    expect(answerOf(await login('ddy', PASSWORD)).ok).toBe(true);
    expect(answerOf(await production()('whoami', '--json')).data).toMatchObject({ id: 'ddy' });
    expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
    const { secret } = JSON.parse(readFileSync(tokenFile, 'utf8')) as { secret: string };
    const kept = await meanwhile((ledger) => ledger.session(keptAs(secret)));
    expect(kept).toMatchObject({ account: 'ddy', means: 'token' });
    expect(await meanwhile((ledger) => ledger.session(secret))).toBeNull();
  });

  it('writes the token into no file that others have laid in its way', () => {
    const [folder, theirs] = [folders.folder(), join(home, 'theirs')];
    writeFileSync(theirs, '');
    symlinkSync(theirs, join(folder, `token.json.${process.pid}`));
    writeToken(join(folder, 'token.json'), { account: 'ddy', ledger: 'l', secret: 's' });
    expect(readFileSync(theirs, 'utf8')).toBe('');
    expect(statSync(join(folder, 'token.json')).mode & 0o777).toBe(0o600);
  });

  it('says no more than that it was wrong, and locks after five', async () => {
    for (let n = 0; n < 5; n += 1)
      expect(answerOf(await login('ddy', `wrong ${n}`)).error?.code).toBe('sign-in-refused');
    const right = answerOf(await login('ddy', PASSWORD));
    expect(right.error?.message).toContain('锁定');
    expect(existsSync(tokenFile)).toBe(false);
    const types = await meanwhile(async (ledger) => (await ledger.history('office')).map(({ type }) => type));
    expect(types).toEqual(expect.arrayContaining(['signInRefused', 'accountLocked']));
  });

  it('lets who owns the service end the lock, without signing in, and names him', async () => {
    for (let n = 0; n < 5; n += 1) await login('ddy', `wrong ${n}`);
    const unlock = async (...more: readonly string[]) =>
      answerOf(await production()('account', 'unlock', ...more, '--json'));
    expect((await unlock('ddy', '--dry-run')).data).toMatchObject({ locked: true, dryRun: true });
    expect((await login('ddy', PASSWORD).then(answerOf)).error?.code).toBe('sign-in-refused');
    expect((await unlock('ddy')).data).toMatchObject({ locked: true, dryRun: false });
    expect(answerOf(await login('ddy', PASSWORD)).ok).toBe(true);
    expect((await unlock('ddy')).data).toMatchObject({ locked: false });
    expect((await unlock('nobody')).error?.code).toBe('account-not-found');
    await meanwhile(async (ledger) => {
      const noted = (await ledger.history('office')).filter(({ type }) => type === 'accountUnlocked');
      expect(noted.map(({ actor }) => actor)).toEqual([expect.stringMatching(/^os:/)]);
      expect((await ledger.check()).findings).toEqual([]);
    });
  });

  it('asks for the code of an account that has one', async () => {
    expect(answerOf(await login('gly', PASSWORD, '')).error?.code).toBe('sign-in-refused');
    const code = new TOTP({ secret: Secret.fromBase32(TOTP_SECRET) }).generate();
    expect(answerOf(await login('gly', PASSWORD, code)).ok).toBe(true);
  });

  it('lets nobody in with a password alone whose role the policy asks for a code', async () => {
    await meanwhile(async (ledger) => {
      const { policy } = await ledger.office();
      await ledger.setPolicy({ ...policy, secondFactor: ['coordinator'] }, change('policy'));
    });
    expect(answerOf(await login('ddy', PASSWORD)).error?.code).toBe('second-factor-needed');
  });

  it('takes no token that others may read', async () => {
    await login('ddy', PASSWORD);
    chmodSync(tokenFile, 0o644);
    expect(await codeOf('whoami')).toBe('token-file-open');
  });

  it('forgets who signs out; the token is void, not only gone', async () => {
    await login('ddy', PASSWORD);
    const kept = readFileSync(tokenFile, 'utf8');
    expect(answerOf(await production()('logout', '--json')).ok).toBe(true);
    expect(existsSync(tokenFile)).toBe(false);
    writeFileSync(tokenFile, kept, { mode: 0o600 });
    expect(await codeOf('whoami')).toBe('sign-in-needed');
  });

  it('lets a token end after twelve hours, and when an administrator ends the sessions', async () => {
    await login('ddy', PASSWORD);
    const { secret } = JSON.parse(readFileSync(tokenFile, 'utf8')) as { secret: string };
    await meanwhile(async (ledger) => {
      const row = await ledger.session(keptAs(secret));
      if (!row) throw new Error('no session');
      await ledger.endSession(row.id, 'signedOut', change('end'));
      const startedAt = plusMs(hostNow(), -13 * 3_600_000);
      await ledger.openSession({ ...row, startedAt }, change('old'));
    });
    expect(await codeOf('whoami')).toBe('sign-in-needed');
    await login('ddy', PASSWORD);
    await meanwhile((ledger) => ledger.endSessions({ account: 'ddy', except: null }, change('end all')));
    expect(await codeOf('whoami')).toBe('sign-in-needed');
  });

  it("does not take a browser's session for a token", async () => {
    const secret = await meanwhile((ledger) =>
      beginSession(ledger, {
        account: 'ddy',
        shownAs: 'ddy',
        means: 'password',
        now: moment('2025-07-01 10:00'),
      }),
    );
    await login('ddy', PASSWORD);
    const token = JSON.parse(readFileSync(tokenFile, 'utf8')) as object;
    writeFileSync(tokenFile, JSON.stringify({ ...token, secret }), { mode: 0o600 });
    expect(await codeOf('whoami')).toBe('sign-in-needed');
  });
});
