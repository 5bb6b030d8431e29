import type { NoticeRole } from './types';

const ROLE_OF_LABEL: readonly (readonly [RegExp, NoticeRole])[] = [
  [/^(?:牵头|主办|主责|第一责任)/, 'lead'],
  [/^(?:配合|协办|协助|协同|参与|支持|参加)/, 'support'],
];

/** The labels that open a list of units: 责任单位： 牵头部门： 配合单位： 落实单位： … */
export const UNIT_LABEL =
  /(?:(?:第一|主要)?责任|牵头|主办|主责|承办|配合|协办|协助|协同|参与|落实|实施|完成|负责)(?:责任)?(?:单位|部门|科室|处室)(?:及分工)?(?:[:]|为|是)|(?:牵头|主办|配合|协办|责任科室|责任)[:]/;

/** The labels that open the names of persons, who are no units: 责任领导： 责任人： 联系人： … */
export const PERSON_LABEL =
  /(?:责任|牵头|分管|包保|挂钩|主管|联系)?(?:区|市|县)?领导[:]|(?:责任|负责|联系|经办)人(?:及电话)?[:]|联系电话[:]|联络员[:]/;

/** The labels that open a deadline: 完成时限： 时限要求： … */
export const DEADLINE_LABEL =
  /(?:完成|办理|办结|工作|推进)?(?:时限|期限)(?:要求)?[:]|(?:完成|推进|办结)?时间(?:节点|安排|要求|进度)?[:]|进度(?:安排|要求)[:]/;

/** The role that a label gives: 牵头 and 主办 lead, 配合 and 协办 support, the others each. */
export const roleOfLabel = (label: string): NoticeRole =>
  ROLE_OF_LABEL.find(([form]) => form.test(label))?.[1] ?? 'each';

const TAIL =
  /(?:牵头|主办|承办|负责|抓好|组织落实|组织实施|落实|实施|推进|配合|协助|协办|参与|协同|支持|分别|共同|联合|各自|具体|做好|按照?(?:各自)?(?:工作)?(?:职责|职能)(?:分工|权限)?|工作|会同)$/;

const roleOf = (words: string): NoticeRole | null => {
  if (/牵头|主办/.test(words)) return 'lead';
  if (/配合|协助|协办|参与|协同|支持/.test(words)) return 'support';
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
  return { name, role: roleOf(words) };
}

/** Words before a name that make it a supporter (会同、配合) or mean nothing (由). */
export function splitLead(word: string): { readonly length: number; readonly role: NoticeRole | null } {
  const match = /^(?:由|(?:会同|商|配合|协同|协助|联合)(?=.{2}))/.exec(word);
  if (match === null) return { length: 0, role: null };
  return { length: match[0].length, role: match[0] === '由' ? null : 'support' };
}
