import { HAN_DIGITS } from '../times/dates';
import type { NoticeLine } from './lines';
import { titleText } from './furniture';
import { markerAt } from '../outline/markers';

/** A title: the lines that it takes, by index, and its text. */
export interface Title {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const MAX_LINES = 4;
const MAX_LENGTH = 120;
const KIND =
  /(?:通知|意见|方案|要点|计划|清单|分工|分工表|分解表|任务|任务书|安排|安排表|办法|细则|措施|规划|通报|决定|函|批复|报告|一览表|工作表|任务表|台账|目标|行动|表|实事|规定|制度|指南|举措|重点|事项|名单|项目|方面|部署)(?:[(](?:试行|草案|征求意见稿|修订稿|\d{4}年?(?:版|度)?|送审稿|\d{4}[-—–至~]+\d{4}年?)[)])?》?$/;

/** Letterheads, salutations and sentences are no titles. */
const NO_TITLE = /[。;!?,]|:$|文件$|^(?:现将|经|根据|按照|为)/;

const isTitle = (text: string): boolean =>
  text.length >= 4 && text.length <= MAX_LENGTH && !NO_TITLE.test(text) && KIND.test(text);

/** What a signed letter brings begins with its title, whatever its words. */
const isBehindLetter = (text: string): boolean =>
  text.length >= 4 &&
  text.length <= 60 &&
  !NO_TITLE.test(text) &&
  markerAt(text) === null &&
  /[^\d\s.年月日]/.test(text);

/** The number of lines from `index` on that make a title together, or 0. */
function span(
  lines: readonly NoticeLine[],
  index: number,
  free: (index: number) => boolean,
  isSigned: boolean,
): number {
  let text = '';
  for (let count = 1; count <= MAX_LINES; count += 1) {
    const line = lines[index + count - 1];
    if (line === undefined || !free(index + count - 1) || (count > 1 && line.gap > 1)) break;
    text += line.flow.text.replace(/\s/g, '').replace(/^附件?\d{0,2}:/, '');
    if (NO_TITLE.test(text)) break;
    const next = lines[index + count];
    const goesOn = next?.gap === 0 && next.flow.text.startsWith('的');
    if (isTitle(text) && !goesOn) return count;
  }
  return isSigned && isBehindLetter(lines[index]?.flow.text ?? '') ? 1 : 0;
}

/** The titles among the lines that `free` allows: the notice's own and that of what it brings. */
export function titlesOf(
  lines: readonly NoticeLine[],
  free: (index: number) => boolean,
  source: string,
  isSigned: (index: number) => boolean,
): readonly Title[] {
  const titles: Title[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const count = free(index) ? span(lines, index, free, isSigned(index)) : 0;
    if (count === 0) continue;
    const text = titleText(lines.slice(index, index + count), source);
    titles.push({ from: index, to: index + count, text });
    index += count - 1;
  }
  return titles;
}

const TITLE_YEAR = /(\d{4})年?(?:[-—–~至]+(\d{4}))?年/;
const HAN_YEAR = /[二][〇零○][〇零○一二三四五六七八九]{2}年/;

/** The year that a title names; of a range (2024—2026年) the first, `to` its last. */
export function yearIn(title: string): { readonly from: number; readonly to: number } | null {
  const match = TITLE_YEAR.exec(title.normalize('NFKC'));
  if (match !== null) return { from: Number(match[1]), to: Number(match[2] ?? match[1]) };
  const han = HAN_YEAR.exec(title)?.[0].slice(0, 4);
  if (han === undefined) return null;
  const year = Number(han.replace(/[零○]/g, '〇').replace(/./g, (char) => String(HAN_DIGITS.indexOf(char))));
  return { from: year, to: year };
}
