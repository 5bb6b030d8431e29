import { concat, part, rangeIn, tight, type Flow, type Range } from '../flow';
import { OPEN_JOINT, OPEN_TAIL } from './groups';
import { nameForm, type Lexicon, type NameForm } from './names';
import { splitLead, splitRole } from './roles';
import type { NoticeRole } from '../types';

/**
 * Remarks that stand in lists of units and name nobody themselves: 下同 · 列第一位的为牵头单位 · 以下均需各镇落实，不再列出 ·
 * 含管委会.
 */
const NOTE =
  /^(?:[列排].{0,6}(?:首|第一|第1|前)|第[一1]个?(?:逗号|顿号|单位|责任)|多个牵头|以?下同$|后同$|以[上下](?:各?项|均|任务|工作|同|简称|涉及)|均[需为由]|不再(?:一一)?(?:列|重复|赘)|其[中余]|[含指即逢]|不含|包括|除|限|涉及|详见|见|注[:：]?|标.{0,4}[*★]|带.{0,4}[*★]|[*★].{0,4}(?:为|表示|号)|按.{0,10}(?:排|先后))|为牵头(?:单位|部门)|不分先后|下同$/;

/** True for a word, or the inside of a bracket, that remarks on a list instead of naming somebody. */
export const isNote = (text: string): boolean =>
  NOTE.test(text.replace(/\s/g, '').replace(/(?<=.)[(〔].*$/, ''));

/** A name in a word of a list, and what its form says. */
export interface NamePiece {
  readonly flow: Flow;
  readonly form: NameForm;
}

/** A word of a list of units taken apart. */
export interface NameWord {
  readonly name: Flow;
  readonly role: NoticeRole | null;
  /** The role stands in a bracket behind the name and holds for it alone. */
  readonly isOwnRole: boolean;
  /** A word before the name makes it a supporter. */
  readonly joins: boolean;
  readonly nameplate?: string;
  readonly open: Range | null;
  readonly notes: readonly Range[];
}

const NESTED = /[([〔]([^()[\]〔〕]{1,60})[)\]〕]/g;
/** Signs that mark a name in its list: *县教育局. What they mean, a note says. */
const NAME_MARKS = /^[*★☆▲△●◆※#\s]+|[*★☆※#\s]+$/g;

const MAX_JOINTS = 8;

const isSureName = ({ strength }: NameForm): boolean => strength === 'known' || strength === 'strong';

/** Splits at a joining word (和、及、与) or a blank, only if both sides are names; the left one sure of itself. */
export function splitNames(flow: Flow, lexicon: Lexicon): readonly NamePiece[] | null {
  const joints = [...flow.text.matchAll(/以及|[和及与]|\s+/g)].slice(0, MAX_JOINTS);
  const known = new Map<number, readonly NamePiece[] | null>();
  const from = (start: number): readonly NamePiece[] | null => {
    const word = tight(part(flow, start));
    const whole = nameForm(word.text, lexicon);
    if (whole?.strength === 'known') return [{ flow: word, form: whole }];
    for (const joint of joints) {
      if (joint.index <= start) continue;
      const left = tight(part(flow, start, joint.index));
      const form = nameForm(left.text, lexicon);
      if (form === null || (whole !== null && !isSureName(form))) continue;
      const right = memo(joint.index + joint[0].length);
      if (right !== null) return [{ flow: left, form }, ...right];
    }
    return whole === null ? null : [{ flow: word, form: whole }];
  };
  const memo = (start: number): readonly NamePiece[] | null => {
    const done = known.get(start);
    if (done !== undefined) return done;
    const result = from(start);
    known.set(start, result);
    return result;
  };
  return memo(0);
}

/** "X等和各市人民政府": the open list ends, a further name follows; null where no name does. */
function openHalves(flow: Flow, lexicon: Lexicon): readonly Flow[] | null {
  const name = splitRole(flow.text).name;
  const match = OPEN_TAIL.test(name) ? null : OPEN_JOINT.exec(flow.text);
  if (match === null || match.index === 0) return null;
  const end = match.index + match[0].length;
  const left = part(flow, 0, end - (/以及$/.test(match[0]) ? 2 : 1));
  const right = part(flow, end);
  const said = tight(part(right, 0, splitRole(right.text).name.length));
  return splitNames(said, lexicon) === null ? null : [left, ...halves(right, lexicon)];
}

const DUTY_BETWEEN =
  /(?:牵头负责|牵头|按(?:照)?(?:各自)?职责(?:分工)?负责|负责)(?=[^牵负].)(?!单位|部门)|(?=会同)|(?<=[局委办厅部府心])(?=商(?:[区市县省](?!场)|各|有关|相关).)/;

/** A word that holds several, without a separator: "A牵头B配合", "A会同B", "A等和各B". */
export function halves(flow: Flow, lexicon: Lexicon): readonly Flow[] {
  if (nameForm(tight(flow).text, lexicon)?.strength === 'known') return [flow];
  const match = DUTY_BETWEEN.exec(flow.text.slice(1));
  if (match === null) return openHalves(flow, lexicon) ?? [flow];
  const at = match.index + 1 + match[0].length;
  const [left, right] = [part(flow, 0, at), part(flow, at)];
  return splitRole(tight(right).text).name === '' || splitRole(tight(left).text).name === ''
    ? (openHalves(flow, lexicon) ?? [flow])
    : [...(openHalves(left, lexicon) ?? [left]), right];
}

/** 各县（市、区）政府: the bracket belongs to the group's name. */
const isPlaces = (word: string, inner: string): boolean =>
  word.includes('各') && /^[区市县州旗乡镇街道新园、,及和]{1,12}$/.test(inner);

interface Unnested {
  readonly rest: Flow;
  readonly role: NoticeRole | null;
  readonly nameplate?: string;
  readonly notes: readonly Range[];
}

/** Takes the nested brackets off a word: a role, a note, or the nameplate of the same unit. */
function unnest(word: Flow, notes: readonly Range[] = []): Unnested {
  const match = [...word.text.matchAll(NESTED)].find((one) => !isPlaces(word.text, one[1] ?? ''));
  const inner = match?.[1];
  if (match === undefined || inner === undefined || match.index === 0)
    return { rest: word, role: null, notes };
  const end = match.index + match[0].length;
  const rest = concat([part(word, 0, match.index), part(word, end)]);
  if (isNote(inner) || /[:。]/.test(inner) || notes.length > 3)
    return unnest(rest, [...notes, rangeIn(word, match.index, end)]);
  const more = unnest(rest, notes);
  const said = splitRole(inner);
  if (said.name === '') return { ...more, role: said.role };
  return { ...more, nameplate: tight(part(word, match.index + 1, end - 1)).text };
}

function unmarked(word: Flow): Flow {
  const { text } = word;
  const lead = /^[*★☆▲△●◆※#\s]+/.exec(text)?.[0].length ?? 0;
  const bare = text.slice(lead).replace(NAME_MARKS, '');
  return part(word, lead, lead + bare.length);
}

/** Takes everything off a word that is not its name. */
export function nameWord(marked: Flow, lexicon: Lexicon): NameWord {
  const word = unmarked(marked);
  const known = nameForm(tight(word).text, lexicon);
  if (known?.strength === 'known')
    return { name: word, role: null, isOwnRole: false, joins: false, open: null, notes: [] };
  const { rest, role, nameplate, notes } = unnest(word);
  const lead = splitLead(rest.text);
  const body = part(rest, lead.length);
  const whole = nameForm(tight(body).text, lexicon)?.strength === 'known';
  const said = whole ? { name: body.text, role: null } : splitRole(body.text);
  const open = whole ? null : OPEN_TAIL.exec(said.name);
  const name = part(body, 0, open?.index ?? said.name.length);
  return {
    name,
    role: lead.role ?? said.role ?? role,
    isOwnRole: role !== null && said.role === null,
    joins: lead.role !== null,
    ...(nameplate === undefined ? {} : { nameplate }),
    open: open === null ? null : rangeIn(body, open.index, said.name.length),
    notes,
  };
}

/** Words that stand in lists of units and name nobody. */
const NO_BODY_WORDS =
  /^(?:待定|暂无|另行|同上|自行|各自|全体|本单位|按|以|如|由|根据|负责|完成|组织|推动|推进|落实|相关工作)|(?:工作|事项|任务|情况|措施|机制|人员|同志|负责人|领导|职工)$/;

/** Signs and words of a sentence, not of a name. */
const SENTENCE_WORD =
  /[的了是被把吗呢"“”《》!?%:。,;+=<>]|进行|开展|加强|完善|实现|提升|确保|做好|不得|应当|可以/;

/** A plain word that a list of units lets pass for a name: no form says so, only where it stands. */
export function isPlainName(word: Flow): boolean {
  const { text } = tight(word);
  if (!/^[\p{Script=Han}A-Za-z0-9·]{3,20}$/u.test(text) || /^\d/.test(text)) return false;
  if (NO_BODY_WORDS.test(text) || SENTENCE_WORD.test(text)) return false;
  return text.length >= 4 || /^[区市县省国]/.test(text);
}

/** What a name lends to the short ones before it: 东山、西河街道 · 市教育、民政局. */
const LENDS = /^\p{Script=Han}{2,6}(?:[市县区州旗镇乡](?:人民)?政府|街道|街道办|镇|乡|局|委|办|厅)$/u;

/** True when a short word leaves its ending to the name further on. */
export const isElided = (word: Flow, complete: Flow): boolean =>
  /^\p{Script=Han}{2,4}$/u.test(tight(word).text) &&
  !NO_BODY_WORDS.test(tight(word).text) &&
  LENDS.test(splitRole(tight(complete).text).name);
