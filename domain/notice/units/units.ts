import { rangeOf, tight, type Flow, type Range } from '../flow';
import { BARE_BODY } from './groups';
import { halves, isElided, isPlainName, nameWord, splitNames, type NamePiece, isNote } from './name-word';
import { nameForm, type Lexicon, type NameForm } from './names';
import type { NoticeRole } from '../types';
import { unitWords, type UnitWord } from './words';

/** A unit or group word of a list, with its place in the source. */
export interface ListedUnit {
  readonly name: string;
  readonly form: NameForm;
  readonly role: NoticeRole;
  readonly nameplate?: string;
  readonly at: Range;
}

/** What a list of units says. */
export interface UnitList {
  readonly units: readonly ListedUnit[];
  /** The 等 that leaves the list open. */
  readonly open: Range | null;
  readonly deadlines: readonly Flow[];
  /** Words that are neither a name nor anything else that belongs into such a list. */
  readonly unclear: readonly Range[];
  /** Remarks on the list: 下同, 列第一位的为牵头单位. */
  readonly notes: readonly Range[];
  readonly labelled: boolean;
}

interface DraftUnit {
  units: ListedUnit[];
  /** Index of the first unit that a role word behind it would still cover. */
  pending: number;
  role: NoticeRole;
  /** 会同 stands before names: what follows supports, whatever verb ends the list. */
  joined: boolean;
  /** A role word has been said in this group: the next one covers everything behind it. */
  isAssigned: boolean;
  /** A remark runs on to the end of its sentence. */
  inNote: boolean;
  open: Range | null;
  deadlines: Flow[];
  unclear: Range[];
  notes: Range[];
  labelled: boolean;
}

const MAX_WORD = 80;

function assignRole(draft: DraftUnit, role: NoticeRole): void {
  draft.units = draft.units.map((unit, i) => (i < draft.pending ? unit : { ...unit, role }));
  draft.pending = draft.units.length;
  draft.isAssigned = true;
}

/** Pieces of a word that is no well-formed name: one all the same where its list says so. */
function guessed(draft: DraftUnit, name: Flow, complete: Flow | null): readonly NamePiece[] | null {
  const flow = tight(name);
  const isName = draft.labelled
    ? isPlainName(flow) || (complete !== null && isElided(flow, complete))
    : complete !== null && isElided(flow, complete);
  return isName ? [{ flow, form: { kind: 'unit', strength: 'guess' } }] : null;
}

/** Reads one word into the draft. A role word covers all names since the one before it. */
function takeName(draft: DraftUnit, word: Flow, complete: Flow | null, lexicon: Lexicon): void {
  const { name, role: said, joins, isOwnRole, nameplate, open, notes } = nameWord(word, lexicon);
  if (joins) draft.pending = draft.units.length;
  draft.joined ||= joins;
  const role = draft.joined && said !== 'lead' ? 'support' : said;
  // 等有关部门、单位: the second word names nobody either
  const isBare = name.text.trim() === '' || (draft.open !== null && BARE_BODY.test(tight(name).text));
  const pieces = isBare ? [] : (splitNames(name, lexicon) ?? guessed(draft, name, complete));
  for (const note of notes) draft.notes.push(note);
  if (open !== null) draft.open = open;
  if (pieces === null) draft.unclear.push(rangeOf(word));
  for (const piece of pieces ?? []) {
    const { flow, form } = piece;
    const plate = nameplate === undefined ? {} : { nameplate };
    draft.units.push({ name: flow.text, form, role: draft.role, at: rangeOf(flow), ...plate });
  }
  if (isOwnRole && role !== null) draft.pending = draft.units.length - (pieces?.length ?? 0);
  if (role !== null) assignRole(draft, role);
}

const isHard = (word: UnitWord): boolean => word.kind !== 'name' || /[;。]/.test(word.separator);

/** A new group of names begins: at a semicolon, or at a comma where 、 parts the names and no role has been said yet. */
function startsGroup(draft: DraftUnit, word: UnitWord, mixed: boolean): boolean {
  return isHard(word) || (mixed && word.separator === ',' && !draft.isAssigned);
}

