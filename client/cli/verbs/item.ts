import type { Command as Commander } from 'commander';
import type { Command } from '../../../domain/item/commands';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import type { UnitId } from '../../../domain/roster/types';
import type { CivilDate } from '../../../domain/time';
import type { Ledger } from '../../../ledger/types';
import { filesOf } from '../files';
import { dateOption, itemNamed, unitOfName, unitsOfNames } from '../names';
import type { Output } from '../output';
import { send } from '../send';
import { actingAccount, type Session } from '../session';
import { flag, textOf, type On, type Options } from '../verb';
import { signAll } from './sign-all';

/** What a verb has read before it makes its command. */
interface Given {
  readonly options: Options;
  readonly unit: UnitId | undefined;
  readonly units: readonly UnitId[];
  readonly date: CivilDate | undefined;
  readonly occurrence: { readonly occurrence?: number };
}

type Maker = (given: Given) => Result<Command>;

const missing = (option: string): Result<never> =>
  refuse(
    'usage',
    text(`缺少 ${option}`, `${option} is missing`),
    text('用 --help 看这条命令的例子', 'see --help for an example'),
  );

const words = (given: Given, name: string): string => textOf(given.options, name) ?? '';

/** A maker that needs a unit. */
const ofUnit =
  (make: (unit: UnitId, given: Given) => Result<Command>): Maker =>
  (given) =>
    given.unit === undefined ? missing('--unit') : make(given.unit, given);

/** A maker that needs a date. */
const ofDate =
  (make: (date: CivilDate, given: Given) => Result<Command>): Maker =>
  (given) =>
    given.date === undefined ? missing('--to') : make(given.date, given);

const withReason =
  (make: (reason: string, given: Given) => Command): Maker =>
  (given) => {
    const reason = textOf(given.options, 'reason');
    return reason ? ok(make(reason, given)) : missing('--reason');
  };

const report = ofUnit((unit, given) => {
  const percentage = Number(textOf(given.options, 'percent') ?? 'NaN');
  if (!Number.isInteger(percentage) || percentage < 0 || percentage > 100) return missing('--percent 0…100');
  const files = filesOf(given.options);
  return files.ok
    ? ok({
        type: 'report',
        unit,
        percentage,
        text: words(given, 'text'),
        files: files.value,
        ...given.occurrence,
      })
    : files;
});

const extend = ofUnit((unit, given) => {
  if (flag(given.options, 'withdraw')) return ok({ type: 'withdrawExtension', unit, ...given.occurrence });
  if (given.date === undefined) return missing('--to');
  const reason = textOf(given.options, 'reason');
  if (!reason) return missing('--reason');
  return ok({
    type: 'requestExtension',
    unit,
    date: given.date,
    reason,
    progress: words(given, 'progress'),
    approver: words(given, 'approver'),
    ...given.occurrence,
  });
});

const submit = ofUnit((unit, given) => {
  if (flag(given.options, 'withdraw')) return ok({ type: 'withdrawCompletion', unit, ...given.occurrence });
  const files = filesOf(given.options);
  return files.ok
    ? ok({
        type: 'submitCompletion',
        unit,
        text: words(given, 'text'),
        files: files.value,
        ...given.occurrence,
      })
    : files;
});

const review = ofUnit((unit, given) => {
  const { options, occurrence } = given;
  const reason = textOf(options, 'reason') ?? '';
  if (flag(options, 'accept')) return ok({ type: 'accept', unit, text: reason, ...occurrence });
  if (flag(options, 'grant')) {
    return given.date === undefined
      ? missing('--to')
      : ok({ type: 'grant', unit, date: given.date, ...occurrence });
  }
  if (reason === '') return missing('--reason');
  if (flag(options, 'return')) {
    return ok({ type: 'return', unit, reason, ...(given.date ? { date: given.date } : {}), ...occurrence });
  }
  if (flag(options, 'refuse')) return ok({ type: 'refuse', unit, reason, ...occurrence });
  if (flag(options, 'returnReport')) return ok({ type: 'returnReport', unit, reason });
  return missing('--accept、--return、--grant、--refuse、--return-report 之一');
});

