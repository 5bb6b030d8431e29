import { resolve } from 'node:path';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import { nameOfUnit } from '../../../domain/roster/roster';
import type { Ledger } from '../../../ledger/ledger';
import { scorePaper } from '../../../papers/scores';
import { readScoreTable } from '../../../office/intake/files/score-file';
import { annualFor, paperDay, scoresFor, weeklyFor } from '../../../office/papers/make';
import { AS_OF, dated } from '../as-of';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import type { Session } from '../session';
import { printTable } from '../table';
import { example, flaggedBy, OF_NOTICE, optionText, type Action, type Options, type Verb } from '../verb';
import { answered, asksForFile, EXPLAIN, LETTERHEAD, paperSource, TO } from './paper-parts';

const weekly = async (session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> =>
  answered(session, ledger, await weeklyFor(paperSource(session, ledger, options)), options);

async function annual(
  session: Session,
  ledger: Ledger,
  year: string,
  options: Options,
): Promise<Result<Output>> {
  const made = await annualFor(paperSource(session, ledger, options), year);
  if (!made.ok) return made;
  const paper = made.value;
  const [paragraph] = paper.paper.sections.flatMap(({ paragraphs }) => paragraphs);
  return !asksForFile(options) && options['explain'] !== true
    ? ok({ data: { paragraph, figures: paper.counted }, text: paragraph ?? '' })
    : answered(session, ledger, paper, options);
}

async function scores(session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> {
  const given = optionText(options, 'rules');
  if (given === undefined) return noRules;
  const rules = await readScoreTable(resolve(session.io.cwd, given));
  if (!rules.ok) return rules;
  const source = paperSource(session, ledger, options);
  const made = await scoresFor(source, rules.value);
  const { roster } = await ledger.office();
  const nameOf = (unit: string): string => nameOfUnit(roster, unit);
  if (optionText(options, 'to') !== undefined) {
    const paper = scorePaper(made, await paperDay(source), nameOf);
    return answered(session, ledger, { paper, counted: [] }, options);
  }
  const rows = made.flatMap(({ unit, points, deductions }) => [
    [nameOf(unit), points, '', '', ''],
    ...deductions.map(({ word, points: off, day, event }) => ['', `-${off}`, word, day, event]),
  ]);
  const head =
    session.style.lang === 'zh'
      ? ['单位', '分', '事由', '日期', '事件']
      : ['unit', 'points', 'reason', 'day', 'event'];
  return ok({ data: made, text: printTable(head, rows) });
}

const noRules = refuse(
  'usage',
  text('没有给出计分规则', 'no rule table is given'),
  text(
    '分值由机关定：用 --rules 文件，样例 seeds/qingpu-2025/scores.yaml',
    'the office decides on the points: --rules FILE, see seeds/qingpu-2025/scores.yaml',
  ),
);

const TO_DOCX = TO('写到哪个文件，.docx', 'the file, .docx');

const looking = (
  act: (session: Session, ledger: Ledger, options: Options, arg: string) => Promise<Result<Output>>,
): Action => dated(onLedger((session, ledger, [arg], options) => act(session, ledger, options, arg ?? '')));

/** duban paper weekly | annual | scores: papers about a stretch of time. */
export const periodPaperVerbs: readonly Verb[] = [
  {
    usage: 'weekly',
    about: text(
      '督查周报（代拟稿，docx）：周一到这一天的事件、逾期、下周到期',
      'the weekly (draft, docx): events since Monday, what is late, what falls due next',
    ),
    flags: [TO_DOCX, LETTERHEAD, OF_NOTICE, AS_OF, EXPLAIN],
    examples: [
      example('paper weekly --explain', '每个数字的由来', 'what is behind each figure'),
      example('paper weekly --to 周报.docx', '本周的周报稿', 'the draft of this week'),
    ],
    action: looking(weekly),
  },
  {
    usage: 'annual <年>',
    about: text(
      '年度报告的督办段落，统计期 1 月 1 日至 12 月 31 日',
      'the paragraph for the annual report, 1 January to 31 December',
    ),
    flags: [TO_DOCX, LETTERHEAD, OF_NOTICE, AS_OF, EXPLAIN],
    examples: [example('paper annual 2025', '2025 年的段落', 'the paragraph of 2025')],
    action: looking((session, ledger, options, year) => annual(session, ledger, year, options)),
  },
  {
    usage: 'scores',
    about: text(
      '按机关自定的规则给单位计分，每项扣分列明事件；只供内部，程序不公布',
      "scores of units by the office's own rule table, each deduction with its event; never published by the program",
    ),
    flags: [
      flaggedBy('--rules <文件>', '计分规则（yaml）', 'the rule table (yaml)'),
      TO_DOCX,
      OF_NOTICE,
      AS_OF,
    ],
    examples: [
      example('paper scores --rules seeds/qingpu-2025/scores.yaml', '各单位的分', 'points of the units'),
    ],
    action: looking(scores),
  },
];