function takeWords(
  draft: DraftUnit,
  word: UnitWord,
  complete: Flow | null,
  mixed: boolean,
  context: ListContext,
): void {
  if (startsGroup(draft, word, mixed)) draft.pending = draft.units.length;
  if (isHard(word)) [draft.joined, draft.isAssigned, draft.inNote] = [false, false, false];
  if (word.kind === 'label') {
    draft.role = context.lexicon.labels.roleOf(word.flow.text);
    draft.labelled = true;
  } else if (draft.inNote) draft.notes.push(rangeOf(word.flow));
  else if (word.kind === 'deadline' || context.isDeadline(word.flow)) {
    draft.deadlines.push(word.flow);
    draft.labelled ||= word.kind === 'deadline';
  } else if (isNote(word.flow.text)) {
    draft.notes.push(rangeOf(word.flow));
    draft.inNote = !/^以?下同$/.test(tight(word.flow).text);
  } else if (word.flow.text.length > MAX_WORD) draft.unclear.push(rangeOf(word.flow));
  else
    for (const half of halves(word.flow, context.lexicon)) takeName(draft, half, complete, context.lexicon);
}

/** For each word the first well-formed name that 、 joins to it, further on: 东山、西河、南坡街道. */
function completions(words: readonly UnitWord[], lexicon: Lexicon): readonly (Flow | null)[] {
  const found: (Flow | null)[] = words.map(() => null);
  for (let i = words.length - 2; i >= 0; i -= 1) {
    const next = words[i + 1];
    if (next?.kind !== 'name' || next.separator !== '、') continue;
    const { text } = tight(nameWord(next.flow, lexicon).name);
    found[i] = nameForm(text, lexicon) === null ? (found[i + 1] ?? null) : next.flow;
  }
  return found;
}

/** What a list is read with: the lexicon, and how to tell a phrase of time from a name. */
export interface ListContext {
  readonly lexicon: Lexicon;
  readonly isDeadline: (flow: Flow) => boolean;
}

/**
 * Reads a list of units: names split at 、，,；; (和、及、与 only between two names), roles from labels and role
 * words, nested brackets as nameplates, a closing 等 as open. `column` is the role of a column of units, whose cells
 * are lists as if a label stood before them.
 */
export function readUnits(flow: Flow, context: ListContext, column?: NoticeRole): UnitList {
  return listFrom(flow, context, column ?? 'each', column !== undefined);
}

const DUTY_END = /(?:负责|牵头|落实|承办|主办|配合|参与)[。;]?$/;
const MAX_CHARGED_NAME = 12;
const CLAUSE_WORD = /[由对向把将从于]/;

/** True for the inside of a bracket that ends with a duty: 负责, 牵头, 落实 … */
export const endsWithDuty = (flow: Flow): boolean => DUTY_END.test(tight(flow).text);

/**
 * Reads the inside of a bracket that ends with a duty as a list whatever its names are; null where a word of it can
 * be no name, or a single one has no form of a unit.
 */
export function readCharged(flow: Flow, context: ListContext): UnitList | null {
  const list = listFrom(flow, context, 'each', true);
  const isName = ({ name, form }: ListedUnit): boolean =>
    form.strength === 'known' || (name.length <= MAX_CHARGED_NAME && !CLAUSE_WORD.test(name));
  const isList = list.units.length > 1 || list.units.some(({ form }) => form.strength !== 'guess');
  return isList && list.unclear.length === 0 && list.units.every(isName) ? list : null;
}

function listFrom(flow: Flow, context: ListContext, role: NoticeRole, labelled: boolean): UnitList {
  const words = unitWords(flow, context.lexicon);
  const mixed = words.some((word) => word.separator === '、');
  const draft: DraftUnit = {
    units: [],
    pending: 0,
    role,
    joined: false,
    isAssigned: false,
    inNote: false,
    open: null,
    deadlines: [],
    unclear: [],
    notes: [],
    labelled,
  };
  const complete = completions(words, context.lexicon);
  words.forEach((word, i) => {
    takeWords(draft, word, complete[i] ?? null, mixed, context);
  });
  const { units, open, deadlines, unclear, notes } = draft;
  return { units, open, deadlines, unclear, notes, labelled: draft.labelled };
}
