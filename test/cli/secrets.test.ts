import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { readConfig } from '../../client/config';
import { nounsOf } from '../../client/cli/nouns';
import { SecretUrl, maskedUrl } from '../../domain/secret';
import { makeLog } from '../../worker/log';
import { commandLine, scratch } from '../support/cli';
import { sure } from '../support/sure';

const CANARIES = ['canary-pass', 'canary-mail'];
const DATABASE = 'postgres://clerk:canary-pass@127.0.0.1:1/duban?connect_timeout=1';
const SMTP = 'smtp://clerk:canary-mail@127.0.0.1:1';

const room = scratch();
afterAll(room.clear);

const sings = (text: string): readonly string[] => CANARIES.filter((canary) => text.includes(canary));

const words = (line: string): readonly string[] =>
  (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'|'$/g, ''));

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

  it('pass no secret of ours to programs that are started', () => {
    expect(config.env).toEqual({ PATH: '/bin' });
  });
});

describe('no command', () => {
  const lines = nounsOf().flatMap(({ verbs }) =>
    verbs().flatMap(({ examples }) => examples.map(({ line }) => line)),
  );
  const hostile = [
    'ledger restore x.db --dry-run',
    'ledger restore x.db --yes',
    'ledger copy --from mysql://clerk:canary-pass@h/d',
    'ledger copy --from postgres://clerk:canary-pass@127.0.0.1:1/d --dry-run',
    'doctor',
  ];

  it.each([...lines, ...hostile])('shows a password: %s', async (line) => {
    const home = room.folder();
    const env = { DUBAN_DATABASE_URL: DATABASE, DUBAN_SMTP_URL: SMTP };
    for (const form of [[], ['--json']]) {
      const { out, err } = await commandLine({ home, cwd: home, env })(...words(line), ...form);
      expect(sings(out + err)).toEqual([]);
    }
  });
});
