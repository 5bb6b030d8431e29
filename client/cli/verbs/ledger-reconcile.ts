import { ok, text, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/ledger';
import type { Duban } from '../../../office/running/duban';
import type { Differences } from '../../../office/running/reconcile';
import { dateOption } from '../names';
import { changedBy, onLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { DRY_RUN, example, flagOption, flaggedBy, KEY_FLAG, type Options, type Verb } from '../verb';

const LISTED_DIFFERENCES = 10;

/** What was found, a line for each kind. */
function lines(session: Session, { ahead, unknown, missing, silent, composed }: Differences): string {
  const line = (zh: string, en: string, streams: readonly string[]): string[] =>
    streams.length === 0
      ? []
      : [
          `${pick(session, zh, en)} ${streams.length}：${streams.slice(0, LISTED_DIFFERENCES).join('、')}${streams.length > LISTED_DIFFERENCES ? ' …' : ''}`,
        ];
  const found = [
    ...line(
      '工作流知道的比台账多，将从台账重新启动',
      'know more than the ledger, will be started anew from it',
      ahead,
    ),
    ...line(
      '台账里没有或已办结，工作流将结束',
      'are not open in the ledger, their workflows will be ended',
      unknown,
    ),
    ...line('没有运行，将启动', 'do not run, will be started', missing),
    ...line('没有答复（先启动工作进程再核对）', 'did not answer (start a worker, then look again)', silent),
  ];
  const slot = composed ?? pick(session, '没有', 'none');
  const last = pick(
    session,
    `台账最后编发的一天：${slot}。此后已经发过信的，用 --composed 日期 写明，以免重发`,
    `last day composed in the ledger: ${slot}. If mail has gone out since, say so with --composed DATE, or it goes again`,
  );
  return [
    ...(found.length > 0 ? found : [pick(session, '台账与工作流一致', 'ledger and workflows agree')]),
    last,
  ].join('\n');
}

/** Looks; with --yes and without --dry-run does it. */
export async function lookedThenDone(
  duban: Pick<Duban, 'differences' | 'reconcile'>,
  options: Options,
  how: Parameters<Duban['reconcile']>[1],
): Promise<Differences & { readonly dryRun: boolean }> {
  const found = await duban.differences();
  const dryRun = !flagOption(options, 'yes') || flagOption(options, 'dryRun');
  if (!dryRun) await duban.reconcile(found, how);
  return { ...found, dryRun };
}

async function ledgerReconcile(session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> {
  const composed = dateOption(options, 'composed');
  if (!composed.ok) return composed;
  const by = await changedBy(session, ledger, ['coordinator', 'admin'], options);
  if (!by.ok) return by;
  const duban = await session.duban();
  if (!duban.ok) return duban;
  const how = { composed: composed.value ?? null, by: by.value };
  const found = await lookedThenDone(duban.value, options, how);
  const end = !found.dryRun
    ? pick(session, '已照此办理，记入台账', 'done, and journaled')
    : pick(session, '未动任何东西；照此办理加 --yes', 'nothing was done; add --yes to do it');
  return ok({ data: found, text: `${lines(session, found)}\n${end}` });
}

/** duban ledger reconcile: after the ledger's or Temporal's database was restored from a backup. */
export const reconcileVerb: Verb = {
  usage: 'reconcile',
  about: text(
    '台账或 Temporal 的数据库从备份恢复之后对齐两边：先只看，加 --yes 才办',
    'bring ledger and Temporal into line after either was restored from a backup: looks only, --yes does it',
  ),
  flags: [
    flaggedBy(
      '--composed <日期>',
      '这一天的信已经发过（台账不知道）',
      'the mails of this day have gone out, which the ledger does not know',
    ),
    flaggedBy('--yes', '确认', 'yes, do it'),
    DRY_RUN,
    KEY_FLAG,
  ],
  examples: [
    example('ledger reconcile', '只看', 'looks'),
    example('ledger reconcile --composed 2025-09-24 --yes', '照此办理', 'does it'),
  ],
  action: onLedger((session, ledger, _args, options) => ledgerReconcile(session, ledger, options)),
};
