import type { Command as Commander } from 'commander';
import type { Command, PhoneRecord } from '../../../domain/item/commands';
import { parseStream } from '../../../domain/journal/streams';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/types';
import { changedBy, onLedger } from '../on-ledger';
import type { Output } from '../output';
import { send } from '../send';
import type { Session } from '../session';
import { table } from '../table';
import { flag, textOf, type On, type Options } from '../verb';

/** duban task …: what waits for a coordinator. */
export function taskVerbs(task: Commander, on: On): void {
  on(
    task.command('list').description('待办:电话催办、R8 审批、失效邮箱……').option('--all', '含已办'),
    (session, _args, options) =>
      onLedger(session, async (ledger) => {
        const tasks = await ledger.tasks({ open: options['all'] !== true });
        const { roster } = await ledger.office();
        const rows = tasks.map((one) => [
          one.id,
          one.kind,
          roster.units.find((unit) => unit.id === one.unit)?.name ?? '—',
          one.title,
          one.day,
          one.done ? one.done.result : '',
        ]);
        const none = session.style.lang === 'zh' ? '没有待办' : 'nothing waits';
        return ok({
          data: tasks,
          text: rows.length > 0 ? table(['编号', '类别', '单位', '事项', '日期', '结果'], rows) : none,
        });
      }),
  );
  on(
    task
      .command('done <编号>')
      .description('办结一件待办')
      .option('--result <结果>', '结果(必填)')
      .option('--send', 'R8:同意发送')
      .option('--no-send', 'R8:不发送')
      .option('--who <姓名>', '通话人(只存于可删除的表)')
      .option('--answer <答复>'),
    (session, [id], options) => onLedger(session, (ledger) => done(session, ledger, id ?? '', options)),
  );
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
  if (!result) {
    return refuse(
      'usage',
      text('缺少 --result', '--result is missing'),
      text('写明办理结果', 'say what came of it'),
    );
  }
  if (parseStream(task.stream).type !== 'item') {
    const by = await changedBy(session, ledger);
    if (!by.ok) return by;
    const closed = await ledger.closeTask(id, result, by.value);
    return closed.ok ? ok({ data: { task: id, result }, text: `${id} ✓` }) : closed;
  }
  const phone = await phoneOf(session, ledger, id, options);
  const send_ = options['send'];
  const command: Command = {
    type: 'taskDone',
    task: id,
    result,
    ...(typeof send_ === 'boolean' ? { send: send_ } : {}),
    ...phone,
  };
  return send(session, ledger, { stream: task.stream, command, options });
}

async function phoneOf(
  session: Session,
  ledger: Ledger,
  id: string,
  options: Options,
): Promise<{ phone?: PhoneRecord }> {
  const who = textOf(options, 'who');
  if (who === undefined) return {};
  const whoRef = `task-${id}-${session.io.now()}`;
  if (!flag(options, 'dryRun')) await ledger.setPerson(whoRef, who);
  return { phone: { whoRef, answer: textOf(options, 'answer') ?? '' } };
}
