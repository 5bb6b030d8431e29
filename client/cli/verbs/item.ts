import { ok, text, type Text } from '../../../domain/problem';
import {
  assign,
  cancel,
  changeDeadline,
  close,
  extend,
  lead,
  ofUnit,
  release,
  reopen,
  report,
  review,
  run,
  submit,
  urge,
  yearEnd,
  type Maker,
} from '../item-commands';
import { DRY_RUN, example, type Example, flag, type Flag, flagged, KEY, required, type Verb } from '../verb';
import { call } from './call';
import { signAll } from './sign-all';

const UNIT = flagged('--unit <单位>', '单位名称、简称或代号', 'name, alias or id of the unit');
const REASON = flagged('--reason <理由>', '理由', 'the reason');
const TO = flagged('--to <日期>', '日期,如 2025-12-31', 'a date like 2025-12-31');
const TEXT = flagged('--text <说明>', '说明', 'what is said');
const FILES = flagged(
  '--file <文件...>',
  '佐证文件:只记名称和摘要,文件留在原处',
  'files as evidence: name and digest are kept, the file stays where it is',
);
const WITHDRAW = flagged('--withdraw', '撤回', 'withdraw it');
const AGAIN = flagged('--again', '同日再次催办', 'urge a second time on the same day');
const ROUND = flagged('--occurrence <n>', '期次(只用于多期事项)', 'the round of a recurring item');

/** A coordinator enters what a unit said by mail, phone or on paper. */
const ON_BEHALF: readonly Flag[] = [
  flagged('--on-behalf <单位>', '督办员代单位录入', 'a coordinator enters for a unit'),
  flagged('--source <来源>', '代录来源 mail|phone|paper', 'how the unit said it: mail|phone|paper'),
];

const COMMON: readonly Flag[] = [UNIT, KEY, DRY_RUN];

interface Parts {
  readonly usage: string;
  readonly about: Text;
  readonly make: Maker;
  readonly flags: readonly Flag[];
  readonly examples: readonly Example[];
}

const verb = ({ usage, about, make, flags, examples }: Parts): Verb => ({
  usage,
  about,
  flags: [...flags, ...COMMON],
  examples,
  action: (session, [name], options) => run(session, name, options, make),
});

const acknowledge: Verb = {
  usage: 'acknowledge [事项]',
  about: text('签收', 'sign for an item (签收)'),
  flags: [
    flagged('--all', '该单位全部待签收事项', 'every item that the unit has not signed'),
    ...ON_BEHALF,
    ...COMMON,
  ],
  examples: [
    example('item acknowledge 10 --as ll-sjj', '联络员签收第 10 项', 'a liaison signs for item 10'),
    example('item acknowledge --all --unit 区数据局 --as ll-sjj', '全部签收', 'signs for everything'),
    example(
      'item acknowledge 10 --on-behalf 区数据局 --source phone',
      '督办员按电话代签',
      'a coordinator enters what was said on the phone',
    ),
  ],
  action: (session, [name], options) =>
    flag(options, 'all')
      ? signAll(session, options)
      : run(
          session,
          name,
          options,
          ofUnit((unit) => ok({ type: 'acknowledge', unit })),
        ),
};

const callVerb: Verb = {
  usage: 'call <事项>',
  about: text('记录一次电话催办:与谁、说了什么、答复', 'record a phone call: with whom, what, the answer'),
  flags: [
    required(
      flagged('--who <姓名>', '通话人(只存于可删除的表)', 'who was spoken to (kept in an erasable table)'),
    ),
    required(flagged('--answer <答复>', '对方的答复', 'what was answered')),
    TEXT,
    ...COMMON,
  ],
  examples: [
    example('item call 10 --unit 区数据局 --who 李同志 --answer 本周五报', '记录通话', 'records the call'),
  ],
  action: (session, [name], options) => call(session, name, options),
};

const ofUnits: readonly Verb[] = [
  verb({
    usage: 'report <事项>',
    about: text('报告进展', 'report progress (进展)'),
    make: report,
    flags: [flagged('--percent <n>', '进度 0…100', 'progress 0…100'), TEXT, FILES, ...ON_BEHALF],
    examples: [
      example('item report 10 --percent 60 --text 已完成初稿 --as ll-sjj', '报 60%', 'reports 60 %'),
    ],
  }),
  verb({
    usage: 'extend <事项>',
    about: text('申请延期,或撤回申请', 'ask for an extension (延期), or withdraw the request'),
    make: extend,
    flags: [
      TO,
      REASON,
      flagged('--progress <进展>', '现在的进展', 'the progress so far'),
      flagged('--approver <领导>', '批准申请的单位领导', 'the leader of the unit who approved it'),
      WITHDRAW,
      ROUND,
      ...ON_BEHALF,
    ],
    examples: [
      example(
        'item extend 10 --to 2025-10-31 --reason 等待上级批复 --progress 已报批 --approver 王局长 --as ll-sjj',
        '申请延期',
        'asks for 31 October',
      ),
      example('item extend 10 --withdraw --as ll-sjj', '撤回申请', 'withdraws the request'),
    ],
  }),
  verb({
    usage: 'submit <事项>',
    about: text('提交办结,或撤回', 'hand in the completion (办结), or withdraw it'),
    make: submit,
    flags: [TEXT, FILES, WITHDRAW, ROUND, ...ON_BEHALF],
    examples: [
      example(
        'item submit 10 --text 平台已上线 --file 验收单.pdf --as ll-sjj',
        '附验收单报办结',
        'hands in with a file',
      ),
    ],
  }),
];

