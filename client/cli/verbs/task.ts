import type { PhoneRecord } from '../../../domain/item/commands/fields';
import { parseStream } from '../../../domain/journal/streams';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import { nameOfUnit } from '../../../domain/roster/roster';
import type { Roster } from '../../../domain/roster/types';
import { inboxOf, type InboxFilter } from '../../../domain/view/inbox';
import { taskNumber } from '../../../domain/view/tasks';
import { TASK, taskResult } from '../../../domain/words';
import type { TaskRow } from '../../../ledger/database/tables/items';
import type { Ledger } from '../../../ledger/ledger';
import { inboxSource } from '../../../office/lists/inbox';
import { AS_OF, dated } from '../as-of';
import { missingOption } from '../item-commands';
import { unitOption } from '../names';
import { listing } from '../listing';
import { changedBy, onLedger } from '../on-ledger';
import type { Output } from '../output';
import { send } from '../send';
import { actingAccount, pick, type Session } from '../session';
import { ANSWER_FLAG, spokenTo, WHO_FLAG } from './call';
import { columnTable, longTable, type TableColumn } from '../table';
import { inboxTable } from '../views/inbox';
import { taskShowVerb } from './task-show';
import {
  DRY_RUN,
  example,
  flagOption,
  flaggedBy,
  KEY_FLAG,
  OF_NOTICE,
  OF_UNIT,
  optionText,
  type Options,
  type Verb,
  requiredFlag,
} from '../verb';

