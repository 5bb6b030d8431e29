import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { readConfig } from '../../office/config';
import { SecretUrl, maskedUrl } from '../../domain/secret';
import { makeLog } from '../../worker/log';
import { commandLine, scratch } from '../support/cli';
import { sure } from '../support/sure';
import { triedOffice } from './every-verb';
import { TABLE } from './option-table';

const DATABASE = 'postgres://clerk:canary-pass@127.0.0.1:1/duban?connect_timeout=1';
const SMTP = 'smtp://clerk:canary-mail@127.0.0.1:1';

const room = scratch();
afterAll(room.clear);

const sings = (text: string): readonly string[] => text.match(/canary-\w+/g) ?? [];

describe('a secret', () => {
  const secret = new SecretUrl(DATABASE);

  it('is masked however it is printed, and given only to whoever asks for it', () => {
    const printed = [String(secret), JSON.stringify({ secret }), inspect({ secret }, { depth: 9 })];
    for (const text of printed) expect(sings(text)).toEqual([]);
    expect(printed[0]).toContain('127.0.0.1:1/duban');
    expect(secret.reveal()).toBe(DATABASE);
  });

  it.each([
    'postgres://u:canary-pass@h/d',
    'mysql://u:canary-pass@h/d',
    'postgres://u:p@ss/canary-pass@h/d',
    'postgres://h/d?user=x&password=canary-pass&ssl=1',
    'u:canary-pass@h/d',
  ])('of %s is masked', (url) => {
    expect(sings(maskedUrl(url))).toEqual([]);
  });
});

describe('the settings', () => {
  const config = sure(readConfig({ DUBAN_DATABASE_URL: DATABASE, DUBAN_SMTP_URL: SMTP, PATH: '/bin' }, '/'));

  it('show no password in an error, a log or JSON', () => {
    const file = join(room.folder(), 'duban.log');
    const log = makeLog('info', file);
    log.error({ config }, 'whole settings');
    log.error({ error: new Error(`cannot open ${String(config.databaseUrl)}`) });
    expect(
      sings(readFileSync(file, 'utf8') + JSON.stringify(config) + inspect(config, { depth: 9 })),
    ).toEqual([]);
  });

  it('take a secret from its file where the setting itself is left empty', () => {
    const file = join(room.folder(), 'smtp');
    writeFileSync(file, `${SMTP}\n`);
    const { smtpUrl } = sure(readConfig({ DUBAN_SMTP_URL: '', DUBAN_SMTP_URL_FILE: file }, '/'));
    expect(smtpUrl?.reveal()).toBe(SMTP);
  });

  it('pass no secret of ours to programs that are started', () => {
    expect(config.env).toEqual({ PATH: '/bin' });
  });
});

/** Secrets in every setting that takes one. */
const SECRETS = {
  DUBAN_DATABASE_URL: DATABASE,
  DUBAN_SMTP_URL: SMTP,
  DUBAN_OIDC_CLIENT_SECRET: 'canary-oidc',
  TEMPORAL_API_KEY: 'canary-temporal',
};
const BESIDE = {
  DUBAN_MAIL_ALLOW: '@qingpu.example',
  DUBAN_OIDC_ISSUER: 'https://127.0.0.1:1',
  DUBAN_OIDC_CLIENT_ID: 'duban',
  TEMPORAL_ADDRESS: '127.0.0.1:1',
};

type Settings = Readonly<Record<string, string>>;

/** The same, each in a file of its own. */
const inFiles = (secrets: Settings): Settings =>
  Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => {
      const file = join(room.folder(), 'secret');
      writeFileSync(file, `${value}\n`);
      return [`${name}_FILE`, file];
    }),
  );

const { DUBAN_DATABASE_URL: _, ...NO_DATABASE } = SECRETS;

/** Settings that every verb is refused with, before it does anything. */
const WRONG: readonly (readonly [string, Settings])[] = [
  ['a database of a wrong scheme', { DUBAN_DATABASE_URL: 'mysql://clerk:canary-pass@h/d' }],
  ['a mail server of a wrong scheme', { DUBAN_SMTP_URL: 'http://clerk:canary-mail@h' }],
  ['half of the settings of a provider', { DUBAN_OIDC_CLIENT_SECRET: 'canary-oidc' }],
];

/** Settings that verbs work with, as far as they need them. */
const AWAY: readonly (readonly [string, Settings])[] = [
  ['servers that are away, named in files', { ...inFiles(SECRETS), ...BESIDE }],
  [
    'a parameter of the mail server that there is not',
    { ...SECRETS, ...BESIDE, DUBAN_SMTP_URL: `${SMTP}?x=1` },
  ],
  ['a mail password without its %', { DUBAN_SMTP_URL: 'smtp://clerk:%GGcanary-mail@h' }],
];

/** What stands in the files that a call has left, one after the other. */
const filesIn = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
    .join('\n');

/** Calls that name a secret themselves, which must not be said back to them. */
const HOSTILE: readonly (readonly [string, Settings])[] = [
  ['ledger copy', { '--from': 'mysql://clerk:canary-pass@h/d' }],
  ['ledger copy', { '--from': DATABASE, '--dry-run': '' }],
  ['ledger copy', { '--from': 'sqlite:backup.db', '--to': DATABASE }],
  ['ledger copy', { '--from': 'sqlite:backup.db', '--to': 'clerk:canary-pass@h' }],
];

const CALLS = [
  ...Object.entries(TABLE).map(([name, row]) => [name, row, row.with ?? {}] as const),
  ...HOSTILE.map(([name, given]) => [name, TABLE[name] ?? {}, given] as const),
];

describe('no verb shows a secret or leaves one behind', () => {
  describe('on a ledger, with a mail server and an engine that are away', () => {
    let tried: Awaited<ReturnType<typeof triedOffice>>;
    beforeAll(async () => {
      tried = await triedOffice(room);
    }, 60_000);

    it.each(CALLS)('%s', async (name, row, given) => {
      for (const form of [given, { ...given, '--json': '' }]) {
        const env = { ...NO_DATABASE, ...BESIDE };
        const { out, err, home, cwd } = await tried({ name, row, given: form, env });
        expect(sings([out, err, filesIn(home), filesIn(cwd)].join('\n'))).toEqual([]);
      }
    });
  });

  /** What each verb says in an empty folder, all its words; with --json every second one. */
  async function saidBy(env: Settings): Promise<readonly (readonly [string, string])[]> {
    const home = room.folder();
    const duban = commandLine({ home, cwd: home, env });
    const said: [string, string][] = [];
    for (const [n, [name, { args = '' }, given]] of CALLS.entries()) {
      const options = Object.entries(given).flatMap(([option, value]) => [option, value]);
      const words = [name, args].flatMap((part) => part.split(' '));
      const { out, err } = await duban(
        ...[...words, ...options].filter(Boolean),
        ...(n % 2 ? ['--json'] : []),
      );
      said.push([name, out + err]);
    }
    return [...said, ['files', filesIn(home)]];
  }

  it.each(WRONG)('with %s, which is named', async (_, env) => {
    const said = await saidBy(env);
    expect(said.filter(([, words]) => sings(words).length > 0)).toEqual([]);
    expect(said.filter(([, words]) => words.includes(Object.keys(env)[0] ?? ''))).toHaveLength(CALLS.length);
  });

  it.each(AWAY)('with %s', async (_, env) => {
    expect((await saidBy(env)).filter(([, words]) => sings(words).length > 0)).toEqual([]);
  });
});
