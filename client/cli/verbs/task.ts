import type { PhoneRecord } from '../../../domain/item/commands/fields';
import { parseStream } from '../../../domain/journal/streams';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/types';
import { TASK_WORDS } from '../../../mail/words';
import { missing } from '../item-commands';
import { changedBy, onLedger } from '../on-ledger';
import type { Output } from '../output';
import { send } from '../send';
import { pick, type Session } from '../session';
import { spokenTo } from '../spoken-to';
import { longTable } from '../table';
import { DRY_RUN, example, flag, flagged, KEY, textOf, type Options, type Verb } from '../verb';

async function list(session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> {
  const tasks = await ledger.tasks({ open: !flag(options, 'all') });
  const { roster } = await ledger.office();
  const zh = session.style.lang === 'zh';
  const rows = tasks.map((one) => [
    one.id,
    zh ? TASK_WORDS[one.kind] : one.kind,
    roster.units.find((unit) => unit.id === one.unit)?.name ?? '—',
    one.title,
    one.day,
    one.done ? one.done.result : '',
  ]);
  const head = zh
    ? ['编号', '类别', '单位', '事项', '日期', '结果']
    : ['id', 'kind', 'unit', 'item', 'day', 'result'];
  const none = pick(session, '没有待办', 'nothing waits');
  return ok({ data: tasks, text: rows.length > 0 ? longTable(head, rows) : none });
}

async function done(session: Session, ledger: Ledger, id: string, options: Options): Promise<Result<Output>> {
  const task = (await ledger.tasks({ open: true })).find((open) => open.id === id);
  if (!task) {
    return refuse(
      'task-not-found',
      text(`没有未办的待办“${id}”`, `no open task "${id}"`),
      text('用 duban task list 查看编号', 'see duban task list'),
    );
  }
  const result = textOf(options, 'result');
  if (!result) return missing('--result');
  if (parseStream(task.stream).type !== 'item') return closeTask(session, ledger, { id, result, options });
  const record = (phone?: PhoneRecord, key?: string): Promise<Result<Output>> =>
    send(session, ledger, {
      stream: task.stream,
      command: { type: 'taskDone', task: id, result, ...sendSaid(options), ...(phone && { phone }) },
      options,
      ...(key !== undefined && { key }),
    });
  const who = textOf(options, 'who');
  if (who === undefined) return record();
  return spokenTo(ledger, { who, answer: textOf(options, 'answer') ?? '', options }, record);
}

/** --send, --no-send, or neither. */
function sendSaid({ send: said }: Options): { readonly send?: boolean } {
  return typeof said === 'boolean' ? { send: said } : {};
}

/** A task of the mailroom: a mailbox that is dead, a sheet handed over. */
async function closeTask(
  session: Session,
  ledger: Ledger,
  { id, result, options }: { readonly id: string; readonly result: string; readonly options: Options },
): Promise<Result<Output>> {
  const by = await changedBy(session, ledger, ['coordinator', 'admin'], options);
  if (!by.ok) return by;
  if (flag(options, 'dryRun')) {
    return ok({
      data: { dryRun: true, task: id, mails: [] },
      text: pick(session, '不会产生任何邮件', 'it causes no mail'),
    });
  }
  const closed = await ledger.closeTask(id, result, by.value);
  if (closed.ok) await runErrands(session);
  return closed.ok
    ? ok({ data: { task: id, result }, text: pick(session, `待办 ${id} 已办结`, `task ${id} is done`) })
    : closed;
}

/** A letter handed over has its items look at their agenda; without an engine the mailroom sees to it later. */
async function runErrands(session: Session): Promise<void> {
  const duban = await session.duban();
  if (duban.ok) await duban.value.runErrands();
}

/** duban task …: what waits for a coordinator. */
export const taskVerbs: readonly Verb[] = [
  {
    usage: 'list',
    about: text('待办:电话催办、R8 审批、失效邮箱……', 'tasks: phone calls, R8 approvals, dead mailboxes …'),
    flags: [flagged('--all', '含已办', 'done ones too')],
    examples: [example('task list', '未办的', 'open ones')],
    action: onLedger((session, ledger, _args, options) => list(session, ledger, options)),
  },
  {
    usage: 'done <编号>',
    about: text('办结一件待办', 'finish a task'),
    flags: [
      flagged('--result <结果>', '办理结果', 'what came of it'),
      flagged('--send', 'R8:同意发送', 'R8: send it'),
      flagged('--no-send', 'R8:不发送', 'R8: do not send it'),
      flagged('--who <姓名>', '通话人(只存于可删除的表)', 'who was spoken to (kept in an erasable table)'),
      flagged('--answer <答复>', '对方的答复', 'what was answered'),
      KEY,
      DRY_RUN,
    ],
    examples: [
      example(
        "task done 'phone|sjj|R7|1.1|1' --result 已通话 --who 李同志 --answer 本周五报",
        '电话催办',
        'a phone call',
      ),
      example("task done 'approveR8|sjj|R8|1.1|1' --result 同意 --send", '同意发送 R8', 'sends the R8'),
    ],
    action: onLedger((session, ledger, [id], options) => done(session, ledger, id ?? '', options)),
  },
];
