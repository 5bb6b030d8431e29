import { commandTable } from '../../domain/item/commands';
import { fieldsOf } from '../../domain/item/command-fields';
import { readEnvelope } from '../../domain/item/read-envelope';
import { canonical } from '../../domain/journal/canonical';
import { commandTypes, exampleOf, rawEnvelope } from '../support/command-example';
import * as say from '../support/commands';
import { codeOf } from '../support/item';

describe('an envelope as front ends make it', () => {
  it.each(commandTypes)('%s is read as it is', (type) => {
    const command = exampleOf(type);
    expect(readEnvelope(rawEnvelope(command))).toMatchObject({ ok: true, value: { command } });
  });
});

describe('what came otherwise', () => {
  const urge = (words: string) => ({ ...say.urge(['sjj']), text: words });
  it.each([
    ['no command', rawEnvelope(null), 'invalid-command'],
    ['no command of the table', rawEnvelope({ type: 'toString' }), 'invalid-command'],
    [
      'a day that does not exist',
      rawEnvelope({ ...say.grant('sjj', '2025-10-31'), date: '2026-99-99' }),
      'invalid-command',
    ],
    [
      'a role that there is not',
      rawEnvelope({ ...say.assign('sfj', 'lead'), role: 'king' }),
      'invalid-command',
    ],
    [
      'a source that there is not',
      rawEnvelope(say.sign('sjj'), { onBehalf: { unit: 'sjj', source: 'telepathy' } }),
      'invalid-command',
    ],
    ['NUL in a text', rawEnvelope(urge('a\0b')), 'invalid-command'],
    ['half a surrogate pair', rawEnvelope(urge('a\ud800b')), 'invalid-command'],
    ['a turned direction of writing', rawEnvelope(urge('a\u202eb')), 'invalid-command'],
    ['an escape of the terminal', rawEnvelope(urge('a\u001b[2Jb')), 'invalid-command'],
    ['a key that is a number', rawEnvelope(say.sign('sjj'), { key: 7 }), 'invalid-command'],
    ['an empty key', rawEnvelope(say.sign('sjj'), { key: '' }), 'invalid-command'],
    ['a key of 100 kB', rawEnvelope(say.sign('sjj'), { key: 'k'.repeat(100_000) }), 'invalid-command'],
    ['a field more', rawEnvelope({ ...say.sign('sjj'), round: 1 }), 'invalid-command'],
    ['a field less', rawEnvelope({ type: 'acknowledge' }), 'invalid-command'],
    ['a text of 4,001 characters', rawEnvelope(urge('字'.repeat(4_001))), 'too-long'],
    ['a percentage of 101', rawEnvelope({ ...say.report('sjj'), percentage: 101 }), 'bad-percentage'],
    ['a percentage of 7.5', rawEnvelope({ ...say.report('sjj'), percentage: 7.5 }), 'bad-percentage'],
  ])('%s is refused', (_what, input, code) => {
    expect(codeOf(readEnvelope(input))).toBe(code);
  });

  it('is named with what would be right', () => {
    expect(readEnvelope(rawEnvelope({ ...say.assign('sfj', 'lead'), role: 'king' }))).toMatchObject({
      problem: { message: { zh: '分工“king”不对' }, hint: { zh: 'each 责任、lead 牵头、support 配合' } },
    });
  });

  it('keeps line breaks, tabs, and 4,000 characters of any plane', () => {
    expect(codeOf(readEnvelope(rawEnvelope(urge('一、\n\t二、'))))).toBe('ok');
    expect(codeOf(readEnvelope(rawEnvelope(urge('𠮷'.repeat(4_000)))))).toBe('ok');
  });
});

describe('the longest command', () => {
  it('fits into an event of 65,535 bytes', () => {
    const words = '𠮷'.repeat(4_000);
    const files = Array.from({ length: 40 }, () => ({ name: '字'.repeat(255), sha256: 'a'.repeat(64) }));
    const longest = [
      { ...say.report('sjj'), text: words, files },
      { ...say.ask('sjj', '2025-10-31'), reason: words, progress: words, approver: words },
    ];
    for (const command of longest) {
      expect(codeOf(readEnvelope(rawEnvelope(command)))).toBe('ok');
      expect(Buffer.byteLength(canonical(command))).toBeLessThan(65_000);
    }
  });
});

describe('the fields of every command', () => {
  it.each(commandTypes)('%s have all their words', (type) => {
    const names = Object.keys(commandTable[type].schema.shape).filter((name) => name !== 'type');
    expect(fieldsOf(type).map(({ name }) => name)).toEqual(names);
    for (const { label, right } of fieldsOf(type))
      expect([label.zh, label.en, right.zh, right.en].every((words) => words.length > 0)).toBe(true);
  });
});
