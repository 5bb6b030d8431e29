import type { NoticeRole } from '../types';

const LEADS = '牵头|主办|主责|首责|第一责任';
const SUPPORTS = '配合|协办|协助|协同|协作|协调|参与|参加|支持|支撑|联办|会办';
const ANSWERING_WORDS = '责任|承办|落实|实施|完成|负责|执行|承担|承接|主管|监管|建设|主体|包保';
const DUTY_WORDS = `(?:${LEADS}|${SUPPORTS}|${ANSWERING_WORDS})`;
const BODY = '(?:单位|部门|科室|处室|机构|主体|街镇|股室)';

/** A duty and whom it binds, as a label or a column's heading says it: 牵头单位 · 责任及配合部门 · 协同配合单位. */
const DUTY_OF = `(?:主要|共同|具体|总|各)?${DUTY_WORDS}(?:[及和与、/]?${DUTY_WORDS}){0,3}${BODY}?`;

const ROLE_HEADING = new RegExp(`^${DUTY_OF}(?:[(]?(?:分工|名称|及分工)[)]?)?$`);

/** The labels that open a list of units: 责任单位： 牵头部门： 配合单位： 支撑单位： … */
const UNIT_LABEL = new RegExp(
  `(?:(?:主要|共同|具体|总)?${DUTY_WORDS}(?:[及和与、/]?${DUTY_WORDS}){0,3}${BODY}(?:及分工)?(?:[:]|为|是)|(?:牵头|主办|主责|承办|配合|协办|协同|参与|责任)[:])`,
);

/** The role that a label or a heading gives: 牵头 and 主办 lead, 配合 and 协办 support, the others each. */
function roleOfLabel(label: string): NoticeRole {
  const leads = new RegExp(LEADS).test(label);
  const supports = new RegExp(SUPPORTS).test(label);
  if (leads === supports) return 'each';
  return leads ? 'lead' : /责任[及和与、/]/.test(label) ? 'each' : 'support';
}

/** The role of a column of units by its heading, or null when the heading names no duty of a body. */
export const roleOfHeading = (heading: string): NoticeRole | null =>
  ROLE_HEADING.test(heading) &&
  /单位|部门|科室|处室|机构|主体|街镇|股室|分工|牵头$|主办$|配合$|协办$/.test(heading)
    ? roleOfLabel(heading)
    : null;

/** The labels that open the names of persons, who are no units: 责任领导： 责任人： 联系人： … */
const PERSON_LABEL =
  /(?:责任|牵头|分管|包保|挂钩|主管|联系)?(?:区|市|县)?领导[:]|(?:责任|负责|联系|经办)人(?:及电话)?[:]|联系电话[:]|联络员[:]/;

/** The labels that open a deadline: 完成时限： 时限要求： … */
const DEADLINE_LABEL =
  /(?:完成|办理|办结|工作|推进)?(?:时限|期限)(?:要求)?[:]|(?:完成|推进|办结)?时间(?:节点|安排|要求|进度)?[:]|进度(?:安排|要求)[:]/;

const TAIL = new RegExp(
  [
    '(?:牵头|主办|承办|负责|抓好|抓落实|组织落实|组织实施|落实|实施|推进|完成',
    '|配合|协助|协办|参与|协同|支持|支撑|分别|共同|联合|各自|具体|做好|工作|会同',
    '|(?:[按依]照?|依据|根据)(?:各自)?(?:工作)?(?:职责|职能|任务|分工)(?:分工|权限|职责)?',
    '|结合(?:自身|本地|各自)?(?:工作)?(?:实际|职责|职能))$',
  ].join(''),
);

const roleInWords = (words: string): NoticeRole | null => {
  if (/牵头|主办/.test(words)) return 'lead';
  if (/配合|协助|协办|参与|协同|支持|支撑/.test(words)) return 'support';
  return words === '' ? null : 'each';
};

/** A word split into its name and the role that the words behind it give: "区数据局牵头负责" → lead. */
export function splitRole(word: string): { readonly name: string; readonly role: NoticeRole | null } {
  let name = word;
  let words = '';
  for (let match = TAIL.exec(name); match !== null; match = TAIL.exec(name)) {
    words = match[0] + words;
    name = name.slice(0, match.index);
  }
  return { name, role: roleInWords(words) };
}

/**
 * Words before a name that make it a supporter (会同、配合) or mean nothing (由). 商 does so only before a name that
 * begins with its place: 商务厅 is an office.
 */
export function splitLead(word: string): { readonly length: number; readonly role: NoticeRole | null } {
  const match =
    /^(?:由|(?:会同|配合|协同|协助|联合(?!国|会))(?=.{2})|商(?=[区市县省](?!场)\p{Script=Han}{2}|各|有关|相关))/u.exec(
      word,
    );
  if (match === null) return { length: 0, role: null };
  return { length: match[0].length, role: match[0] === '由' ? null : 'support' };
}

/** The labels that a notice is read with. */
export interface Labels {
  /** Every label of units, persons or a time; the groups `unit` and `person` say which. */
  readonly any: RegExp;
  readonly starts: (text: string) => boolean;
  readonly isPerson: (text: string) => boolean;
  readonly roleOf: (label: string) => NoticeRole;
}

/** The labels that are known, and an office's own: word → role. */
export function labelsWith(learned: ReadonlyMap<string, NoticeRole>): Labels {
  const longest = [...learned.keys()].sort((a, b) => b.length - a.length);
  const own = longest.map((word) => `${word.replace(/[^\p{L}\p{N}]/gu, '\\$&')}(?:[:]|为|是)`);
  const units = [...own, UNIT_LABEL.source].join('|');
  const any = `(?<unit>${units})|(?<person>${PERSON_LABEL.source})|${DEADLINE_LABEL.source}`;
  const first = new RegExp(`^(?:${any})`);
  const person = new RegExp(`^(?:${PERSON_LABEL.source})`);
  return {
    any: new RegExp(any, 'g'),
    starts: (text) => first.test(text.slice(0, 24)),
    isPerson: (text) => person.test(text),
    roleOf: (label) => learned.get(label.replace(/[:为是]$/, '')) ?? roleOfLabel(label),
  };
}
