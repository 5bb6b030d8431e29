import { inWords } from '../domain/time';
import type { Paper } from './paper';
import type { RegisterRow } from './register';

/** What papers about one item start from: its lines of the register, its text, and the day. */
export interface ItemMatter {
  readonly rows: readonly RegisterRow[];
  readonly text: string;
  readonly asOf: string;
}

const addressedUnits = (rows: readonly RegisterRow[]): string =>
  [...new Set(rows.map(({ unit }) => unit))].join('、');

const subject = ({ rows: [row] }: ItemMatter): string => (row ? `${row.source}“${row.title}”` : '');

const orderTerm = ({ unit, role, due }: RegisterRow): string =>
  `${unit}（${role}）：${due === null ? '持续推进，按季度报送进展' : `${inWords(due)}前`}。`;

/** 督办通知单: what is asked of whom, until when. */
export const noticeSlip = (matter: ItemMatter): Paper => ({
  title: '督办通知单',
  to: addressedUnits(matter.rows),
  asOf: matter.asOf,
  sections: [
    { title: '交办事项', paragraphs: [`现将${subject(matter)}交你单位办理。`, matter.text] },
    { title: '分工和时限', paragraphs: matter.rows.map(orderTerm) },
    {
      title: '办理要求',
      paragraphs: [
        '请收到后签收，明确责任人，按时报送进展；办结后提交办结材料；确需延期的，请在时限前说明理由和进展，提出申请。',
      ],
    },
  ],
  annexes: [],
  charts: [],
  signature: null,
});

/** Lines of the register of which something is still asked. */
export const unfinished = (rows: readonly RegisterRow[]): readonly RegisterRow[] =>
  rows.filter(({ owing }) => owing);

function orderStanding({ unit, due, daysLate, late, progress, signed }: RegisterRow): string {
  const term = due === null ? '持续推进事项' : `时限${inWords(due)}`;
  const lateness = late ? `，已逾期${daysLate}个工作日` : '，尚未办结';
  const said = progress === '' ? '未报送进展' : `最近报送进展${progress}`;
  return `${unit}：${term}${lateness}；${signed === null ? '尚未签收' : '已签收'}，${said}。`;
}

/** 催办单: the state of those who have not finished. */
export const urgingSlip = (matter: ItemMatter): Paper => {
  const rows = unfinished(matter.rows);
  return {
    title: '督办事项催办单',
    to: addressedUnits(rows),
    asOf: matter.asOf,
    sections: [
      {
        title: '催办事项',
        paragraphs: [`${subject(matter)}，截至${matter.asOf}办理情况如下。`, ...rows.map(orderStanding)],
      },
      {
        title: '催办要求',
        paragraphs: [
          rows.some(({ late }) => late)
            ? '请查明逾期原因，明确办结时间和措施，抓紧办理并书面反馈。'
            : '请对照时限抓紧办理，及时反馈进展。',
        ],
      },
    ],
    annexes: [],
    charts: [],
    signature: null,
  };
};

/** 办理情况报告 of a unit, filled in as far as the ledger knows; `course`: what it did, a sentence each. */
export const unitReport = (row: RegisterRow, course: readonly string[], asOf: string): Paper => ({
  title: `关于“${row.title}”办理情况的报告`,
  to: '（交办机关）',
  asOf,
  sections: [
    {
      title: '落实过程',
      paragraphs: [
        `你处交办的${row.source}“${row.title}”，我单位（${row.role}）` +
          `${row.signed === null ? '尚未签收' : `已于${inWords(row.signed)}签收`}。现将办理情况报告如下。`,
        ...(course.length > 0 ? course : ['（请填写）']),
      ],
    },
    {
      title: '基本情况',
      paragraphs: [
        (row.due === null ? '本项持续推进' : `时限${inWords(row.due)}`) +
          `${row.firstDue !== null && row.firstDue !== row.due ? `（原定${inWords(row.firstDue)}）` : ''}；` +
          `截至${asOf}，${row.state}${row.daysLate > 0 ? `，逾期${row.daysLate}个工作日` : ''}，` +
          `最近报送进展${row.progress === '' ? '无' : row.progress}。（请补充完成情况和成效）`,
      ],
    },
    { title: '意见和建议', paragraphs: ['（请填写存在问题、下一步措施）'] },
  ],
  annexes: [],
  charts: [],
  signature: { name: row.unit, date: asOf, note: '签发人：　　　联系人：　　　电话：　　　' },
});
