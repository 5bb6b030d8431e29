import type { CivilDate } from '../../time';
import { dateIn } from '../times/dates';
import { rangeIn, rawTitle, rangeOf, tight, part, type Range } from '../flow';
import type { NoticeLine } from './lines';
import { markerAt } from '../outline/markers';
import type { Doubt } from '../outline/marks';
import { nameForm, type Lexicon } from '../units/names';
import type { CharClass } from '../types';

const NOISE =
  /^(?:[-—–－_=*·.…~\s]+|[-—–－]? ?\d{1,4} ?[-—–－]|第 ?\d+ ?页.{0,12}|首页(?:[>›»\s].*)?|(?:当前位置|您?(?:当前|现在)?所在(?:的)?位置|您的位置)[:].*|(?=.*(?:打印|关闭|字体|字号|分享))(?:【?打印(?:本页)?】?|【?关闭(?:窗口)?】?|字体|字号|大|中|小|分享(?:到|至)?|[:\s[\]【】|])+|浏览次数[:].*|访问量[:].*|责任编辑[:].*|扫一扫.*|上一篇[:].*|下一篇[:].*|返回顶部|版权所有.*|\[?二维码\]?)$/;

/** Page numbers, rulers, and what a web page has around its text; `text` without blanks. */
export const isNoise = (text: string): boolean => NOISE.test(text.slice(0, 120));

/** What stands between the rows of a table and is none: 小计, 续表, 注：… */
export const isAside = (text: string): boolean =>
  /^(?:注\d?[:]|备注[:]|说明[:]|小计|合计|总计|[(]?(?:接上页|续上?表|续)[)]?$|单位[:].{1,8}$|(?:填报|制表|填表)(?:单位|日期|人)?[:]|附注[:])/.test(
    text,
  );

/** What a line outside the tasks is: pieces of it with their classes. */
export type Pieces = readonly (readonly [Range, CharClass])[];

/** The number and the dates of a notice, and the lines that are no task: letterhead, dates, signature, noise. */
export interface Furniture {
  readonly number: string | null;
  readonly datedOn: CivilDate | null;
  readonly issuedOn: CivilDate | null;
  readonly lines: ReadonlyMap<number, Pieces>;
  readonly doubts: readonly Doubt[];
}

const PAGE_NUMBER =
  /(?:^|[\s:|])([\p{Script=Han}]{1,14} ?[〔[(【] ?\d{4} ?年? ?[〕\])】] ?第? ?\d{1,5} ?号)(?=$|[\s|])/u;
const META =
  /(成文日期|成文时间|发文日期|发文时间|生成日期|落款日期|印发日期|印发时间|发布日期|发布时间|公开日期|公布日期)\s*[\]】]?\s*[:|][|\s]*/g;
const META_LINE =
  /^[|[【\s]*(?:索引号|发文字号|文号|发文机关|发文单位|发布机构|制发机关|主题分类|主题词|信息分类|公文种类|有效性|信息名称|名称|标题|关键词|公开类别|体裁分类|体裁|来源|政策咨询机关|政策咨询电话)[\]】]?[:|]/;
const ENDING =
  /^(?:[(][此本][件文].{0,24}[)]|[(](?:联系人|联系电话|联系方式|联系单位|附注|注)[:].{0,80}[)]$|[此本][件文].{0,16}(?:公开|发布)|(?:主动公开|依申请公开|不予公开)$|公开(?:方式|属性|范围)[:]|附件? ?\d{0,2}[:]|附[:]|(?:抄送|抄报|主送|分送|联系人|联系电话|联系方式|联系部门|附注|校对|共印|承办单位|起草单位)[:]|特此(?:通知|函告|通报|公告)|附件(?=[《\d]).{2,60}$)/;
const ATTACHMENT = /^附(?:件)?(?: ?\d{0,2})[:]/;

interface DraftLines {
  number: string | null;
  datedOn: CivilDate | null;
  issuedOn: CivilDate | null;
  lines: Map<number, Pieces>;
  doubts: Doubt[];
}

function keepDate(draft: DraftLines, date: CivilDate | null, said: string, at: Range): void {
  if (date === null) draft.doubts.push({ code: 'bad-date', at });
  else if (/印发/.test(said)) draft.issuedOn ??= date;
  else if (!/发布|公开|公布/.test(said)) draft.datedOn ??= date;
}

/** A line of data about the notice, as web pages and archives have it: 成文日期：… 发布日期：… */
function readMeta(draft: DraftLines, line: NoticeLine, index: number): boolean {
  const { flow } = line;
  const labels = [...flow.text.matchAll(META)];
  if (labels.length === 0 && !META_LINE.test(tight(flow).text)) return false;
  const pieces: [Range, CharClass][] = [[rangeOf(flow), 'preamble']];
  for (const label of labels) {
    const from = label.index + label[0].length;
    const found = dateIn(flow.text.slice(from, from + 24));
    if (found === null) continue;
    const at = rangeIn(flow, from + found.start, from + found.end);
    keepDate(draft, found.date, label[1] ?? '', at);
    pieces.push([at, 'date']);
  }
  draft.lines.set(index, [...pieces, ...numberPieces(draft, line)]);
  return true;
}

function numberPieces(draft: DraftLines, line: NoticeLine): readonly [Range, CharClass][] {
  const match = draft.number === null ? PAGE_NUMBER.exec(line.flow.text) : null;
  const text = match?.[1];
  if (match === null || text === undefined) return [];
  const end = match.index + match[0].length;
  return [[rangeIn(line.flow, end - text.length, end), 'number']];
}

