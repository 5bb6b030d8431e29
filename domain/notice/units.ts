import { concat, part, rangeIn, rangeOf, tight, type Flow, type Range } from './flow';
import { formOf, type Lexicon, type NameForm } from './names';
import { roleOfLabel, splitLead, splitRole } from './roles';
import type { NoticeRole } from './types';
import { wordsOf, type Word } from './words';

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
  readonly labelled: boolean;
}

interface Draft {
  units: ListedUnit[];
  /** Index of the first unit that a role word behind it would still cover. */
  pending: number;
  role: NoticeRole;
  /** 会同 stands before names: what follows supports, whatever verb ends the list. */
  joined: boolean;
  open: Range | null;
  deadlines: Flow[];
  unclear: Range[];
  labelled: boolean;
}

interface Piece {
  readonly flow: Flow;
  readonly form: NameForm;
}

const MAX_WORD = 80;
const OPEN_TAIL =
  /等(?:(?:各|相关|有关|其他|行业|主管|业务|责任|成员|单位|部门|街镇|镇街|企业|机构|科室|中的){0,6}|.{0,16}(?:主管|监管|有关|相关|成员|责任)(?:部门|单位))$/;
const NESTED = /[([〔]([^()[\]〔〕:]{1,40})[)\]〕]/;

const MAX_JOINTS = 8;

/** Splits at a joining word (和、及、与) or a blank, only if both sides are names. */
function splitNames(flow: Flow, lexicon: Lexicon): readonly Piece[] | null {
  const joints = [...flow.text.matchAll(/以及|[和及与]|\s+/g)].slice(0, MAX_JOINTS);
  const known = new Map<number, readonly Piece[] | null>();
  const from = (start: number): readonly Piece[] | null => {
    const word = tight(part(flow, start));
    const whole = formOf(word.text, lexicon);
    if (whole?.strength === 'known') return [{ flow: word, form: whole }];
    for (const joint of joints) {
      if (joint.index <= start) continue;
      const left = tight(part(flow, start, joint.index));
      const form = formOf(left.text, lexicon);
      const right = form === null ? null : memo(joint.index + joint[0].length);
      if (form !== null && right !== null) return [{ flow: left, form }, ...right];
    }
    return whole === null ? null : [{ flow: word, form: whole }];
  };
  const memo = (start: number): readonly Piece[] | null => {
    const done = known.get(start);
    if (done !== undefined) return done;
    const result = from(start);
    known.set(start, result);
    return result;
  };
  return memo(0);
}

/** A word that holds two, without a separator: "A牵头B配合", "A会同B". */
function halves(flow: Flow, lexicon: Lexicon): readonly Flow[] {
  if (formOf(tight(flow).text, lexicon)?.strength === 'known') return [flow];
  const match = /(?:牵头负责|牵头|负责)(?=[^牵负].)|(?=会同)/.exec(flow.text.slice(1));
  if (match === null) return [flow];
  const at = match.index + 1 + match[0].length;
  const [left, right] = [part(flow, 0, at), part(flow, at)];
  return splitRole(tight(right).text).name === '' || splitRole(tight(left).text).name === ''
    ? [flow]
    : [left, right];
}

interface Reduced {
  readonly name: Flow;
  readonly role: NoticeRole | null;
  /** A word before the name makes it a supporter. */
  readonly joins: boolean;
  readonly nameplate?: string;
  readonly open: Range | null;
}

/** 各县（市、区）政府: the bracket belongs to the group's name. */
const isPlaces = (word: string, inner: string): boolean =>
  word.includes('各') && /^[区市县旗乡镇街道新园、,及和]{1,12}$/.test(inner);

/** Takes a nested bracket off a word: a role, 等, or the nameplate of the same unit. */
function unnest(word: Flow): { rest: Flow; role: NoticeRole | null; nameplate?: string } {
  const match = NESTED.exec(word.text);
  const inner = match?.[1];
  if (match === null || inner === undefined || match.index === 0 || isPlaces(word.text, inner))
    return { rest: word, role: null };
  const end = match.index + match[0].length;
  const head = part(word, 0, match.index);
  const tail = part(word, end);
  const rest = concat([head, tail]);
  const said = splitRole(inner);
  return said.name === ''
    ? { rest, role: said.role }
    : { rest, role: null, nameplate: tight(part(word, match.index + 1, end - 1)).text };
}

