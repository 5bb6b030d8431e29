import fc from 'fast-check';
import { allowing, onlyTo } from '../../mail/allow';
import { smtpTransport } from '../../mail/smtp';
import { parseSmtpUrl } from '../../mail/smtp-url';
import { slowest } from '../fuzz/figure';
import { scriptedServer } from '../support/mail-server';
import { sure } from '../support/sure';
import { parcel } from './parcel';

jest.setTimeout(900_000);

/** Strings that are tried; DUBAN_FUZZ tries more. */
const STRINGS = Number(process.env['DUBAN_FUZZ'] ?? 2_000);
const SEED = Number(process.env['DUBAN_FUZZ_SEED'] ?? 20_261_127);
const EACH = 20;

const LIST = ['@office.example', 'one@other.example'];

const piece = fc.constantFrom(
  ...['victim', 'a', 'real.example', 'office.example', 'other.example', 'one', 'xn--fiqs8s', '机关', 'cn'],
  ...[
    '@',
    '.',
    '..',
    '(',
    ')',
    '"',
    '\\',
    '<',
    '>',
    ':',
    ';',
    ',',
    ' ',
    '\t',
    '\r\n',
    '\0',
    '\u202e',
    '%',
    '!',
    '[',
    ']',
  ],
  ...[
    '@office.example',
    '.office.example',
    '(c)',
    '""',
    'grp:',
    ';a@real.example',
    '<a@real.example>',
    '=?utf-8?q?a?=',
    '＠',
  ],
);
const hostile = fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
const tame = fc.emailAddress().map((address) => address.replace(/@.*$/, '@sjj.office.example'));
const candidate = fc.oneof({ weight: 6, arbitrary: hostile }, { weight: 1, arbitrary: tame }, fc.string());

/** What a server is asked to deliver to, as it stands on the wire. */
async function wire() {
  const asked: string[] = [];
  let inData = false;
  const server = await scriptedServer('220 sink', (line) => {
    if (inData) {
      inData = line !== '.';
      return inData ? '' : '250 taken';
    }
    if (/^RCPT TO:/i.test(line)) asked.push(line);
    if (line === 'DATA') {
      inData = true;
      return '354 go on';
    }
    return '250 ok';
  });
  return { asked, server };
}

describe(`any string as an address (seed ${SEED})`, () => {
  it('arrives exactly as it was judged, or not at all', async () => {
    const { asked, server } = await wire();
    const mayReach = sure(allowing(LIST));
    const transport = onlyTo(smtpTransport(sure(parseSmtpUrl(server.url)), 1), mayReach, 'barred');
    const strings = fc.sample(candidate, { numRuns: STRINGS, seed: SEED });
    let reached = 0;
    const slow = slowest();
    for (let at = 0; at < strings.length; at += EACH) {
      const some = [...new Set(strings.slice(at, at + EACH))];
      const { mail, claimed } = parcel(some);
      const from = asked.length;
      await slow.timed(() => transport.send(mail, claimed));
      const judged = some.filter(mayReach);
      expect(asked.slice(from)).toEqual(judged.map((address) => `RCPT TO:<${address}>`));
      reached += judged.length;
    }
    expect(reached).toBeGreaterThan(STRINGS / 100);
    for (const line of asked)
      expect(line).toMatch(
        /^RCPT TO:<([^@<>()",:;\s]+@([a-z0-9-]+\.)*office\.example|one@other\.example)>$/i,
      );
    await transport.close();
    await server.close();
    slow.write('addresses', STRINGS);
  });
});
