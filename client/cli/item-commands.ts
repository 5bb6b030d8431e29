import type { CommandField } from '../../domain/item/command-fields';
import type { Command, CommandType } from '../../domain/item/commands';
import { readCommand } from '../../domain/item/read-envelope';
import { ok, refuse, text, type Result, type Text } from '../../domain/problem';
import type { UnitId } from '../../domain/roster/types';
import type { CivilDate } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { filesOf } from './files';
import { askedFields, attributeOf, optionOf, typedFlag } from './item-options';
import { countOption, dateOption, itemNamed, unitsOfNames } from './names';
import { presentLedger } from './on-ledger';
import type { Output } from './output';
import { send } from './send';
import { actingAccount, type Session } from './session';
import { flagOption, optionText, type Options } from './verb';

/** What a verb has read before it makes its command. */
export interface CommandGiven {
  readonly options: Options;
  /** Where paths of files count from. */
  readonly cwd: string;
  readonly unit: UnitId | undefined;
  readonly units: readonly UnitId[];
  readonly date: CivilDate | undefined;
  readonly round: number | undefined;
}

/** The command of a call, or what is missing in it. */
export type CommandMaker = (given: CommandGiven) => Result<Command>;

const RIGHT: Readonly<Record<string, Text>> = {
  '--unit': text('例：--unit 区数据局（联络员不必写）', 'e.g. --unit 区数据局 (a liaison need not say it)'),
  '--to': text('例：--to 2025-12-31', 'e.g. --to 2025-12-31'),
  '--reason': text('例：--reason "上级调整了安排"', 'e.g. --reason "the plan was changed"'),
  '--text': text('例：--text "请于周五前报送"', 'e.g. --text "please send it by Friday"'),
  '--percent': text('0 到 100 的整数，例：--percent 60', 'a whole number from 0 to 100, e.g. --percent 60'),
  '--role': text('each 责任、lead 牵头、support 配合，例：--role each', 'each, lead or support'),
  '--id': text('例：--id qp-2026-5', 'e.g. --id qp-2026-5'),
  '--plan': text('例：--plan seeds/qingpu-2025', 'e.g. --plan seeds/qingpu-2025'),
  '--approver': text('例：--approver 李局长', 'e.g. --approver "the director"'),
  '--progress': text('例：--progress "已完成三成"', 'e.g. --progress "a third is done"'),
  '--file': text('例：--file 验收报告.pdf', 'e.g. --file report.pdf'),
  '--who': text('例：--who 李同志', 'e.g. --who 李同志'),
  '--answer': text('例：--answer 本周五报', 'e.g. --answer "on Friday"'),
  '--outcome': text('accept 完成、carry 结转、stop 终止', 'accept, carry or stop'),
};

const SEE_HELP = text('用 --help 看这条命令的例子', 'see --help for an example');

/** Refuses `usage`: the options that are missing or wrong, all of them, and what would be right. */
export function missingOption(...options: readonly string[]): Result<never> {
  const right = options.flatMap((option) => RIGHT[option] ?? []);
  const [first = SEE_HELP, ...more] = right;
  return refuse(
    'usage',
    text(
      `缺少 ${options.join('、')}，或值不对`,
      `${options.join(', ')} ${options.length > 1 ? 'are' : 'is'} missing or wrong`,
    ),
    more.reduce<Text>((all, { zh, en }) => text(`${all.zh}；${zh}`, `${all.en}; ${en}`), first),
  );
}

/** The value of a field as the options give it; undefined: not given. */
function optionValue(field: CommandField, given: CommandGiven): Result<unknown> {
  const { kind, name } = field;
  const words = optionText(given.options, attributeOf(optionOf(field)));
  switch (kind) {
    case 'unit':
      return given.units.length > 1 ? onlyOne : ok(given.unit);
    case 'units':
      return ok(given.units);
    case 'date':
      return ok(given.date);
    case 'round':
      return ok(given.round);
    case 'percent':
      return ok(words === undefined ? undefined : Number(words));
    case 'files':
      return filesOf(given.options, given.cwd);
    case 'flag':
      return ok(flagOption(given.options, name));
    case 'text':
      return ok(words ?? (field.optional ? undefined : ''));
    default:
      return ok(words);
  }
}

const onlyOne = refuse(
  'usage',
  text('这里只能写一个单位', 'one unit only'),
  text('一次一个单位，分几次办理', 'one after the other'),
);

/**
 * The command of one type that the options of a call make. Refuses `usage` for what is missing, naming the option, and
 * what `readCommand` refuses.
 */
export const commandOf =
  (type: CommandType): CommandMaker =>
  (given) => {
    const values: Record<string, unknown> = { type };
    const lacking: string[] = [];
    for (const field of askedFields(type)) {
      const value = optionValue(field, given);
      if (!value.ok) return value;
      const absent = value.value === undefined || (field.said && value.value === '');
      if (absent && !field.optional) lacking.push(typedFlag(optionOf(field)));
      if (!absent) values[field.name] = value.value;
    }
    return lacking.length > 0 ? missingOption(...lacking) : readCommand(values);
  };

/** The unit meant: --unit, the one acted for, or a unit's own account. Refuses what `actingAccount` refuses. */
async function unitsMeant(
  session: Session,
  ledger: Ledger,
  options: Options,
): Promise<Result<string | undefined>> {
  const named = optionText(options, 'unit') ?? optionText(options, 'onBehalf');
  if (named !== undefined) return ok(named);
  const account = await actingAccount(session, ledger);
  if (!account.ok) return account;
  // A coordinator belongs to a unit too, but does not act for it.
  const own = ['liaison', 'unitLeader'].includes(account.value.role);
  return ok(own ? (account.value.unit ?? undefined) : undefined);
}

/** Reads the options that every command to an item shares. */
export async function readGiven(
  session: Session,
  ledger: Ledger,
  options: Options,
): Promise<Result<CommandGiven>> {
  const { roster } = await ledger.office();
  const names = await unitsMeant(session, ledger, options);
  if (!names.ok) return names;
  const units = names.value === undefined ? ok([]) : unitsOfNames(roster, names.value);
  if (!units.ok) return units;
  const date = dateOption(options, 'to');
  if (!date.ok) return date;
  const round = countOption('--round', optionText(options, 'round'));
  if (!round.ok) return round;
  return ok({
    options,
    cwd: session.io.cwd,
    unit: units.value[0],
    units: units.value,
    date: date.value,
    round: round.value,
  });
}

/** Makes the command of a call and sends it to the item named. */
export async function runCommands(
  session: Session,
  name: string | undefined,
  options: Options,
  make: CommandMaker,
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
