import { part, trimmed, type Flow } from '../flow';
import { JOINED_GROUP } from './groups';
import type { Lexicon } from './names';

/** A word of a list of units: a name with whatever stands around it, a label, or a labelled deadline. */
export interface UnitWord {
  readonly kind: 'name' | 'label' | 'deadline';
  readonly flow: Flow;
  /** The separator before it: "" at the start. */
  readonly separator: string;
}

const SEPARATOR = /[、,;/。|\t\v]/;

interface Label {
  readonly start: number;
  readonly end: number;
  readonly kind: 'label' | 'deadline' | 'person';
}

/** Labels count at the start, behind a separator and behind a blank; not inside a nested bracket. */
function labelsOf(flow: Flow, lexicon: Lexicon): readonly Label[] {
  const { text } = flow;
  const { pairs } = bracketsOf(flow);
  const labels: Label[] = [];
  let next = 0;
  for (const match of text.matchAll(lexicon.labels.any)) {
    while ((pairs[next]?.end ?? Infinity) <= match.index) next += 1;
    if ((pairs[next]?.start ?? Infinity) < match.index) continue;
    if (!/^[\s、,;/。|(]?$/.test(text.charAt(match.index - 1))) continue;
    const { unit, person } = match.groups ?? {};
    const kind = unit !== undefined ? 'label' : person !== undefined ? 'person' : 'deadline';
    labels.push({ start: match.index, end: match.index + match[0].length, kind });
  }
  return labels;
}

/** Length of a name with a comma in it that stands here, or 0. */
function commaName(text: string, at: number, lexicon: Lexicon): number {
  const known = lexicon.phrases.find((phrase) => text.startsWith(phrase, at));
  return known?.length ?? JOINED_GROUP.exec(text.slice(at, at + 30))?.[0].length ?? 0;
}

const depthChange = (char: string): number => (/[([〔]/.test(char) ? 1 : /[)\]〕]/.test(char) ? -1 : 0);

/** Cuts a stretch without labels at its separators, not inside nested brackets. */
function cutWord(flow: Flow, first: string, lexicon: Lexicon): readonly UnitWord[] {
  const words: UnitWord[] = [];
  let [start, depth, separator, fresh] = [0, 0, first, true];
  const push = (end: number): void => {
    const word = trimmed(part(flow, start, end));
    if (word.text !== '') words.push({ kind: 'name', flow: word, separator });
  };
  for (let i = 0; i < flow.text.length; i += 1) {
    const skip = fresh ? commaName(flow.text, i, lexicon) : 0;
    const char = flow.text.charAt(i);
    fresh &&= skip === 0 && char.trim() === '';
    i += Math.max(0, skip - 1);
    depth = skip > 0 ? depth : Math.max(0, depth + depthChange(char));
    if (skip > 0 || depth > 0 || !SEPARATOR.test(char)) continue;
    fresh = true;
    push(i);
    separator = char;
    start = i + 1;
  }
  push(flow.text.length);
  return words;
}

/** The words of a list of units, labels and labelled deadlines apart. A deadline runs to ; or the next
 * label; so do the names of persons, which are left out. */
export function unitWords(flow: Flow, lexicon: Lexicon): readonly UnitWord[] {
  const labels = labelsOf(flow, lexicon);
  const words: UnitWord[] = [...cutWord(part(flow, 0, labels[0]?.start), '', lexicon)];
  const add = (more: readonly UnitWord[]): void => {
    for (const word of more) words.push(word);
  };
  labels.forEach((label, i) => {
    const end = labels[i + 1]?.start ?? flow.text.length;
    const body = part(flow, label.end, end);
    if (label.kind === 'label') {
      words.push({ kind: 'label', flow: part(flow, label.start, label.end), separator: ';' });
      add(cutWord(body, ':', lexicon));
      return;
    }
    const stop = body.text.indexOf(';');
    const phrase = trimmed(part(body, 0, stop === -1 ? undefined : stop));
    if (label.kind === 'deadline') words.push({ kind: 'deadline', flow: phrase, separator: ';' });
    if (stop !== -1) add(cutWord(part(body, stop + 1), ';', lexicon));
  });
  return words;
}

/** A bracket of the matching text: indices of its opening sign and behind its closing one. */
export interface Bracket {
  readonly start: number;
  readonly end: number;
}

/** The brackets of a stretch, and the signs that found no partner. */
export interface Brackets {
  /** Outermost ones, in order. */
  readonly pairs: readonly Bracket[];
  readonly openings: readonly number[];
  readonly closings: readonly number[];
}

const OPENING = '([【〔';
const CLOSING_BRACKETS = ')]】〕';

/** Pairs brackets; opening and closing may be of different kinds, as in copies they are. */
export function bracketsOf(flow: Flow): Brackets {
  const openings: number[] = [];
  const closings: number[] = [];
  const all: Bracket[] = [];
  for (let i = 0; i < flow.text.length; i += 1) {
    const char = flow.text.charAt(i);
    if (OPENING.includes(char)) openings.push(i);
    else if (CLOSING_BRACKETS.includes(char)) {
      const start = openings.pop();
      if (start === undefined) closings.push(i);
      else all.push({ start, end: i + 1 });
    }
  }
  all.sort((a, b) => a.start - b.start);
  const pairs: Bracket[] = [];
  for (const one of all) if (one.start >= (pairs.at(-1)?.end ?? 0)) pairs.push(one);
  return { pairs, openings, closings };
}