const changeDeadline = ofDate((date, given) =>
  withReason((reason) => ({
    type: 'changeDeadline',
    date,
    reason,
    ...(given.unit === undefined ? {} : { unit: given.unit }),
    ...given.occurrence,
  }))(given),
);

const assign = ofUnit((unit, given) => {
  const role = textOf(given.options, 'role');
  if (role !== 'each' && role !== 'lead' && role !== 'support') return missing('--role each|lead|support');
  return withReason((reason) => ({
    type: 'assign',
    unit,
    role,
    reason,
    ...(given.date ? { date: given.date } : {}),
  }))(given);
});

const release = ofUnit((unit, given) => withReason((reason) => ({ type: 'release', unit, reason }))(given));
const lead = ofUnit((unit, given) => withReason((reason) => ({ type: 'changeLead', unit, reason }))(given));
const cancel = withReason((reason) => ({ type: 'cancel', reason }));
const close = withReason((reason) => ({ type: 'close', reason }));
const reopen = ofDate((date, given) =>
  withReason((reason) => ({ type: 'reopen', date, units: given.units, reason }))(given),
);

const urge: Maker = (given) => {
  const message = textOf(given.options, 'text');
  if (given.units.length === 0) return missing('--unit');
  return message
    ? ok({ type: 'urge', units: given.units, text: message, again: flag(given.options, 'again') })
    : missing('--text');
};

const yearEnd: Maker = (given) => {
  const outcome = textOf(given.options, 'outcome');
  if (outcome !== 'accept' && outcome !== 'carry' && outcome !== 'stop') {
    return missing('--outcome accept|carry|stop');
  }
  const carriedTo = textOf(given.options, 'carriedTo');
  return withReason((reason) => ({
    type: 'yearEnd',
    outcome,
    reason,
    ...(carriedTo === undefined ? {} : { carriedTo }),
  }))(given);
};

/** The unit meant: --unit, the one acted for, or the account's own. */
async function unitsMeant(session: Session, ledger: Ledger, options: Options): Promise<string | undefined> {
  const named = textOf(options, 'unit') ?? textOf(options, 'onBehalf');
  if (named !== undefined) return named;
  const account = await actingAccount(session, ledger);
  return account.ok ? (account.value.unit ?? undefined) : undefined;
}

async function readGiven(session: Session, ledger: Ledger, options: Options): Promise<Result<Given>> {
  const { roster } = await ledger.office();
  const names = await unitsMeant(session, ledger, options);
  const units = names === undefined ? ok([]) : unitsOfNames(roster, names);
  if (!units.ok) return units;
  const date = dateOption(textOf(options, 'to'));
  if (!date.ok) return date;
  const occurrence = textOf(options, 'occurrence');
  return ok({
    options,
    unit: units.value[0],
    units: units.value,
    date: date.value,
    occurrence: occurrence === undefined ? {} : { occurrence: Number(occurrence) },
  });
}

async function run(
  session: Session,
  name: string | undefined,
  options: Options,
  make: Maker,
): Promise<Result<Output>> {
  const ledger = await session.ledger();
  if (!ledger.ok) return ledger;
  const stream = await itemNamed(ledger.value, name ?? '');
  if (!stream.ok) return stream;
  const given = await readGiven(session, ledger.value, options);
  if (!given.ok) return given;
  const command = make(given.value);
  return command.ok
    ? send(session, ledger.value, { stream: stream.value, command: command.value, options })
    : command;
}

/** The phone call of a coordinator: who was spoken to goes to the erasable side table, the rest is an urge. */
async function call(session: Session, name: string | undefined, options: Options): Promise<Result<Output>> {
  const ledger = await session.ledger();
  if (!ledger.ok) return ledger;
  const who = textOf(options, 'who');
  const answer = textOf(options, 'answer');
  if (!who || !answer) return missing('--who 和 --answer');
  const unit = unitOfName((await ledger.value.office()).roster, textOf(options, 'unit') ?? '');
  if (!unit.ok) return unit;
  const whoRef = `phone-${String(session.io.now())}-${unit.value}`;
  if (!flag(options, 'dryRun')) await ledger.value.setPerson(whoRef, who);
  return run(session, name, options, () =>
    ok({
      type: 'urge',
      units: [unit.value],
      text: textOf(options, 'text') ?? '电话催办',
      phone: { whoRef, answer },
      again: flag(options, 'again'),
    }),
  );
}

