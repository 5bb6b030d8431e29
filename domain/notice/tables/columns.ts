import { tight, type Flow } from '../flow';
import type { Lexicon } from '../units/names';
import { roleOfHeading } from '../units/roles';
import type { ColumnKind, NoticeRole } from '../types';

const HEADERS: readonly (readonly [ColumnKind, RegExp])[] = [
  ['no', /^(?:序号|编号|序|项次|项号|No\.?)$/i],
  [
    'deadline',
    /^(?:(?:计划|预计|拟)?(?:完成|办理|办结|推进|工作|整改|时间)?(?:时限|时间|期限|节点|日期|进度)(?:要求|安排|节点|进度)?|时间(?:节点|进度)|进度(?:安排|要求)|完成时间节点)$/,
  ],
  [
    'person',
    /^(?:责任人|负责人|分管领导|责任领导|牵头领导|联系人|经办人|联络员|包保领导|主要负责人|联系电话|电话)(?:员)?$/,
  ],
  [
    'area',
    /^(?:(?:重点|工作|任务|所属)?(?:领域|类别|分类|板块|方面|类型|大类)|一级指标|任务类别|工作目标分类|任务来源|重点方向)$/,
  ],
  [
    'content',
    /^(?:(?:主要|具体|重点|任务|工作|建设|目标)?(?:任务)?(?:内容|要求|举措|措施|目标|成果|标准)(?:及要求|和要求|要求)?|目标和要求|目标要求|任务(?:描述|要求|分解)|具体(?:任务|工作|事项|做法)|预期(?:目标|成果)|年度(?:目标|任务)|工作(?:安排|标准|目标)|细化措施|完成标志|(?:主要)?目标(?:任务)?及?(?:内容|要求)|推进措施|三级指标|评分标准)$/,
  ],
  [
    'task',
    /^(?:(?:重点|主要|工作|目标|年度|改革|整改|公开|建设|督查|二级)?(?:任务|事项|工作|项目|议题|指标)(?:名称|清单|事项)?|工作任务|任务名称|目标任务|重点工作任务|名称|标题)$/,
  ],
  [
    'note',
    /^(?:备注|说明|备注说明|附注|完成情况|工作进展|进展情况|目前进展|依据|文件依据|佐证材料|完成形式|成果形式)$/,
  ],
];

const COLUMN_OF_ROLE: Readonly<Record<NoticeRole, ColumnKind>> = {
  lead: 'lead',
  each: 'units',
  support: 'support',
};

/** What a heading of a column says, or null when the text is no such heading. */
export function columnOf(cell: Flow, lexicon: Lexicon): ColumnKind | null {
  if (cell.text.length > 24) return null;
  const whole = tight(cell).text.replace(/[:*|]+$/, '');
  const text = whole.replace(/[([].*$/, '');
  const learned = lexicon.headings.get(whole) ?? lexicon.headings.get(text);
  if (learned !== undefined) return learned;
  const role = roleOfHeading(text);
  if (role !== null) return COLUMN_OF_ROLE[role];
  return HEADERS.find(([, form]) => form.test(text))?.[0] ?? null;
}

/** Headings that only their company shows to be such: 整治任务、整治要求、监管部门. */
const LOOSE: readonly (readonly [ColumnKind, RegExp])[] = [
  ['task', /^(?!各)\p{Script=Han}{0,6}(?:任务|事项|项目)(?:名称|清单|分解)?$/u],
  ['content', /^(?!各)\p{Script=Han}{0,4}(?:内容|要求|举措|措施|目标|标准|做法)$/u],
  ['units', /^(?!各|有关|相关)\p{Script=Han}{2,6}(?:单位|部门|科室|处室)$/u],
  [
    'deadline',
    /^(?!各|.*(?:开工|开始|启动|起始|立项|填报|印发|成立))\p{Script=Han}{2,6}(?:时限|时间|期限)$/u,
  ],
];

/** What a heading says by itself, or in the company of others. */
export const looseColumnOf = (cell: Flow, lexicon: Lexicon): ColumnKind | null =>
  columnOf(cell, lexicon) ?? LOOSE.find(([, form]) => form.test(tight(cell).text))?.[0] ?? null;

const NAMES_TASK: readonly ColumnKind[] = ['task', 'content'];
const NAMES_DUTY: readonly ColumnKind[] = ['lead', 'units', 'support', 'deadline', 'no', 'person'];

const isBlankCell = (cell: Flow): boolean => /^[\s〃]*$/.test(cell.text);

/** A heading in unknown words: short, and no sentence. */
export const mayHead = (cell: Flow): boolean => {
  const { text } = tight(cell);
  return text.length >= 1 && text.length <= 12 && !/[。;,!?\d]/.test(text);
};

/**
 * The columns of a header, or null: at least two cells must be headings, one of a task and one of units or time. An
 * unknown heading is a note; where none names the task, the first unknown one does (民生实事).
 */
export function headerOf(cells: readonly Flow[], lexicon: Lexicon): readonly ColumnKind[] | null {
  const said = cells.filter((cell) => !isBlankCell(cell));
  if (cells.filter((cell) => columnOf(cell, lexicon) !== null).length < 2) return null;
  const kinds = cells.map((cell) => looseColumnOf(cell, lexicon));
  const known = kinds.filter((kind) => kind !== null);
  if (known.length < said.length * 0.6 || !said.every((cell) => cell.text.length <= 30)) return null;
  if (!known.some((kind) => NAMES_DUTY.includes(kind))) return null;
  const unnamed = cells.findIndex((cell, i) => kinds[i] === null && mayHead(cell));
  const lacksTask = !known.some((kind) => NAMES_TASK.includes(kind));
  if (lacksTask && (unnamed === -1 || !known.some((kind) => isDutyColumn(kind)))) return null;
  return kinds.map((kind, i) => kind ?? (lacksTask && i === unnamed ? 'task' : 'note'));
}

/** Columns that tell who answers or by when. */
export const isDutyColumn = (kind: ColumnKind): boolean =>
  kind === 'lead' || kind === 'units' || kind === 'support' || kind === 'deadline';

/** True when every cell that says something is a heading: the second row of a header, or one repeated on a page. */
export const isHeaderRow = (cells: readonly Flow[], lexicon: Lexicon): boolean => {
  const said = cells.filter((cell) => cell.text.trim() !== '' && cell.text.trim() !== '〃');
  return said.length > 0 && said.every((cell) => columnOf(cell, lexicon) !== null);
};
