import { text, type Text } from '../problem';
import type { Range } from './flow';
import type { Doubt } from './outline/marks';
import type { FindingCode, NoticeFinding, TextPlace } from './types';

const MAX_EXCERPT = 200;

/** Line and column of source offsets. "\n", "\r\n" and a lone "\r" end a line. */
export class Places {
  private readonly starts: number[] = [0];

  constructor(private readonly source: string) {
    for (const match of source.matchAll(/\r\n|[\n\r]/g)) this.starts.push(match.index + match[0].length);
  }

  /** The place of a range. */
  of({ start, end }: Range): TextPlace {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= start) low = middle;
      else high = middle - 1;
    }
    return { start, end, line: low + 1, column: start - (this.starts[low] ?? 0) + 1 };
  }

  /** The offset of a line and a column. */
  offset = (line: number, column: number): number => (this.starts[line - 1] ?? 0) + column - 1;

  /** The range up to the end of its first sentence: a finding spans no more. */
  sentence({ start, end }: Range): Range {
    const text = this.source.slice(start, Math.min(end, start + MAX_EXCERPT));
    const stop = text.slice(0, -1).search(/[。！？!?]/);
    return { start, end: stop === -1 ? start + text.length : start + stop + 1 };
  }

  text = ({ start, end }: Range): string => this.source.slice(start, end);
}

type SayFinding = (excerpt: string) => Text;

const fixedFinding =
  (zh: string, en: string): SayFinding =>
  () =>
    text(zh, en);

const findingAbout =
  (zh: string, en: string): SayFinding =>
  (excerpt) =>
    text(
      zh.replace('$', () => excerpt),
      en.replace('$', () => excerpt),
    );

