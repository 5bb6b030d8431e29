import fc from 'fast-check';
import type { DeadlineKind, NoticeRole } from '../../domain/notice/types';

/** A plan as a person has it in mind before it is written as a notice. */
export interface Wish {
  readonly sections: readonly { readonly title: string; readonly tasks: readonly WishedTask[] }[];
}

interface WishedTask {
  readonly text: string;
  readonly units: readonly { readonly name: string; readonly role: NoticeRole }[];
  readonly time: WishedTime | null;
}

interface WishedTime {
  readonly phrase: string;
  readonly kind: DeadlineKind;
  readonly dates: readonly string[];
}

const day = (phrase: string, date: string): WishedTime => ({ phrase, kind: 'date', dates: [date] });
const other = (phrase: string, kind: DeadlineKind): WishedTime => ({ phrase, kind, dates: [] });

const TIMES: readonly WishedTime[] = [
  day('6月底前', '2025-06-30'),
  day('2025年9月30日前', '2025-09-30'),
  day('11月中旬', '2025-11-20'),
  day('2025年底前', '2025-12-31'),
  day('三季度末', '2025-09-30'),
  day('明年1月底前', '2026-01-31'),
  other('长期坚持', 'continuous'),
  other('全年推进', 'continuous'),
  other('国庆节前', 'relative'),
  other('按要求', 'none'),
  {
    phrase: '每季度末',
    kind: 'recurring',
    dates: ['2025-03-31', '2025-06-30', '2025-09-30', '2025-12-31'],
  },
];

const NAMES = [
  '区教育局',
  '区人力资源和社会保障局',
  '区城运中心',
  '区委宣传部',
  '市发展改革委',
  '夏浦街道办事处',
  '青岚镇',
  '区建设投资集团有限公司',
  '区总工会',
  '区人民法院',
  '国网江澄供电公司',
];
const VERBS = ['修订', '完善', '公布', '建设', '推广', '清理', '优化', '规范', '健全'];
const THINGS = ['公开目录', '窗口服务', '信息平台', '数据台账', '便民设施', '审批流程', '政策文件库'];
const ENDS = ['', '，提升办事体验', '，做好新旧衔接', '，聚焦“一老一小”', '，推广7.0版系统'];

const text = fc
  .tuple(fc.constantFrom(...VERBS), fc.constantFrom(...THINGS), fc.constantFrom(...ENDS))
  .map((words) => words.join(''));

const units = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 4 }),
    fc.constantFrom('each', 'lead'),
  )
  .map(([names, first]) =>
    names.map((name, i) => {
      const role: NoticeRole = first === 'each' ? 'each' : i === 0 ? 'lead' : 'support';
      return { name, role };
    }),
  );

const task = fc.record({ text, units, time: fc.option(fc.constantFrom(...TIMES)) });

/** Any plan of two to four sections, with one to five tasks each. */
export const wishes: fc.Arbitrary<Wish> = fc.record({
  sections: fc.array(
    fc.record({
      title: fc.constantFrom('优化政务服务', '强化要素保障', '夯实基层基础', '促进社会共治'),
      tasks: fc.array(task, { minLength: 1, maxLength: 5 }),
    }),
    { minLength: 2, maxLength: 4 },
  ),
});

const HAN = '一二三四五六七八九十';
const han = (n: number): string => HAN.charAt(n);
const TITLE = '2025年江澄区重点工作任务清单';

const named = (task: WishedTask, role: NoticeRole): string =>
  task.units
    .filter((unit) => unit.role === role)
    .map((unit) => unit.name)
    .join('、');

/** "A牵头，B、C配合", or the names alone. */
function inWords(task: WishedTask): string {
  const [lead, support] = [named(task, 'lead'), named(task, 'support')];
  if (lead === '') return named(task, 'each');
  return support === '' ? `${lead}牵头` : `${lead}牵头，${support}配合`;
}

/** "牵头单位：A；配合单位：B、C；完成时限：…" */
function labelled(task: WishedTask, between: string): string {
  const said: readonly (readonly [string, string])[] = [
    ['责任单位', named(task, 'each')],
    ['牵头单位', named(task, 'lead')],
    ['配合单位', named(task, 'support')],
    ['完成时限', task.time?.phrase ?? ''],
  ];
  return said.flatMap(([label, names]) => (names === '' ? [] : [`${label}：${names}`])).join(between);
}