const ofReviewers: readonly Verb[] = [
  verb({
    usage: 'review <事项>',
    about: text('审核:办结、延期、报告', 'review (审核) a hand-in, a request or a report'),
    make: review,
    flags: [
      flagged('--accept', '办结通过', 'accept the hand-in'),
      flagged('--return', '办结退回', 'return the hand-in'),
      flagged('--grant', '同意延期到 --to', 'grant the extension to --to'),
      flagged('--refuse', '不同意延期', 'refuse the extension'),
      flagged('--return-report', '退回最近一次报告', 'return the latest report'),
      TO,
      REASON,
      ROUND,
    ],
    examples: [
      example('item review 10 --unit 区数据局 --accept', '办结通过', 'accepts'),
      example('item review 10 --unit 区数据局 --return --reason 缺少验收单', '退回', 'returns'),
      example('item review 10 --unit 区数据局 --grant --to 2025-10-31', '同意延期', 'grants'),
      example('item review 10 --unit 区数据局 --refuse --reason 不影响进度', '不同意', 'refuses'),
    ],
  }),
];

const ofCoordinators: readonly Verb[] = [
  verb({
    usage: 'date <事项>',
    about: text('改期', 'change the due date (改期)'),
    make: changeDeadline,
    flags: [TO, REASON, ROUND],
    examples: [
      example('item date 10 --to 2025-10-31 --reason 上级调整', '全部单位改期', 'for all units'),
      example('item date 10 --to 2025-10-31 --unit 区科委 --reason 配套滞后', '只改一个', 'for one'),
    ],
  }),
  verb({
    usage: 'assign <事项>',
    about: text('增加责任单位', 'add a unit'),
    make: assign,
    flags: [flagged('--role <分工>', 'each 责任|lead 牵头|support 配合', 'each|lead|support'), TO, REASON],
    examples: [
      example(
        'item assign 10 --unit 区体育局 --role support --reason 需要配合',
        '增加配合单位',
        'adds a supporting unit',
      ),
    ],
  }),
  verb({
    usage: 'release <事项>',
    about: text('解除单位', 'release a unit (解除)'),
    make: release,
    flags: [REASON],
    examples: [example('item release 10 --unit 区民政局 --reason 职能已划转', '解除', 'releases it')],
  }),
  verb({
    usage: 'lead <事项>',
    about: text('更换牵头单位', 'change the lead (牵头)'),
    make: lead,
    flags: [REASON],
    examples: [example('item lead 10 --unit 区科委 --reason 分工调整', '改由区科委牵头', '区科委 leads')],
  }),
  verb({
    usage: 'urge <事项>',
    about: text(
      '即时催办:不写单位即所有未完成的单位',
      'urge at once (催办); without a unit, all that have not finished',
    ),
    make: urge,
    flags: [flagged('--text <内容>', '催办内容', 'the text'), AGAIN],
    examples: [example('item urge 10 --unit 区数据局 --text 请今日报送进展', '立即发一封', 'mails at once')],
  }),
  callVerb,
  verb({
    usage: 'cancel <事项>',
    about: text('取消事项', 'cancel an item (取消)'),
    make: cancel,
    flags: [REASON],
    examples: [example('item cancel 16 --reason 活动停办', '取消', 'cancels')],
  }),
  verb({
    usage: 'reopen <事项>',
    about: text('重新办理已销号或已取消的事项', 'reopen a closed or cancelled item'),
    make: reopen,
    flags: [TO, REASON],
    examples: [example('item reopen 16 --to 2025-11-28 --reason 恢复举办', '重新办理', 'reopens')],
  }),
  verb({
    usage: 'close <事项>',
    about: text('销号', 'close an item (销号)'),
    make: close,
    flags: [REASON],
    examples: [example('item close 4 --reason 全部单位已办结', '销号', 'closes')],
  }),
  verb({
    usage: 'year-end <事项>',
    about: text('长期事项年终审核', 'the year-end review of a continuous item'),
    make: yearEnd,
    flags: [
      flagged('--outcome <结论>', 'accept 完成|carry 结转|stop 终止', 'accept|carry|stop'),
      flagged('--carried-to <事项>', '结转到的新事项', 'the item that it is carried to'),
      REASON,
    ],
    examples: [
      example('item year-end 1 --outcome accept --reason 全年达标', '完成', 'accepts'),
      example(
        'item year-end 12 --outcome carry --carried-to 2026/8 --reason 明年继续',
        '结转',
        'carries over',
      ),
    ],
  }),
];

/** duban item …: everything that happens to an item. */
export const itemVerbs: readonly Verb[] = [acknowledge, ...ofUnits, ...ofReviewers, ...ofCoordinators];