/** Everything that waits for the acting account; `--all`: every task, done ones too. */
async function listTasks(session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> {
  if (flagOption(options, 'all')) return allTasks(session, ledger);
  const account = await actingAccount(session, ledger);
  if (!account.ok) return account;
  const source = await inboxSource(ledger, session.now());
  const filter = taskFilter(options, source.office.roster);
  if (!filter.ok) return filter;
  const entries = inboxOf(account.value, source, filter.value);
  const none = pick(session, '没有等您办理的', 'nothing waits for you');
  return ok({
    data: entries,
    text: entries.length > 0 ? inboxTable(entries, session.style.lang) : none,
  });
}

function taskFilter(options: Options, roster: Roster): Result<InboxFilter> {
  const unit = unitOption(options, roster);
  if (!unit.ok) return unit;
  const notice = optionText(options, 'notice');
  const days = optionText(options, 'days');
  if (days !== undefined && !/^\d+$/.test(days)) return missingOption('--days');
  return ok({
    mine: flagOption(options, 'mine'),
    ...(notice === undefined ? {} : { notice }),
    ...(unit.value !== undefined && { unit: unit.value }),
    ...(days === undefined ? {} : { days: Number(days) }),
  });
}

async function allTasks(session: Session, ledger: Ledger): Promise<Result<Output>> {
  const tasks = [...(await ledger.tasks({ open: true })), ...(await ledger.tasks({ open: false }))];
  const { roster } = await ledger.office();
  const { lang } = session.style;
  const columns: readonly TableColumn<TaskRow>[] = [
    ['编号', 'id', ({ stream, id }) => taskNumber(stream, id)],
    ['类别', 'kind', ({ kind }) => TASK[kind][lang]],
    ['单位', 'unit', ({ unit }) => (unit === null ? '—' : nameOfUnit(roster, unit))],
    ['事项', 'item', ({ title }) => title],
    ['日期', 'day', ({ day }) => day],
    ['结果', 'result', ({ done }) => (done ? taskResult(done)[lang] : '')],
  ];
  const none = pick(session, '没有待办', 'no tasks');
  return ok({ data: tasks, text: tasks.length > 0 ? columnTable(lang, tasks, columns, longTable) : none });
}

/** The open tasks of these numbers or ids. Refuses `task-not-found`, naming the first that is none. */
function openTasksNamed(open: readonly TaskRow[], names: readonly string[]): Result<readonly TaskRow[]> {
  const found = names.map((name) =>
    open.find(({ stream, id }) => id === name || taskNumber(stream, id) === name),
  );
  const lost = found.indexOf(undefined);
  if (lost >= 0) {
    return refuse(
      'task-not-found',
      text(`没有未办的待办“${names[lost] ?? ''}”`, `no open task "${names[lost] ?? ''}"`),
      text('用 duban task list 查看编号', 'see duban task list'),
    );
  }
  return ok(found.filter((task) => task !== undefined));
}

/** Several tasks under one --key: each has a key of its own, the same at a repetition. */
function keyed(options: Options, { stream, id }: TaskRow, count: number): Options {
  const key = optionText(options, 'key');
  return count === 1 || key === undefined ? options : { ...options, key: `${key}-${taskNumber(stream, id)}` };
}

/** Finishes one task after the other with the same result; the first refusal ends it and says what was done before. */
async function doneTasks(
  session: Session,
  ledger: Ledger,
  names: readonly string[],
  options: Options,
): Promise<Result<Output>> {
  const tasks = openTasksNamed(await ledger.tasks({ open: true }), names);
  if (!tasks.ok) return tasks;
  const outputs: Output[] = [];
  for (const task of tasks.value) {
    const one = await finish(session, ledger, task, keyed(options, task, names.length));
    if (!one.ok) return one;
    outputs.push(one.value);
  }
  const [only] = outputs;
  if (only && outputs.length === 1) return ok(only);
  return ok({ data: outputs.map(({ data }) => data), text: outputs.map((one) => one.text).join('\n') });
}

async function finish(
  session: Session,
  ledger: Ledger,
  task: TaskRow,
  options: Options,
): Promise<Result<Output>> {
  const { id } = task;
  const result = optionText(options, 'result');
  if (!result) return missingOption('--result');
  const stray = strayOption(task, options);
  if (stray !== null) return stray;
  if (parseStream(task.stream).type !== 'item')
    return closeTaskVerb(session, ledger, { id, result, options });
  const record = (phone?: PhoneRecord, key?: string): Promise<Result<Output>> =>
    send(session, ledger, {
      stream: task.stream,
      command: { type: 'taskDone', task: id, result, ...sendSaid(options), ...(phone && { phone }) },
      options,
      ...(key !== undefined && { key }),
    });
  const who = optionText(options, 'who');
  if (who === undefined) return record();
  return spokenTo(session, ledger, { who, answer: optionText(options, 'answer') ?? '', options }, record);
}

/** Options of which this task makes nothing: a call is of items, and only what waits for approval is sent or not. */
function strayOption({ stream, kind }: TaskRow, options: Options): Result<never> | null {
  const isCall = ['who', 'answer'].some((name) => options[name] !== undefined);
  if (isCall && parseStream(stream).type !== 'item')
    return refuse(
      'usage',
      text(
        '--who、--answer 不适用于这一件：它不是通话',
        '--who and --answer do not apply: this task is no call',
      ),
      text('通话写在电话催办的待办上', 'a call belongs to a phone task'),
    );
  if (options['send'] !== undefined && kind !== 'approveR8')
    return refuse(
      'usage',
      text('--send、--no-send 不适用于这一件', '--send and --no-send do not apply to this task'),
      text('只用于待批的提请主要负责人', 'they are for a mail to a chief that waits for approval'),
    );
  return options['answer'] !== undefined && options['who'] === undefined ? missingOption('--who') : null;
}

/** --send, --no-send, or neither. */
function sendSaid({ send: said }: Options): { readonly send?: boolean } {
  return typeof said === 'boolean' ? { send: said } : {};
}

/** A task of the mailroom: a mailbox that is dead, a sheet handed over. */
async function closeTaskVerb(
  session: Session,
  ledger: Ledger,
  { id, result, options }: { readonly id: string; readonly result: string; readonly options: Options },
): Promise<Result<Output>> {
  const by = await changedBy(session, ledger, ['coordinator', 'admin'], options);
  if (!by.ok) return by;
  if (flagOption(options, 'dryRun')) {
    return ok({
      data: { dryRun: true, task: id, mails: [] },
      text: pick(
        session,
        `将办结待办 ${id}：${result}；不会产生任何邮件`,
        `would finish task ${id}: ${result}; it causes no mail`,
      ),
    });
  }
  const closed = await ledger.closeTask(id, result, by.value);
  if (closed.ok) await runErrandsVerb(session);
  return closed.ok
    ? ok({ data: { task: id, result }, text: pick(session, `待办 ${id} 已办结`, `task ${id} is done`) })
    : closed;
}

/** A letter handed over has its items look at their agenda; without an engine the mailroom sees to it later. */
async function runErrandsVerb(session: Session): Promise<void> {
  const duban = await session.duban();
  if (duban.ok) await duban.value.runErrands();
}

/** duban task …: what waits for a coordinator. */
export const taskVerbs: readonly Verb[] = [
  {
    usage: 'list',
    about: text(
      '等我办理的一切：待审的办结和延期、电话、审批、未送达的邮件、长期未签收',
      'everything that waits for me: hand-ins, requests, calls, approvals, failed mails, units that have not signed',
    ),
    flags: [
      flaggedBy(
        '--mine',
        '督办员：只看我主办或协办的通知（其余角色本来就只有自己的）',
        'coordinators: of notices that I own or deputise for (others see only their own as it is)',
      ),
      OF_NOTICE,
      OF_UNIT,
      flaggedBy('--days <n>', '等了至少 n 个工作日的', 'that has waited n working days at least'),
      flaggedBy('--all', '全部待办任务，含已办', 'every task, done ones too'),
      AS_OF,
    ],
    examples: [
      example('task list', '等我办理的', 'what waits for me'),
      example('task list --days 3 --as shld', '审核领导：等了三天以上的', 'the reviewer: after three days'),
    ],
    action: listing(
      dated(onLedger((session, ledger, _args, options) => listTasks(session, ledger, options))),
    ),
  },
  taskShowVerb,
  {
    usage: 'done <编号...>',
    about: text('办结待办，可以一次几件', 'finish one or several tasks'),
    flags: [
      requiredFlag(flaggedBy('--result <结果>', '办理结果', 'what came of it')),
      flaggedBy('--send', 'R8：同意发送', 'R8: send it'),
      flaggedBy('--no-send', 'R8：不发送', 'R8: do not send it'),
      WHO_FLAG,
      ANSWER_FLAG,
      KEY_FLAG,
      DRY_RUN,
    ],
    examples: [
      example(
        'task done 3f9a1c 80b2e7 --result 已通话 --who 李同志 --answer 本周五报',
        '同一单位的两件，一次通话办完',
        'two of one unit, done by one call',
      ),
      example('task done 5d01aa --result 同意 --send', '同意提请主要负责人', 'puts it to the chief'),
    ],
    action: onLedger((session, ledger, ids, options) =>
      doneTasks(
        session,
        ledger,
        ids.flatMap((id) => id ?? []),
        options,
      ),
    ),
  },
];
