import { refuse, text, type Result } from '../../../domain/problem';
import type { StreamId } from '../../../domain/journal/types';
import type { UnitId } from '../../../domain/roster/types';
import type { Ledger } from '../../../ledger/ledger';
import type { Paper } from '../../../papers/paper';
import { noticeSlipFor, unitReportFor, urgingSlipFor, type PaperSource } from '../../../office/papers/make';
import { AS_OF, dated } from '../as-of';
import { itemNamed, unitOption } from '../names';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import type { Session } from '../session';
import { example, flaggedBy, type Options, type Verb } from '../verb';
import { answered, LETTERHEAD, paperSource, TO } from './paper-parts';

type PaperAsked = readonly [session: Session, ledger: Ledger, name: string, options: Options];

/** A paper about an item; with --unit of that unit alone. Refuses `item-not-found`, `unit-not-found` and what it refuses. */
const PAPER_ABOUT =
  (make: (source: PaperSource, stream: StreamId, unit: UnitId | null) => Promise<Result<Paper>>) =>
  async (...[session, ledger, name, options]: PaperAsked): Promise<Result<Output>> => {
    const stream = await itemNamed(ledger, name);
    if (!stream.ok) return stream;
    const unit = unitOption(options, (await ledger.office()).roster);
    if (!unit.ok) return unit;
    const paper = await make(paperSource(session, ledger, options), stream.value, unit.value ?? null);
    return paper.ok ? answered(session, ledger, { paper: paper.value, counted: [] }, options) : paper;
  };

const reportPaper = (source: PaperSource, stream: StreamId, unit: UnitId | null): Promise<Result<Paper>> =>
  unit === null ? Promise.resolve(whichUnit) : unitReportFor(source, stream, unit);

const whichUnit = refuse(
  'usage',
  text('没有写明哪个单位的报告', "it is not said which unit's report"),
  text('用 --unit 指明单位', 'say --unit UNIT'),
);

const FLAGS = [
  TO('写到哪个文件，.docx', 'the file, .docx'),
  LETTERHEAD,
  flaggedBy('--unit <单位>', '只写这个单位', 'of this unit'),
  AS_OF,
];

const verb = (
  [name, zh, en]: readonly [string, string, string],
  line: string,
  act: (...asked: PaperAsked) => Promise<Result<Output>>,
): Verb => ({
  usage: `${name} <事项>`,
  about: text(zh, en),
  flags: FLAGS,
  examples: [example(line, '第 10 项', 'item 10')],
  action: dated(onLedger((session, ledger, [item], options) => act(session, ledger, item ?? '', options))),
});

/** duban paper notice | urging | report: papers about one item. */
export const itemPaperVerbs: readonly Verb[] = [
  verb(
    ['notice', '督办通知单（代拟稿，docx）', 'the slip that gives an item out (draft, docx)'],
    'paper notice 10 --to 通知单.docx',
    PAPER_ABOUT(noticeSlipFor),
  ),
  verb(
    [
      'urging',
      '催办单（代拟稿，docx），写明尚未办结的单位',
      'an urging slip (draft, docx) to who has not finished',
    ],
    'paper urging 10 --to 催办单.docx',
    PAPER_ABOUT(urgingSlipFor),
  ),
  verb(
    [
      'report',
      '单位的办理情况报告（docx），台账里有的已填好',
      "a unit's report (docx), filled in as far as the ledger knows",
    ],
    'paper report 10 --unit 区数据局 --to 办理情况报告.docx',
    PAPER_ABOUT(reportPaper),
  ),
];
