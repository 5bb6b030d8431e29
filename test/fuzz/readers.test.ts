import { parseYaml } from '../../office/intake/files/yaml-file';
import { readSource } from '../../office/intake/sources/source';
import { readChecked } from '../../domain/unaccounted/read';
import { SOURCES } from '../unaccounted/mutations';
import { slowest } from './figure';

/** DUBAN_FUZZ=50000 for the long form (npm run fuzz), with a seed of its own each time; DUBAN_FUZZ_SEED to repeat one. */
const long = process.env['DUBAN_FUZZ'];
const COUNT = Number(long ?? 150);
const SEED = Number(process.env['DUBAN_FUZZ_SEED'] ?? (long === undefined ? 1 : Date.now() % 1_000_000));

jest.setTimeout(3_600_000);

let state = SEED >>> 0;
function below(most: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 0x1_0000_0000) * most);
}

const PIECES = [
  '<table>',
  '<tr>',
  '<td colspan=90 rowspan=900>',
  '</table>',
  '<ol start=9>',
  '<li>',
  '<div hidden>',
  '<script>',
  '&#x1F4A9;',
  '<!--',
  '1.',
  '一、',
  '（责任单位：',
  '）',
  '\t',
  '|',
  '\n',
  '\u0000',
  '\u200b',
  '\ufeff',
  '　'.repeat(99),
  'a: &x [*x]',
  '? ',
  '- ',
  '"',
  '%PDF-1.7',
  'PK\u0003\u0004',
  '{\\rtf',
];

/** A notice of the corpus with slips: bytes changed, cut, doubled, and pieces of markup thrown in. */
function broken(): Buffer {
  const [, text] = SOURCES[below(SOURCES.length)] ?? ['', ''];
  const words = Array.from(text);
  for (let i = below(12); i >= 0; i -= 1)
    words.splice(below(words.length), below(3), PIECES[below(PIECES.length)] ?? '');
  const bytes = Buffer.from(words.join(''));
  for (let i = below(4); i > 0; i -= 1) bytes[below(bytes.length)] = below(256);
  return below(4) === 0 ? bytes.subarray(0, below(bytes.length)) : bytes;
}

const NAMES = ['a.txt', 'a.html', 'a.docx', 'a.xlsx', '-'];
const MOST_MS = 10_000;

describe('whatever bytes a file holds', () => {
  it(`is an answer in time, never a fault: ${COUNT} files, notices and YAML, seed ${SEED}`, async () => {
    const slow = slowest();
    for (let i = 0; i < COUNT; i += 1) {
      const bytes = broken();
      const start = process.cpuUsage();
      const path = NAMES[below(NAMES.length)] ?? 'a.txt';
      const read = await slow.timed(() => readSource({ path, bytes }));
      if (read.ok) {
        const { classes } = slow.timed(() => readChecked(read.value, { units: [], groups: [] }));
        expect(classes.at(-1)?.end ?? 0).toBe(read.value.text.length);
      } else expect(read.problem.hint).toBeDefined();
      const yaml = slow.timed(() => parseYaml(bytes.toString('utf8'), 'plan.yaml'));
      expect(typeof yaml.ok).toBe('boolean');
      expect(process.cpuUsage(start).user / 1000).toBeLessThan(MOST_MS);
    }
    slow.write('files, notices and YAML', COUNT);
  });
});
