import { inspect } from 'node:util';
import { Secret, SecretUrl } from '../domain/secret';

const words = 'correct horse';
const url = 'postgres://clerk:correct horse@db.office.example/duban';

/** The ways in which a value gets into an output, a log, an error or a file. */
const WAYS: readonly (readonly [string, (secret: Secret) => string])[] = [
  ['String', String],
  ['joined words', (secret) => ['secret:', secret].join(' ')],
  ['JSON', (secret) => JSON.stringify({ deep: [secret] })],
  ['inspect', (secret) => inspect({ deep: [secret] }, { depth: 9, showHidden: true })],
  ['its entries', (secret) => JSON.stringify(Object.entries(secret))],
];

describe('a secret', () => {
  it.each(WAYS)('does not show by %s', (_, print) => {
    expect(print(new Secret(words))).not.toContain(words);
    expect(print(new SecretUrl(url))).not.toContain(words);
  });

  it('in an address leaves who and where', () => {
    expect(String(new SecretUrl(url))).toBe('postgres://clerk:***@db.office.example/duban');
  });

  it('is revealed to whoever connects with it', () => {
    expect([new Secret(words).reveal(), new SecretUrl(url).reveal()]).toEqual([words, url]);
  });
});
