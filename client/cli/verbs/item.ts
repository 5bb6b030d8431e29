import { commandTable, isCommandType } from '../../../domain/item/commands';
import { text, type Text } from '../../../domain/problem';
import { chosenAct, verbOptions, type Act, type ItemVerb } from '../item-acts';
import { commandOf, runCommands } from '../item-commands';
import { askedFields, optionOf, typedFlag, kebab } from '../item-options';
import {
  DRY_RUN,
  example,
  flagOption,
  flaggedBy,
  KEY_FLAG,
  type Example,
  type Flag,
  type Verb,
} from '../verb';
import { callVerb } from './call';
import { signAll } from './sign-all';

interface Described extends ItemVerb {
  readonly about: Text;
  readonly examples: readonly Example[];
}

const always = (type: Act['type']): readonly Act[] => [{ type, by: null }];
const chosenBy = (type: Act['type'], by: Flag): Act => ({ type, by });
const WITHDRAW = flaggedBy('--withdraw', '撤回', 'withdraw it');

/** The verbs that have a name of their own; a command that none of them gives has one by its type. */
const NAMED_VERBS: readonly Described[] = [
  {
    name: 'acknowledge',
    acts: always('acknowledge'),
    about: text('签收', 'sign for an item (签收)'),
    examples: [
      example('item acknowledge 10 --as ll-sjj', '联络员签收第 10 项', 'a liaison signs for item 10'),
      example('item acknowledge --all --unit 区数据局 --as ll-sjj', '全部签收', 'signs for everything'),
      example(
        'item acknowledge 10 --on-behalf 区数据局 --source phone',
        '督办员按电话代签',
        'a coordinator enters what was said on the phone',
      ),
    ],
  },
  {
    name: 'report',
    acts: always('report'),
    about: text('报告进展', 'report progress (进展)'),
    examples: [
      example('item report 10 --percent 60 --text 已完成初稿 --as ll-sjj', '报 60%', 'reports 60 %'),
    ],
  },
  {
    name: 'extend',
    acts: [...always('requestExtension'), chosenBy('withdrawExtension', WITHDRAW)],
    about: text('申请延期，或撤回申请', 'ask for an extension (延期), or withdraw the request'),
    examples: [
      example(
        'item extend 10 --to 2025-10-31 --reason 等待上级批复 --progress 已报批 --approver 王局长 --as ll-sjj',
        '申请延期',
        'asks for 31 October',
      ),
      example('item extend 10 --withdraw --as ll-sjj', '撤回申请', 'withdraws the request'),
    ],
  },
  {
    name: 'hand-in',
    acts: [...always('handIn'), chosenBy('withdrawHandIn', WITHDRAW)],
    about: text('提交办结，或撤回', 'hand in the completion (办结), or withdraw it'),
    examples: [
      example(
        'item hand-in 10 --text 平台已上线 --file 验收单.pdf --as ll-sjj',
        '附验收单报办结',
        'hands in with a file',
      ),
    ],
  },
  {
    name: 'review',
    acts: [
      chosenBy('accept', flaggedBy('--accept', '办结通过', 'accept the hand-in')),
      chosenBy('return', flaggedBy('--return', '办结退回', 'return the hand-in')),
      chosenBy('grant', flaggedBy('--grant', '同意延期到 --to', 'grant the extension to --to')),
      chosenBy('refuse', flaggedBy('--refuse', '不同意延期', 'refuse the extension')),
      chosenBy('returnReport', flaggedBy('--return-report', '退回最近一次报告', 'return the latest report')),
    ],
    about: text('审核：办结、延期、报告', 'review (审核) a hand-in, a request or a report'),
    examples: [
      example('item review 10 --unit 区数据局 --accept', '办结通过', 'accepts'),
      example('item review 10 --unit 区数据局 --return --reason 缺少验收单', '退回', 'returns'),
      example('item review 10 --unit 区数据局 --grant --to 2025-10-31', '同意延期', 'grants'),
      example('item review 10 --unit 区数据局 --refuse --reason 不影响进度', '不同意', 'refuses'),
    ],
  },
  {
    name: 'date',
    acts: always('changeDeadline'),
    about: text('改期', 'change the due date (改期)'),
    examples: [
      example('item date 10 --to 2025-10-31 --reason 上级调整', '全部单位改期', 'for all units'),
      example('item date 10 --to 2025-10-31 --unit 区科委 --reason 配套滞后', '只改一个', 'for one'),
    ],
  },
  {
    name: 'assign',
    acts: always('assign'),
    about: text('增加责任单位', 'add a unit'),
    examples: [
      example(
        'item assign 10 --unit 区体育局 --role support --reason 需要配合',
        '增加配合单位',
        'adds a supporting unit',
      ),
    ],
  },
  {
    name: 'release',
    acts: always('release'),
    about: text('解除单位', 'release a unit (解除)'),
    examples: [example('item release 10 --unit 区民政局 --reason 职能已划转', '解除', 'releases it')],
  },
  {
    name: 'lead',
    acts: always('changeLead'),
    about: text('更换牵头单位', 'change the lead (牵头)'),
    examples: [example('item lead 10 --unit 区科委 --reason 分工调整', '改由区科委牵头', '区科委 leads')],
  },
  {
    name: 'urge',
    acts: always('urge'),
    about: text(
      '即时催办：不写单位即所有未完成的单位',
      'urge at once (催办); without a unit, all that have not finished',
    ),
    examples: [example('item urge 10 --unit 区数据局 --text 请今日报送进展', '立即发一封', 'mails at once')],
  },
  {
    name: 'cancel',
    acts: always('cancel'),
    about: text('取消事项', 'cancel an item (取消)'),
    examples: [example('item cancel 16 --reason 活动停办', '取消', 'cancels')],
  },
  {
    name: 'reopen',
    acts: always('reopen'),
    about: text('重新办理已销号或已取消的事项', 'reopen a closed or cancelled item'),
    examples: [example('item reopen 16 --to 2025-11-28 --reason 恢复举办', '重新办理', 'reopens')],
  },
  {
    name: 'close',
    acts: always('close'),
    about: text('销号', 'close an item (销号)'),
    examples: [example('item close 4 --reason 全部单位已办结', '销号', 'closes')],
  },
  {
    name: 'year-end',
    acts: always('yearEnd'),
    about: text('全年事项年终审核', 'the year-end review of a continuous item'),
    examples: [
      example('item year-end 1 --outcome accept --reason 全年达标', '完成', 'accepts'),
      example(
        'item year-end 12 --outcome carry --carried-to 2026/8 --reason 明年继续',
        '结转',
        'carries over',
      ),
    ],
  },
];

