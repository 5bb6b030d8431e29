import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readChecked } from '../../domain/unaccounted/read';
import type { NoticeReading } from '../../domain/notice/types';

const FOLDER = join(__dirname, '../corpus');

/** Notices whose copies are changed: those of the corpus. */
export const SOURCES: readonly (readonly [string, string])[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]);

/** Random whole numbers below a bound, the same for the same seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}

type Random = (below: number) => number;
type Mutation = (text: string, random: Random) => string;

const INSERTED = [
  '— 3 —',
  '－12－',
  '第 2 页 共 9 页',
  '小计',
  '注：进度按月报送。',
  '（接上页）',
  '重点改革类',
  '各单位要高度重视，抓好落实。',
  '',
  '　　',
];

const withLine = (text: string, random: Random, line: string): string => {
  const lines = text.split('\n');
  lines.splice(random(lines.length + 1), 0, line);
  return lines.join('\n');
};

const changed = (text: string, random: Random, form: RegExp, to: (found: string) => string): string => {
  const places = [...text.matchAll(form)];
  const place = places[random(Math.max(1, places.length))];
  if (place === undefined) return text;
  return text.slice(0, place.index) + to(place[0]) + text.slice(place.index + place[0].length);
};

/** What copying does to a notice. */
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a line inserted': (text, random) => withLine(text, random, INSERTED[random(INSERTED.length)] ?? ''),
  'a page number': (text, random) => withLine(text, random, `— ${1 + random(30)} —`),
  'a heading with a comma': (text, random) =>
    changed(text, random, /^[一二三四五六七八九十]、[^\n，。（]{2,20}$/gmu, (found) => `${found}，提升质效`),
  'a heading cut short': (text, random) =>
    changed(text, random, /^（[一二三四五六七八九十]）[^\n，。（]{4,20}$/gmu, (found) => found.slice(0, 6)),
  'half-width marks': (text, random) =>
    changed(
      text,
      random,
      /[（），。：；．]/g,
      (found) =>
        ({ '（': '(', '）': ')', '，': ',', '。': '.', '：': ':', '；': ';', '．': '.' })[found] ?? found,
    ),
  'all marks half-width': (text) => text.replace(/（/g, '(').replace(/）/g, ')').replace(/：/g, ':'),
  'a mark doubled': (text, random) => changed(text, random, /[（），。：；、|]/g, (found) => found + found),
  'a blank line': (text, random) => changed(text, random, /\n/g, () => '\n\n'),
  'blanks at the start of lines': (text) => text.replace(/^(?=\S)/gm, '　　'),
  'a character of no width': (text, random) => {
    const at = random(text.length + 1);
    return `${text.slice(0, at)}\u200b${text.slice(at)}`;
  },
};

const readOf = (text: string): NoticeReading => readChecked({ text }, { units: [], groups: [] });

/** What a change lost without a word: fewer tasks than before, and no finding that a number may have been lost. */
function lostSilently(before: NoticeReading, after: NoticeReading): number {
  const isSaid = after.findings.some(({ code }) => code === 'unaccounted' || code === 'unsure-number');
  return isSaid ? 0 : Math.max(0, before.items.length - after.items.length);
}

/** Changes notices of the corpus at random, and describes each change that lost a task without a word. */
export function mutate(seed: number, count: number): readonly string[] {
  const random = randomOf(seed);
  const names = Object.keys(MUTATIONS);
  const before = new Map(SOURCES.map(([name, text]) => [name, readOf(text)]));
  return Array.from({ length: count }, () => {
    const [file, text] = SOURCES[random(SOURCES.length)] ?? ['', ''];
    const name = names[random(names.length)] ?? '';
    const copy = MUTATIONS[name]?.(text, random) ?? text;
    const original = before.get(file);
    const lost = original === undefined ? 0 : lostSilently(original, readOf(copy));
    return lost > 0 ? `${file}, ${name}: ${lost} lost` : '';
  }).filter((said) => said !== '');
}