/** Takes everything off a word that is not its name. */
function reduce(word: Flow, lexicon: Lexicon): Reduced {
  const known = formOf(tight(word).text, lexicon);
  if (known?.strength === 'known') return { name: word, role: null, joins: false, open: null };
  const { rest, role, nameplate } = unnest(word);
  const lead = splitLead(rest.text);
  const body = part(rest, lead.length);
  const whole = formOf(tight(body).text, lexicon)?.strength === 'known';
  const said = whole ? { name: body.text, role: null } : splitRole(body.text);
  const open = whole ? null : OPEN_TAIL.exec(said.name);
  const name = part(body, 0, open?.index ?? said.name.length);
  return {
    name,
    role: lead.role ?? said.role ?? role,
    joins: lead.role !== null,
    ...(nameplate === undefined ? {} : { nameplate }),
    open: open === null ? null : rangeIn(body, open.index, said.name.length),
  };
}

function assign(draft: Draft, role: NoticeRole): void {
  draft.units = draft.units.map((unit, i) => (i < draft.pending ? unit : { ...unit, role }));
  draft.pending = draft.units.length;
}

/** Reads one word into the draft. A role word covers all names since the one before it. */
function takeName(draft: Draft, word: Flow, lexicon: Lexicon): void {
  const { name, role: said, joins, nameplate, open } = reduce(word, lexicon);
  if (joins) draft.pending = draft.units.length;
  draft.joined ||= joins;
  const role = draft.joined && said !== 'lead' ? 'support' : said;
  const pieces = name.text.trim() === '' ? [] : splitNames(name, lexicon);
  if (open !== null) draft.open = open;
  if (pieces === null) draft.unclear.push(rangeOf(word));
  for (const piece of pieces ?? []) {
    const { flow, form } = piece;
    const plate = nameplate === undefined ? {} : { nameplate };
    draft.units.push({ name: flow.text, form, role: draft.role, at: rangeOf(flow), ...plate });
  }
  const only = /[([〔]/.test(word.text) && role !== null && splitRole(tight(word).text).role === null;
  if (only) draft.pending = draft.units.length - (pieces?.length ?? 0);
  if (role !== null) assign(draft, role);
}

/** Remarks about the list itself: 列首位的为牵头单位 · 下同 · 排名不分先后. */
const REMARK = /^(?:[列排].{0,4}(?:首|第一).*|.*为牵头(?:单位|部门)|.*排名不分先后.*|以?下同)$/;

function take(draft: Draft, word: Word, mixed: boolean, context: ListContext): void {
  if (word.separator === ';' || (mixed && word.separator === ',')) {
    draft.pending = draft.units.length;
    draft.joined = false;
  }
  if (word.kind === 'label') {
    draft.role = roleOfLabel(word.flow.text);
    draft.labelled = true;
    draft.joined = false;
    draft.pending = draft.units.length;
  } else if (word.kind === 'deadline' || context.isDeadline(word.flow)) {
    draft.deadlines.push(word.flow);
    draft.labelled ||= word.kind === 'deadline';
  } else if (REMARK.test(tight(word.flow).text)) {
    if (!/下同$/.test(word.flow.text)) draft.unclear.push(rangeOf(word.flow));
  } else if (word.flow.text.length > MAX_WORD) draft.unclear.push(rangeOf(word.flow));
  else for (const half of halves(word.flow, context.lexicon)) takeName(draft, half, context.lexicon);
}

/** What a list is read with: the lexicon, and how to tell a phrase of time from a name. */
export interface ListContext {
  readonly lexicon: Lexicon;
  readonly isDeadline: (flow: Flow) => boolean;
}

/**
 * Reads a list of units: names split at 、，,；; (和、及、与 only between two names), roles from labels and role
 * words, nested brackets as nameplates, a closing 等 as open. `role` is that of names without any word for it.
 */
export function readUnits(flow: Flow, context: ListContext, role: NoticeRole = 'each'): UnitList {
  const words = wordsOf(flow, context.lexicon);
  const mixed = words.some((word) => word.separator === '、');
  const draft: Draft = {
    units: [],
    pending: 0,
    role,
    joined: false,
    open: null,
    deadlines: [],
    unclear: [],
    labelled: false,
  };
  for (const word of words) take(draft, word, mixed, context);
  const { units, open, deadlines, unclear, labelled } = draft;
  return { units, open, deadlines, unclear, labelled };
}
