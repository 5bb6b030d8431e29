import fc from 'fast-check';
import { isCommandType } from '../../domain/item/commands';
import { decide } from '../../domain/item/decide';
import { readEnvelope } from '../../domain/item/read-envelope';
import { civilDate } from '../../domain/time';
import { commandTypes, exampleOf, rawEnvelope } from '../support/command-example';
import { issued, moment } from '../support/item';
import { testOffice } from '../support/office';
import { slowest } from './figure';

/** DUBAN_FUZZ for the long form (npm run fuzz), with a seed of its own each time; DUBAN_FUZZ_SEED to repeat one. */
const COUNT = Number(process.env['DUBAN_FUZZ'] ?? 2_000);
const SEED = Number(process.env['DUBAN_FUZZ_SEED'] ?? 1);

jest.setTimeout(900_000);

const context = {
  urged: new Map(),
  office: testOffice(),
  now: moment('2025-07-03'),
  slot: civilDate('2025-07-03'),
};
const state = issued();

/** Words that mean something to a program somewhere. */
const word = fc.oneof(
  fc.string(),
  fc.constantFrom(
    ...['toString', '__proto__', 'constructor', 'NaN', '2026-99-99', 'king', 'telepathy', '1e400', '\0'],
    ...['a\u202eb', '\u001b[2J', '\ud800', 'k'.repeat(100_000), 'item/n1/1', 'sjj', 'ddy', '🐴', '', ' '],
  ),
);
const junk = fc.oneof(
  fc.jsonValue(),
  word,
  fc.dictionary(word, fc.oneof(word, fc.jsonValue()), { maxKeys: 4 }),
);

/** Some value of a well-formed envelope, at any depth, replaced by any JSON. */
const tampered = fc
  .tuple(fc.constantFrom(...commandTypes.map((type) => exampleOf(type))), junk, fc.nat(), fc.boolean())
  .map(([command, value, at, inCommand]) => {
    const whole: object = inCommand ? command : rawEnvelope(command);
    const names = Object.keys(whole);
    const changed = { ...whole, [names[at % names.length] ?? '']: value };
    return inCommand ? rawEnvelope(changed) : changed;
  });

describe('any JSON at all as an envelope', () => {
  it(`is read or refused, and what is read is decided or refused, never thrown: ${COUNT}, seed ${SEED}`, () => {
    const slow = slowest();
    let taken = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          { weight: 1, arbitrary: junk },
          { weight: 1, arbitrary: junk.map((command) => rawEnvelope(command)) },
          { weight: 4, arbitrary: tampered },
        ),
        (input) => {
          slow.timed(() => {
            const read = readEnvelope(input);
            if (!read.ok) return;
            taken += 1;
            expect(isCommandType(read.value.command.type)).toBe(true);
            decide(state, read.value, context);
          });
        },
      ),
      { numRuns: COUNT, seed: SEED },
    );
    expect(taken).toBeGreaterThan(COUNT / 1_000);
    slow.write('envelopes', COUNT);
  });
});
