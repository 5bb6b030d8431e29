import { lampsByUnit } from './charts';
import { shareOf, type CountedItems, type Paper } from './paper';
import { lineName, type RegisterRow } from './register';

/** A figure of a paper: its value, and the lines of the register behind it. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly share: string;
  readonly rows: readonly RegisterRow[];
}

/** What a bulletin (督查通报) says; the office edits and seals it. */
export interface Bulletin extends Paper {
  readonly figures: readonly Figure[];
}

/** The figures of a bulletin, as those of other papers. */
export const bulletinCounted = ({ figures }: Bulletin): readonly CountedItems[] =>
  figures.map(({ name, value, rows }) => ({ name, value, basis: rows.map(lineName) }));

const isFinished = ({ state }: RegisterRow): boolean => state === '已办结';
const isGone = ({ state }: RegisterRow): boolean => state === '已取消';

function figure(name: string, all: readonly RegisterRow[], rows: readonly RegisterRow[]): Figure {
  return { name, value: rows.length, share: shareOf(rows.length, all.length), rows };
}

/** The units with something late, those with the most first. */
function lateUnits(late: readonly RegisterRow[]): readonly string[] {
  const by = new Map<string, RegisterRow[]>();
  for (const row of late) by.set(row.unit, [...(by.get(row.unit) ?? []), row]);
  return [...by]
    .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .map(([unit, rows]) => {
      const items = rows.map(({ no, daysLate }) => `第${no}项（逾期${daysLate}个工作日）`).join('、');
      return `${unit}负责的${items}`;
    });
}

/** A bulletin over a register as of a day ("2025年9月30日"). Counts a unit of an item as one; cancelled ones do not count. */
export function bulletinOf(register: readonly RegisterRow[], asOf: string): Bulletin {
  const all = register.filter((row) => !isGone(row));
  const done = figure('已办结', all, all.filter(isFinished));
  const late = figure(
    '逾期',
    all,
    all.filter((row) => row.late),
  );
  const open = figure(
    '正在办理',
    all,
    all.filter((row) => !isFinished(row)),
  );
  const inTime = all.filter((row) => !row.late);
  const units = lateUnits(late.rows);
  return {
    title: '关于重点工作落实情况的督查通报',
    to: null,
    asOf,
    charts: [lampsByUnit(all, asOf)],
    signature: null,
    figures: [figure('交办', all, all), done, open, late],
    sections: [
      {
        title: '总体情况',
        paragraphs: [
          `截至${asOf}，交办到单位的事项共${all.length}件，已办结${done.value}件，占${done.share}；` +
            `正在办理${open.value}件，占${open.share}，其中逾期${late.value}件，占${late.share}（详见附件）。`,
        ],
      },
      {
        title: '存在问题',
        paragraphs:
          units.length === 0 ? ['各单位均按时序推进，没有逾期事项。'] : [`${units.join('；')}，进展滞后。`],
      },
      {
        title: '整改要求',
        paragraphs: [
          units.length === 0
            ? '请各单位继续按时限推进，及时报送进展。'
            : '请上述单位查明原因，倒排时间，限期办结并书面报告；其他单位举一反三，按时限推进。',
        ],
      },
    ],
    annexes: [
      { title: '慢于序时进度的事项', rows: late.rows },
      { title: '按序时进度推进的事项', rows: inTime },
    ],
  };
}
