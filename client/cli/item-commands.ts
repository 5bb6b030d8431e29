import type { Command } from '../../domain/item/commands';
import { ok, refuse, text, type Result, type Text } from '../../domain/problem';
import type { UnitId } from '../../domain/roster/types';
import type { CivilDate } from '../../domain/time';
import type { Ledger } from '../../ledger/types';
import { filesOf } from './files';
import { countOption, dateOption, itemNamed, unitsOfNames } from './names';
import { presentLedger } from './on-ledger';
import type { Output } from './output';
import { send } from './send';
import { actingAccount, type Session } from './session';
import { flag, textOf, type Options } from './verb';

/** What a verb has read before it makes its command. */
export interface Given {
  readonly options: Options;
  /** Where paths of files count from. */
  readonly cwd: string;
  readonly unit: UnitId | undefined;
  readonly units: readonly UnitId[];
  readonly date: CivilDate | undefined;
  readonly occurrence: { readonly occurrence?: number };
}

/** The command of a call, or what is missing in it. */
export type Maker = (given: Given) => Result<Command>;

const RIGHT: Readonly<Record<string, Text>> = {
  '--unit': text('例:--unit 区数据局(联络员不必写)', 'e.g. --unit 区数据局 (a liaison need not say it)'),
  '--to': text('例:--to 2025-12-31', 'e.g. --to 2025-12-31'),
  '--reason': text('例:--reason "上级调整了安排"', 'e.g. --reason "the plan was changed"'),
  '--text': text('例:--text "请于周五前报送"', 'e.g. --text "please send it by Friday"'),
  '--percent': text('0 到 100 的整数,例:--percent 60', 'a whole number from 0 to 100, e.g. --percent 60'),
  '--role': text('each 责任、lead 牵头、support 配合,例:--role each', 'each, lead or support'),
  '--id': text('例:--id qp-2026-5', 'e.g. --id qp-2026-5'),
  '--plan': text('例:--plan seeds/qingpu-2025', 'e.g. --plan seeds/qingpu-2025'),
  '--who': text('例:--who 李同志', 'e.g. --who 李同志'),
  '--answer': text('例:--answer 本周五报', 'e.g. --answer "on Friday"'),
  '--outcome': text('accept 完成、carry 结转、stop 终止', 'accept, carry or stop'),
};

/** Refuses `usage`: the option that is missing or wrong, and what would be right. */
export const missing = (option: string): Result<never> =>
  refuse(
    'usage',
    text(`缺少 ${option},或它的值不对`, `${option} is missing or wrong`),
    RIGHT[option] ?? text('用 --help 看这条命令的例子', 'see --help for an example'),
  );

const words = (given: Given, name: string): string => textOf(given.options, name) ?? '';

/** A maker that needs a unit. */
export const ofUnit =
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

export const report = ofUnit((unit, given) => {
  const percentage = Number(textOf(given.options, 'percent') ?? 'NaN');
  if (!Number.isInteger(percentage) || percentage < 0 || percentage > 100) return missing('--percent');
  const files = filesOf(given.options, given.cwd);
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

export const extend = ofUnit((unit, given) => {
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

export const submit = ofUnit((unit, given) => {
  if (flag(given.options, 'withdraw')) return ok({ type: 'withdrawCompletion', unit, ...given.occurrence });
  const files = filesOf(given.options, given.cwd);
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

export const review = ofUnit((unit, given) => {
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

export const changeDeadline = ofDate((date, given) =>
  withReason((reason) => ({
    type: 'changeDeadline',
    date,
    reason,
    ...(given.unit === undefined ? {} : { unit: given.unit }),
    ...given.occurrence,
  }))(given),
);

export const assign = ofUnit((unit, given) => {
  const role = textOf(given.options, 'role');
  if (role !== 'each' && role !== 'lead' && role !== 'support') return missing('--role');
  return withReason((reason) => ({
    type: 'assign',
    unit,
    role,
    reason,
    ...(given.date ? { date: given.date } : {}),
  }))(given);
});

export const release = ofUnit((unit, given) =>
  withReason((reason) => ({ type: 'release', unit, reason }))(given),
);
export const lead = ofUnit((unit, given) =>
  withReason((reason) => ({ type: 'changeLead', unit, reason }))(given),
);
export const cancel = withReason((reason) => ({ type: 'cancel', reason }));
export const close = withReason((reason) => ({ type: 'close', reason }));
export const reopen = ofDate((date, given) =>
  withReason((reason) => ({ type: 'reopen', date, units: given.units, reason }))(given),
);

export const urge: Maker = (given) => {
  const message = textOf(given.options, 'text');
  return message
    ? ok({ type: 'urge', units: given.units, text: message, again: flag(given.options, 'again') })
    : missing('--text');
};

export const yearEnd: Maker = (given) => {
  const outcome = textOf(given.options, 'outcome');
  if (outcome !== 'accept' && outcome !== 'carry' && outcome !== 'stop') {
    return missing('--outcome');
  }
  const carriedTo = textOf(given.options, 'carriedTo');
  return withReason((reason) => ({
    type: 'yearEnd',
    outcome,
    reason,
    ...(carriedTo === undefined ? {} : { carriedTo }),
  }))(given);
};

/** The unit meant: --unit, the one acted for, or a unit's own account. */
async function unitsMeant(session: Session, ledger: Ledger, options: Options): Promise<string | undefined> {
  const named = textOf(options, 'unit') ?? textOf(options, 'onBehalf');
  if (named !== undefined) return named;
  const account = await actingAccount(session, ledger);
  // A coordinator belongs to a unit too, but does not act for it.
  const own = account.ok && ['liaison', 'unitLeader'].includes(account.value.role);
  return own ? (account.value.unit ?? undefined) : undefined;
}

/** Reads the options that every command to an item shares. */
export async function readGiven(session: Session, ledger: Ledger, options: Options): Promise<Result<Given>> {
  const { roster } = await ledger.office();
  const names = await unitsMeant(session, ledger, options);
  const units = names === undefined ? ok([]) : unitsOfNames(roster, names);
  if (!units.ok) return units;
  const date = dateOption(textOf(options, 'to'));
  if (!date.ok) return date;
  const occurrence = countOption('--occurrence', textOf(options, 'occurrence'));
  if (!occurrence.ok) return occurrence;
  return ok({
    options,
    cwd: session.io.cwd,
    unit: units.value[0],
    units: units.value,
    date: date.value,
    occurrence: occurrence.value === undefined ? {} : { occurrence: occurrence.value },
  });
}

/** Makes the command of a call and sends it to the item named. */
export async function run(
  session: Session,
  name: string | undefined,
  options: Options,
  make: Maker,
  key?: string,
): Promise<Result<Output>> {
  const ledger = await presentLedger(session);
  if (!ledger.ok) return ledger;
  const stream = await itemNamed(ledger.value, name ?? '');
  if (!stream.ok) return stream;
  const given = await readGiven(session, ledger.value, options);
  if (!given.ok) return given;
  const command = make(given.value);
  if (!command.ok) return command;
  const call = { stream: stream.value, command: command.value, options };
  return send(session, ledger.value, key === undefined ? call : { ...call, key });
}