/** Options that every command to an item takes. */
function writes(command: Commander): Commander {
  return command
    .option('--unit <单位>', '单位名称、简称或代号')
    .option('--occurrence <n>', '期次(只用于周期事项)')
    .option('--on-behalf <单位>', '督办员代单位录入')
    .option('--source <来源>', '代录来源 mail|phone|paper')
    .option('--key <请求号>', '请求号:同号同内容只记一次')
    .option('--dry-run', '只列出会产生的邮件,不写入');
}

/** duban item …: everything that happens to an item. */
export function itemVerbs(item: Commander, on: On): void {
  const verb = (
    usage: string,
    about: string,
    make: Maker,
    more?: (command: Commander) => Commander,
  ): void => {
    const command = writes(item.command(usage).description(about));
    on(more ? more(command) : command, (session, [name], options) => run(session, name, options, make));
  };
  const reason = (command: Commander): Commander => command.option('--reason <理由>', '理由(必填)');
  const dated = (command: Commander): Commander => reason(command).option('--to <日期>', '2025-12-31');
  const evidence = (command: Commander): Commander =>
    command.option('--text <说明>', '说明').option('--file <文件...>', '佐证文件:只记名称和摘要');

  on(
    writes(item.command('acknowledge [事项]').description('签收')).option('--all', '该单位全部待签收事项'),
    (session, [name], options) =>
      flag(options, 'all')
        ? signAll(session, options)
        : run(
            session,
            name,
            options,
            ofUnit((unit) => ok({ type: 'acknowledge', unit })),
          ),
  );
  verb('report <事项>', '报告进展', report, (c) => evidence(c).option('--percent <n>', '进度 0…100'));
  verb('extend <事项>', '申请延期,或撤回申请', extend, (c) =>
    dated(c)
      .option('--progress <进展>')
      .option('--approver <领导>', '批准申请的单位领导')
      .option('--withdraw', '撤回'),
  );
  verb('submit <事项>', '提交办结,或撤回', submit, (c) => evidence(c).option('--withdraw', '撤回'));
  verb('review <事项>', '审核:办结、延期、报告', review, (c) =>
    dated(c)
      .option('--accept', '办结通过')
      .option('--return', '办结退回')
      .option('--grant', '同意延期到 --to')
      .option('--refuse', '不同意延期')
      .option('--return-report', '退回最近一次报告'),
  );
  verb('date <事项>', '改期', changeDeadline, dated);
  verb('assign <事项>', '增加责任单位', assign, (c) => dated(c).option('--role <分工>', 'each|lead|support'));
  verb('release <事项>', '解除单位', release, reason);
  verb('lead <事项>', '更换牵头单位', lead, reason);
  verb('urge <事项>', '即时催办', urge, (c) => c.option('--text <内容>').option('--again', '同日再次催办'));
  on(
    writes(item.command('call <事项>').description('记录一次电话催办'))
      .option('--who <姓名>', '通话人(只存于可删除的表)')
      .option('--answer <答复>')
      .option('--text <内容>')
      .option('--again', '同日再次催办'),
    (session, [name], options) => call(session, name, options),
  );
  verb('cancel <事项>', '取消事项', cancel, reason);
  verb('reopen <事项>', '重新办理', reopen, dated);
  verb('close <事项>', '销号', close, reason);
  verb('year-end <事项>', '年终审核', yearEnd, (c) =>
    reason(c)
      .option('--outcome <结论>', 'accept 完成 | carry 结转 | stop 终止')
      .option('--carried-to <事项>', '结转到的新事项'),
  );
}
