import type { OnTimeRow } from '../domain/view/on-time';
import { referenceOf, type Happening } from './happenings';
import type { Paper } from './paper';
import { inWords, type CivilDate } from '../domain/time';

/** What may cost points: 逾期办结, 办结退回, 逾期后申请延期, 逾期催办 (R6 and above). */
export const GROUNDS = ['acceptedLate', 'returned', 'askedLate', 'urgedLate'] as const;
type Ground = (typeof GROUNDS)[number];

/** One line of an office's rule table; points are taken off. `perDay`: for each working day late, instead of once. */
export interface ScoreRule {
  readonly on: Ground;
  readonly word: string;
  readonly points: number;
  readonly perDay: boolean;
}

/** The rule table of an office. */
export interface ScoreTable {
  readonly full: number;
  readonly rules: readonly ScoreRule[];
}

/** Points taken off, and the event for which. */
export interface Deduction {
  readonly unit: string;
  readonly event: string;
  readonly day: CivilDate;
  readonly word: string;
  readonly points: number;
}

/** A unit's points. */
export interface Score {
  readonly unit: string;
  readonly points: number;
  readonly deductions: readonly Deduction[];
}

const LATE_RUNGS: readonly string[] = ['R6', 'R7', 'R8', 'R9'];

/** A round of a unit of an item, as it stands against its dates. */
export interface ScoredRound extends OnTimeRow {
  readonly stream: string;
}

/** What was accepted late, or given up late: each round once, by the event that settled it. */
const lateRounds = (rounds: readonly ScoredRound[]): readonly (Against & { readonly event: string })[] =>
  rounds.flatMap(({ stream, unit, settled, daysLate, daysLateBefore }) => {
    const days = daysLate + daysLateBefore;
    return settled && days > 0 ? [{ unit, days, day: settled.on, event: `${stream} #${settled.seq}` }] : [];
  });

interface Against {
  readonly unit: string;
  /** Working days late; 1 where they do not count. */
  readonly days: number;
  readonly day: CivilDate;
}

/** The units that an event speaks against on a ground. */
function against(
  { event }: Happening,
  ground: Ground,
): readonly { readonly unit: string; readonly days: number }[] {
  if (event.type === 'handInReturned' && ground === 'returned') return [{ unit: event.body.unit, days: 1 }];
  if (event.type === 'extensionRequested' && ground === 'askedLate')
    return event.body.late ? [{ unit: event.body.unit, days: 1 }] : [];
  if (event.type === 'raised' && ground === 'urgedLate')
    return event.body.raised
      .filter(({ rung }) => LATE_RUNGS.includes(rung))
      .map(({ unit }) => ({ unit, days: 1 }));
  return [];
}

/** Scores of units from events, by a rule table: never below 0, those with the most points first. */
export function scoresOf(
  happened: readonly Happening[],
  rounds: readonly ScoredRound[],
  { table, units }: { readonly table: ScoreTable; readonly units: readonly string[] },
): readonly Score[] {
  const found = (ground: Ground): readonly (Against & { readonly event: string })[] =>
    ground === 'acceptedLate'
      ? lateRounds(rounds)
      : happened.flatMap((one) =>
          against(one, ground).map((of) => ({ ...of, day: one.day, event: referenceOf(one) })),
        );
  const all = table.rules.flatMap(({ on, word, points, perDay }) =>
    found(on).map(({ days, ...of }) => ({ ...of, word, points: perDay ? points * days : points })),
  );
  return units
    .map((unit) => {
      const deductions = all.filter((one) => one.unit === unit);
      const off = deductions.reduce((sum, { points }) => sum + points, 0);
      return { unit, points: Math.max(0, Number((table.full - off).toFixed(2))), deductions };
    })
    .toSorted((a, b) => b.points - a.points || (a.unit < b.unit ? -1 : 1));
}

/** The scores as a paper for inside use: they are opened to others by whoever decides so, never by the program. */
export const scorePaper = (
  scores: readonly Score[],
  asOf: CivilDate,
  nameOf: (unit: string) => string,
): Paper => ({
  title: '督办工作计分情况（内部参考）',
  to: null,
  asOf: inWords(asOf),
  sections: [
    {
      title: '说明',
      paragraphs: ['按所附规则由台账事件计算，未经审定，不作公布；每项扣分列明事件，可逐条查证。'],
    },
    {
      title: '计分和扣分',
      paragraphs: scores.map(
        ({ unit, points, deductions }) =>
          `${nameOf(unit)}：${points}分。${deductions
            .map(({ word, points: off, event, day }) => `${inWords(day)}${word}扣${off}分（${event}）`)
            .join('；')}`,
      ),
    },
  ],
  annexes: [],
  charts: [],
  signature: null,
});
