import { text, type Text } from '../../../domain/problem';
import { clockText } from '../../../domain/time';
import type { Rehearsal, RehearsedMails } from '../../../office/rehearsal';
import type { Lang } from '../io';
import type { Output } from '../output';
import { columnTable } from '../table';
import { problemData } from '../ways';

/** What a rehearsal came to: every rule of sending with its count, and what people were refused. */
export function rehearsalOutput({ demo, zone, result, refused }: Rehearsal, lang: Lang): Output {
  const table = columnTable(lang, rehearsalRows(result), [
    ['项目', 'what', ([label]) => label[lang]],
    ['数', 'count', ([, value]) => value],
  ]);
  const mark = demo ? [lang === 'zh' ? '演示·日期为示例' : 'demonstration: sample dates'] : [];
  const said = refused.map(
    ({ at, stream, command, problem }) =>
      `${clockText(at, zone)} ${stream} ${command}${lang === 'zh' ? '：' : ': '}${problem.message[lang]} [${problem.code}]`,
  );
  const tried = said.length === 0 ? [] : ['', lang === 'zh' ? '被拒绝的动作：' : 'refused:', ...said];
  return {
    data: {
      ...result,
      refused: refused.map(({ problem, ...rest }) => ({ ...rest, ...problemData(problem, lang) })),
    },
    text: [...mark, table, ...tried].join('\n'),
    findings: result.findings.length > 0 || !result.journal.verified,
  };
}

type RehearsalRow = readonly [Text, string | number];

const rehearsalRows = (r: RehearsedMails): readonly RehearsalRow[] => [
  [text('事项 / 单位', 'items / units'), `${r.items} / ${r.units}`],
  [text('发信的日子', 'days with mail'), r.days],
  [text('邮件合计', 'mails'), r.mails],
  [text('　交办通知', '  letters'), r.letters],
  [text('　每日提醒', '  digests'), r.digests],
  [text('　督办、变更、答复', '  urges, changes, answers'), `${r.urges}、${r.changes}、${r.answers}`],
  [text('邮件中的事项行', 'lines'), r.lines],
  [text('重复', 'duplicates'), r.duplicates],
  [text('窗口外 / 休息日发出', 'outside the window / on days off'), `${r.outsideWindow} / ${r.onDaysOff}`],
  [text('每单位每天最多', 'most for one addressee a day'), r.maxPerUnitDay],
  [text('已销号 / 曾逾期的事项', 'items closed / late'), `${r.closed} / ${r.late}`],
  [
    text(
      '责任单位：办结 / 逾期 / 曾退回 / 取消 / 未结',
      'assignments: accepted / late / returned / cancelled / open',
    ),
    Object.values(r.assignments).join(' / '),
  ],
  [
    text('每个工作流的历史事件：中位 / 最多', 'history events of an item: median / most'),
    `${r.eventsPerItem.median} / ${r.eventsPerItem.max}`,
  ],
  [
    text('台账条目', 'journal'),
    `${r.journal.events} ${r.journal.verified && r.findings.length === 0 ? '✓ 核验一致' : '✗ 有差异'}`,
  ],
  [text('用时（秒）', 'seconds'), r.seconds],
];