const timeBracket = (task: WishedTask): string => (task.time ? `（完成时限：${task.time.phrase}）` : '');

type Numbering = (section: number, task: number, running: number) => string;

/** Sections as 一、 and tasks as paragraphs. */
const paragraphs =
  (number: Numbering, body: (task: WishedTask) => string) =>
  (wish: Wish): string => {
    let running = 0;
    const sections = wish.sections.map(({ title, tasks }, s) =>
      [`${han(s)}、${title}`, ...tasks.map((one, t) => `${number(s, t, (running += 1))}${body(one)}`)].join(
        '\n',
      ),
    );
    return [TITLE, ...sections].join('\n\n');
  };

const columns = ['序号', '工作任务', '责任单位', '牵头单位', '配合单位', '完成时限'];

const cells = (task: WishedTask, n: number): readonly string[] => [
  String(n),
  task.text,
  named(task, 'each'),
  named(task, 'lead'),
  named(task, 'support'),
  task.time?.phrase ?? '—',
];

/** A table with section rows; `row` writes the cells of one row. */
const table =
  (row: (cells: readonly string[]) => string, ruler: string) =>
  (wish: Wish): string => {
    let n = 0;
    const rows = wish.sections.flatMap(({ title, tasks }, s) => [
      row([`${han(s)}、${title}`, '', '', '', '', '']),
      ...tasks.map((one) => row(cells(one, (n += 1)))),
    ]);
    return [TITLE, '', row(columns), ...(ruler === '' ? [] : [ruler]), ...rows].join('\n');
  };

/** One cell a line; empty cells are gone, so units share one column. */
function flat(wish: Wish): string {
  let n = 0;
  const rows = wish.sections.flatMap(({ title, tasks }, s) => [
    `${han(s)}、${title}`,
    ...tasks.flatMap((one) => [String((n += 1)), one.text, inWords(one), one.time?.phrase ?? '/']),
  ]);
  return [TITLE, '序号', '工作任务', '责任单位', '完成时限', ...rows].join('\n');
}

const decimal: Numbering = (_, __, running) => `${running}.`;
const restarting: Numbering = (_, t) => `${t + 1}、`;
const bracketed: Numbering = (_, t) => `（${han(t)}）`;
const circled: Numbering = (_, t) => String.fromCodePoint(0x2460 + t);
const round: Numbering = (_, t) => `(${t + 1})`;
const article: Numbering = (_, __, running) => `第${running}条 `;

/** The ways of writing a notice, by name. */
export const STYLES: Readonly<Record<string, (wish: Wish) => string>> = {
  'running numbers, units in brackets': paragraphs(
    decimal,
    (one) => `${one.text}。（${inWords(one)}）${timeBracket(one)}`,
  ),
  'numbers that begin again': paragraphs(restarting, (one) => `${one.text}（${labelled(one, '；')}）。`),
  '（一） and labels in the bracket': paragraphs(
    bracketed,
    (one) => `${one.text}。（${labelled(one, '；')}）`,
  ),
  'circled numbers, half-width brackets': paragraphs(
    circled,
    (one) => `${one.text}。(${labelled(one, ';')})`,
  ),
  '(1) and square brackets': paragraphs(round, (one) => `${one.text}。【${labelled(one, '，')}】`),
  articles: paragraphs(article, (one) => `${one.text}。（${inWords(one)}）${timeBracket(one)}`),
  'labels on lines of their own': paragraphs(decimal, (one) => `${one.text}。\n${labelled(one, '\n')}`),
  'labels behind the text': paragraphs(decimal, (one) => `${one.text}。${labelled(one, '；')}。`),
  'a table of tabs': table((row) => row.join('\t'), ''),
  'a table of pipes': table((row) => `| ${row.join(' | ')} |`, '|---|---|---|---|---|---|'),
  'one cell a line': flat,
};

/** Breaks the lines of a copy at a width, and leaves zero-width characters. */
export const copied = (notice: string, width: number): string =>
  notice
    .split('\n')
    .map((line) => (line.includes('\t') || line.includes('|') ? line : wrapped(line, width)))
    .join('\n');

const wrapped = (line: string, width: number): string =>
  line.length <= width ? line : `${line.slice(0, width)}\n${wrapped(line.slice(width), width)}`;