/** Given by other verbs: `task done`. */
const ELSEWHERE: ReadonlySet<string> = new Set(['taskDone']);

/** A line that gives a command with all that it must have. */
function commandExample(type: Act['type'], name: string): string {
  const given = askedFields(type).filter(({ said, optional }) => said === true || !optional);
  const options = given.map((field) => `${typedFlag(optionOf(field))} ${field.example}`.trim());
  return ['item', name, '10', ...options].join(' ');
}

function byType(type: Act['type']): Described {
  const { words } = commandTable[type];
  const name = kebab(type);
  return {
    name,
    acts: always(type),
    about: words,
    examples: [{ line: commandExample(type, name), about: words }],
  };
}

/** Every verb that gives commands to one item. */
export const givingVerbs: readonly Described[] = [
  ...NAMED_VERBS,
  ...Object.keys(commandTable)
    .filter(isCommandType)
    .filter(
      (type) =>
        !ELSEWHERE.has(type) && !NAMED_VERBS.some(({ acts }) => acts.some((act) => act.type === type)),
    )
    .map(byType),
];

const ALL_UNSIGNED = flaggedBy('--all', '该单位全部待签收事项', 'every item that the unit has not signed');

function verbOf(described: Described): Verb {
  const { name, about, examples } = described;
  const signs = name === 'acknowledge';
  return {
    usage: signs ? `${name} [事项]` : `${name} <事项>`,
    about,
    flags: [...(signs ? [ALL_UNSIGNED] : []), ...verbOptions(described), KEY_FLAG, DRY_RUN],
    examples,
    action: (session, [item], options) => {
      if (flagOption(options, 'all')) return signAll(session, options);
      const act = chosenAct(described, givingVerbs, options);
      return act.ok ? runCommands(session, item, options, commandOf(act.value.type)) : Promise.resolve(act);
    },
  };
}

/** duban item …: everything that happens to an item. */
export const itemVerbs: readonly Verb[] = [...givingVerbs.map(verbOf), callVerb];
