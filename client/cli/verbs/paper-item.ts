import { ok, refuse, text, type Result } from '../../../domain/problem';
import { historyOf, sentenceOf } from '../../../domain/view/history';
import type { Ledger } from '../../../ledger/ledger';
import { noticeSlip, unfinished, unitReport, urgingSlip, type ItemMatter } from '../../../papers/orders';
import { inWords, type Paper } from '../../../papers/paper';
import { registerOf } from '../../../papers/register';
import { AS_OF, dated } from '../as-of';
import { itemNamed, unitOfName } from '../names';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import type { Session } from '../session';
import { example, flaggedBy, optionText, type Options, type Verb } from '../verb';
import { answered, TO, today } from './paper-parts';

type Asked = readonly [session: Session, ledger: Ledger, name: string, options: Options];

/** An item as papers speak of it; with --unit only that unit's line. Refuses `item-not-found`, `unit-not-found`. */
async function matterOf(
  ...[session, ledger, name, options]: Asked
): Promise<Result<ItemMatter & { readonly stream: string; readonly unit: string | null }>> {
  const stream = await itemNamed(ledger, name);
  if (!stream.ok) return stream;
  const office = await ledger.office();
  const given = optionText(options, 'unit');
  const unit = given === undefined ? ok(null) : unitOfName(office.roster, given);
  if (!unit.ok) return unit;
  const state = await ledger.item(stream.value);
  if (!state) return notYet(name);
  const assignments = state.assignments.filter((one) => unit.value === null || one.unit === unit.value);
  const rows = registerOf([{ ...state, assignments }], office, session.now());
  if (rows.length === 0) return notTheirs(name, given ?? '');
  const asOf = inWords(await today(session, ledger));
  return ok({ rows, text: state.text, asOf, stream: stream.value, unit: unit.value });
}

const notYet = (name: string): Result<never> =>
  refuse(
    'item-not-found',
    text(`事项 ${name} 那时还没有交办`, `item ${name} was not yet issued then`),
    text('写交办以后的日期', 'give a later day'),
  );

const notTheirs = (name: string, unit: string): Result<never> =>
  refuse(
    'not-found-unit',
    text(`事项 ${name} 没有交给“${unit}”`, `item ${name} was not given to "${unit}"`),
    text(`用 duban item show ${name} 查看责任单位`, `see duban item show ${name}`),
  );

/** A paper about an item, made of what the register says of it. */
const about =
  (make: (matter: ItemMatter) => Result<Paper>) =>
  async (...asked: Asked): Promise<Result<Output>> => {
    const matter = await matterOf(...asked);
    if (!matter.ok) return matter;
    const paper = make(matter.value);
    const [session, ledger, , options] = asked;
    return paper.ok ? answered(session, ledger, { paper: paper.value, counted: [] }, options) : paper;
  };

const urging = (matter: ItemMatter): Result<Paper> =>
  unfinished(matter.rows).length > 0
    ? ok(urgingSlip(matter))
    : refuse(
        'wrong-state',
        text('没有尚未办结的责任单位，不需要催办', 'no unit has anything left to do'),
        text('用 duban item list --late 查看逾期事项', 'see duban item list --late'),
      );

/** What a unit itself did: signed, reported, asked, handed in. */
const OWN: readonly string[] = ['acknowledged', 'reported', 'extensionRequested', 'handedIn'];

async function report(...asked: Asked): Promise<Result<Output>> {
  const [session, ledger, , options] = asked;
  const matter = await matterOf(...asked);
  if (!matter.ok) return matter;
  const { stream, unit, rows, asOf } = matter.value;
  const [row] = rows;
  if (unit === null || !row)
    return refuse(
      'usage',
      text('没有写明哪个单位的报告', "it is not said which unit's report"),
      text('用 --unit 指明单位', 'say --unit UNIT'),
    );
  const office = await ledger.office();
  const course = historyOf(stream, await ledger.story(stream), office, unit)
    .filter(({ type }) => OWN.includes(type))
    .map((line) => sentenceOf(line, office.calendar.zone).zh);
  return answered(session, ledger, { paper: unitReport(row, course, asOf), counted: [] }, options);
}

const FLAGS = [
  TO('写到哪个文件,.docx', 'the file, .docx'),
  flaggedBy('--unit <单位>', '只写这个单位', 'of this unit'),
  AS_OF,
];

const verb = (
  [name, zh, en]: readonly [string, string, string],
  line: string,
  act: (...asked: Asked) => Promise<Result<Output>>,
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
    ['notice', '督办通知单(代拟稿,docx)', 'the slip that gives an item out (draft, docx)'],
    'paper notice 10 --to 通知单.docx',
    about((matter) => ok(noticeSlip(matter))),
  ),
  verb(
    [
      'urging',
      '催办单(代拟稿,docx),写明尚未办结的单位',
      'an urging slip (draft, docx) to who has not finished',
    ],
    'paper urging 10 --to 催办单.docx',
    about(urging),
  ),
  verb(
    [
      'report',
      '单位的办理情况报告(docx),台账里有的已填好',
      "a unit's report (docx), filled in as far as the ledger knows",
    ],
    'paper report 10 --unit 区数据局 --to 办理情况报告.docx',
    report,
  ),
];
