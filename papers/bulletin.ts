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
/** Cancelled or released: no longer counted. */
const isGone = ({ state }: RegisterRow): boolean => state === '已取消' || state === '已解除';
/** Late now, when it was accepted or given up, or before its date was moved. */
const wasLate = ({ lateness }: RegisterRow): boolean => lateness !== '';

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
      const items = rows.map(({ no, lateness }) => `第${no}项（${lateness}）`).join('、');
      return `${unit}负责的${items}`;
    });
}

/** The first section of bulletins and weeklies: how much there is, done, and late. */
function overall(figures: ReturnType<typeof bulletinFigures>, asOf: string): string {
  const { all, done, lateDone, open, lateOpen } = figures;
  return (
    `截至${asOf}，交办到单位的事项共${all.value}件，已办结${done.value}件，占${done.share}` +
    `${lateDone.value > 0 ? `（其中逾期办结${lateDone.value}件）` : ''}；` +
    `正在办理${open.value}件，占${open.share}，其中逾期${lateOpen.value}件，占${lateOpen.share}（详见附件）。`
  );
}

function bulletinFigures(all: readonly RegisterRow[]) {
  const of = (name: string, fits: (row: RegisterRow) => boolean): Figure =>
    figure(name, all, all.filter(fits));
  return {
    all: of('交办', () => true),
    done: of('已办结', isFinished),
    open: of('正在办理', (row) => !isFinished(row)),
    lateOpen: of('逾期', (row) => row.late && !isFinished(row)),
    lateDone: of('逾期办结', (row) => row.late && isFinished(row)),
  };
}

/**
 * A bulletin over a register as of a day ("2025年9月30日"). Counts a unit of an item as one; what was cancelled, and who
 * was released, does not count, but a release does not hide lateness.
 */
export function bulletinOf(register: readonly RegisterRow[], asOf: string): Bulletin {
  const all = register.filter((row) => !isGone(row));
  const slow = register.filter((row) => wasLate(row) && (!isGone(row) || row.state === '已解除'));
  const figures = bulletinFigures(all);
  const units = lateUnits(slow);
  const asked = slow.some(({ owing }) => owing);
  return {
    title: '关于重点工作落实情况的督查通报',
    to: null,
    asOf,
    charts: [lampsByUnit(all, asOf)],
    signature: null,
    figures: Object.values(figures),
    sections: [
      { title: '总体情况', paragraphs: [overall(figures, asOf)] },
      {
        title: '存在问题',
        paragraphs:
          units.length === 0 ? ['各单位均按时序推进，没有逾期事项。'] : [`${units.join('；')}，进展滞后。`],
      },
      {
        title: '整改要求',
        paragraphs: [
          asked
            ? '请上述单位查明原因，倒排时间，限期办结并书面报告；其他单位举一反三，按时限推进。'
            : '请各单位继续按时限推进，及时报送进展。',
        ],
      },
    ],
    annexes: [
      { title: '慢于序时进度的事项', rows: slow },
      { title: '按序时进度推进的事项', rows: all.filter((row) => !wasLate(row)) },
    ],
  };
}