/** A line with the notice's number and little else (签发人). */
function readNumber(draft: DraftLines, line: NoticeLine, index: number, source: string): boolean {
  const pieces = numberPieces(draft, line);
  const at = pieces[0]?.[0];
  if (at === undefined) return false;
  const rest = rangeOf(line.flow);
  if (rest.end - rest.start - (at.end - at.start) > 40) return false;
  if (!draft.lines.has(index)) draft.lines.set(index, [[rest, 'preamble'], ...pieces]);
  draft.number = source.slice(at.start, at.end).replace(/\s/g, '');
  return true;
}

const isOffice = (text: string, lexicon: Lexicon): boolean => {
  const names = text.split(/[、\s]+/).filter((name) => name !== '');
  if (text.length > 60 || names.length === 0) return false;
  return names.every((name) => {
    const form = nameForm(name, lexicon);
    return form?.kind === 'unit' && form.strength !== 'weak';
  });
};

/** A line that is a date, with or without an office before it and 印发 behind it. */
function readDate(draft: DraftLines, line: NoticeLine, index: number, lexicon: Lexicon): boolean {
  const { text } = line.flow;
  const found = text.length > 80 ? null : dateIn(text);
  if (found === null) return false;
  const before = text.slice(0, found.start).replace(/[(\s]+$/, '');
  const after = text.slice(found.end).trim();
  if (!/^(?:印发|印|发布|公布)?[)]?(?: ?[(]?共印.{1,10})?$/.test(after)) return false;
  if (before.trim() !== '' && !isOffice(before.trim(), lexicon)) return false;
  const at = rangeIn(line.flow, found.start, found.end);
  keepDate(draft, found.date, after, at);
  draft.lines.set(index, [
    [rangeOf(line.flow), before.trim() === '' ? 'date' : 'ending'],
    [rangeIn(line.flow, found.start, text.length), 'date'],
  ]);
  return true;
}

/** How many lines from `index` on are an attachment list: 附件：1.… and the numbered lines below it. */
function attachments(lines: readonly NoticeLine[], index: number): number {
  let value = markerAt(lines[index]?.flow.text.replace(ATTACHMENT, '').trimStart() ?? '')?.value ?? 0;
  let count = 1;
  for (let line = lines[index + count]; line !== undefined; line = lines[index + count]) {
    const marker = markerAt(line.flow.text);
    const listed = marker?.kind === 'num' && marker.value === value + 1 && line.end - line.start <= 60;
    if (!listed || /[。;)]$/.test(line.flow.text) || line.gap > 1) break;
    value = marker.value;
    count += 1;
  }
  return count;
}

/** The office before the date of a covering letter. */
const isDated = (draft: DraftLines, index: number): boolean =>
  draft.lines.get(index + 1)?.[0]?.[1] === 'date';

const isSigned = (lines: readonly NoticeLine[], draft: DraftLines, index: number): boolean =>
  index === lines.length - 1 || draft.lines.has(index + 1) || draft.lines.has(index - 1);

/**
 * Takes the lines that belong to no task. `isTable` names lines of tables, which are left alone; `body` is the
 * first line of the tasks.
 */
export function furnitureOf(
  lines: readonly NoticeLine[],
  body: number,
  isTable: (index: number) => boolean,
  source: string,
  lexicon: Lexicon,
): Furniture {
  const draft: DraftLines = { number: null, datedOn: null, issuedOn: null, lines: new Map(), doubts: [] };
  const whole = (index: number, kind: CharClass): void => {
    const line = lines[index];
    if (line !== undefined) draft.lines.set(index, [[rangeOf(line.flow), kind]]);
  };
  lines.forEach((line, index) => {
    if (isTable(index) || draft.lines.has(index)) return;
    const { text } = tight(part(line.flow, 0, 200));
    const goesOn = line.gap === 0 && /[,、]$/.test(lines[index - 1]?.flow.text.slice(-1) ?? '');
    if (isNoise(text)) whole(index, 'noise');
    else if (goesOn || line.inline) return;
    else if (index < body && readMeta(draft, line, index)) readNumber(draft, line, index, source);
    else if (index < body && readNumber(draft, line, index, source)) return;
    else if (readDate(draft, line, index, lexicon)) return;
    else if (ATTACHMENT.test(text) && !(index === 0 || isTable(index + 1))) {
      for (let i = attachments(lines, index) - 1; i >= 0; i -= 1) whole(index + i, 'ending');
    } else if (ENDING.test(text) && !ATTACHMENT.test(text)) whole(index, 'ending');
  });
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index];
    if (line === undefined || isTable(index) || draft.lines.has(index)) continue;
    const { text } = line.flow;
    const isSignature = index < body ? isDated(draft, index) : isSigned(lines, draft, index);
    if (text.length <= 60 && isSignature && isOffice(text.trim(), lexicon)) whole(index, 'ending');
  }
  return draft;
}

/** The title of a part of the notice as written, without stray blanks. */
export const titleText = (lines: readonly NoticeLine[], source: string): string =>
  lines
    .map((line) => rawTitle(line.flow, source))
    .join('')
    .replace(/^附件?\s*[\d一二三四五六七八九十]{0,2}\s*[:：]\s*/, '');