const SAYINGS: Readonly<Record<FindingCode, SayFinding>> = {
  'no-title': fixedFinding('没有找到标题，请补上', 'no title was found; please add it'),
  'no-item': fixedFinding('没有找到任何事项', 'no task was found'),
  'bad-date': findingAbout('“$”不是存在的日期', '"$" is not an existing date'),
  'no-units': fixedFinding('这一项没有写明责任单位', 'this task names no unit'),
  'unknown-unit': findingAbout('名册里没有“$”，按单位读入', '"$" is not in the roster; taken as a unit'),
  'unclear-unit': findingAbout(
    '“$”不像单位名称，没有读作单位',
    '"$" does not look like a unit and was not taken as one',
  ),
  'doubtful-units': findingAbout(
    '“$”可能是责任单位，也可能只是正文里的说明，没有读作单位',
    '"$" may list units or be part of the text; it was not taken as units',
  ),
  'open-list': findingAbout(
    '单位名单以“$”收尾，没有列全',
    'the list of units ends with "$" and is not complete',
  ),
  'list-note': findingAbout(
    '名单里有说明“$”，请核对它对哪些事项、哪些单位有效',
    'the list of units carries the remark "$"; please check which tasks and units it concerns',
  ),
  'first-leads': findingAbout(
    '“$”：按这句话，所涉各项列在第一位的单位读作牵头，请核对',
    '"$": by this remark the first unit of each task concerned was read as its lead; please check',
  ),
  'group-lead': findingAbout(
    '“$”是一类单位，不能牵头，按各自负责读入',
    '"$" is a group and cannot lead; read as each for itself',
  ),
  'prose-units': findingAbout(
    '单位是从正文里读出的（“$”等），请核对',
    'the units were read from running text ("$" and so on); please check',
  ),
  'inherited-units': fixedFinding(
    '这一项自己没有写单位，用了标题里的单位',
    'this task takes the units of its heading',
  ),
  'inherited-deadline': fixedFinding(
    '这一项自己没有写时限，用了标题里的时限',
    'this task takes the time of its heading',
  ),
  'inherited-cell': fixedFinding(
    '这一格是空的，用了上一行的内容',
    'this cell is empty and takes the one above',
  ),
  'empty-deadline': fixedFinding(
    '时限这一格是空的，没有取上一行的日期；如是合并单元格，请补上',
    'the cell of the deadline is empty and takes no date from above; add it if the cells were merged',
  ),
  'table-aside': fixedFinding(
    '表中这一行没有读作事项，请核对',
    'this line among the rows of a table was not read as a task; please check',
  ),
  'bracket-broken': fixedFinding(
    '责任单位的括号被空行隔断，已连起来读',
    'a blank line breaks the unit bracket; it was read as one',
  ),
  'bracket-unclosed': fixedFinding('责任单位的括号缺了一边', 'one side of the unit bracket is missing'),
  'deadline-wrong': findingAbout('“$”读不出是哪一天，请确认', '"$" names no day that exists; please confirm'),
  'deadline-past': findingAbout(
    '“$”早于通知的日期，请确认',
    '"$" lies before the date of the notice; please confirm',
  ),
  'deadline-relative': findingAbout(
    '“$”要看别的日子才能定，请确认日期',
    '"$" depends on another day; please set the date',
  ),
  'deadline-assumed': findingAbout('“$”只是大致的时间，请确认日期', '"$" is vague; please confirm the date'),
  'deadline-no-year': findingAbout(
    '“$”没有年份，标题和日期里也没有',
    '"$" has no year, nor have title and dates',
  ),
  'several-deadlines': findingAbout(
    '这一项不止一个时间，另有“$”',
    'this task names more than one time; also "$"',
  ),
  'closing-deadline': findingAbout(
    '引言或结尾里写着“$”要报送，不属于任何事项；要催办的，请在计划里补充一项',
    'the words around the tasks ask for a report by "$"; no task has it: add one to the plan if it is to be followed up',
  ),
  'number-gap': findingAbout('编号“$”与前面的不连续', 'the number "$" does not follow the one before'),
  'number-repeat': findingAbout('编号“$”重复', 'the number "$" is used twice'),
  'unsure-number': findingAbout(
    '行首的“$”可能是编号，也可能是上一行没写完的话，按后者读',
    '"$" at the start of this line may be a number of its own or part of the line before; read as the latter',
  ),
  'empty-marker': findingAbout('编号“$”后面没有内容', 'nothing stands behind the number "$"'),
  'no-text': fixedFinding('这一项只有单位或时限，没有内容', 'this task names units or a time, but no work'),
  unnumbered: fixedFinding(
    '这一段没有编号，因写有责任单位或通篇没有编号，按事项读入',
    'this paragraph has no number; read as a task',
  ),
  'unmarked-paragraph': fixedFinding(
    '这一段在责任单位之后，没有编号也没有单位，归入上一项',
    'this text stands behind the units, without number or unit of its own; it was added to the task before',
  ),
  'section-intro': fixedFinding(
    '这一段没有编号也没有责任单位，按引言读',
    'this paragraph has neither number nor units; read as an introduction',
  ),
  'no-task-section': findingAbout(
    '“$”一节按说明读，没有读作事项',
    'the section "$" was read as an explanation; none of it is a task',
  ),
  'letter-numbers': fixedFinding(
    '通知正文里的编号按工作要求读，没有读作事项；事项在后面的部分',
    'the numbers in the covering letter were read as requirements; the tasks stand in the part that it brings',
  ),
  'unused-units': findingAbout(
    '标题写着“$”，下面的事项各写了单位，没有用到它；请核对它管哪些事项',
    'the heading names "$"; the tasks below name units of their own and none has it',
  ),
  'odd-row': fixedFinding('这一行的格数与表头不符', 'this row does not fit the header of its table'),
  'no-header': fixedFinding(
    '这张表没有表头，各列的含义是从内容推断的',
    'this table has no header; its columns were told from what they hold',
  ),
  unaccounted: findingAbout(
    '“$”有编号或单位，却没有读进任何事项、章节或疑点；请对照原文，漏了的补进计划',
    '"$" has a number or units and is in no task, section or finding; compare with the text and add what is missing',
  ),
  misread: findingAbout(
    '“$”像是识别错的字，按形近的常用字读，请核对原文',
    '"$" looks like a slip of character recognition and was read as the common character of its shape; compare with the original',
  ),
  unread: fixedFinding('这一处没有读懂', 'this was not understood'),
};

/** What a finding says to the coordinator. `excerpt` is the text that it points at. */
const sayingOf = (code: FindingCode, excerpt: string): Text => SAYINGS[code](excerpt);

/** A finding of a doubt: its place, one sentence at most, and what it says. */
export function findingAt(places: Places, doubt: Doubt, item?: string): NoticeFinding {
  const range = places.sentence(doubt.at);
  const { line, column, start, end } = places.of(range);
  const excerpt = places.text(range);
  const message = sayingOf(doubt.code, excerpt.replace(/\s+/g, ''));
  const base = { code: doubt.code, line, column, length: end - start, excerpt, message };
  return item === undefined ? base : { ...base, item };
}
