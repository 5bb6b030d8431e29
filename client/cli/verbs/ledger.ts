import { resolve } from 'node:path';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import { restoreLedger } from '../../../ledger/backup';
import type { Ledger } from '../../../ledger/types';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { DRY_RUN, example, flag, flagged, type Options, type Verb } from '../verb';
import { findingLines } from '../views/findings';

async function check(session: Session, ledger: Ledger): Promise<Result<Output>> {
  const { findings, pending } = await ledger.check();
  const good = pick(
    session,
    `一致:由台账重算的各表与现状无差异;${pending} 封邮件的结果待入账`,
    `no difference; ${pending} mails await their journal entry`,
  );
  return ok({
    data: { findings, pending },
    text: findings.length === 0 ? good : findingLines(findings, session.style.lang),
    findings: findings.length > 0,
  });
}

async function migrate(session: Session, options: Options): Promise<Result<Output>> {
  if (flag(options, 'dryRun')) {
    const there = await session.ledgerIfAny();
    if (!there.ok) return there;
    const made = pick(session, '将建立台账', 'would make the ledger');
    return ok({ data: { dryRun: true }, text: there.value ? pick(session, '已是最新', 'up to date') : made });
  }
  const open = await session.ledger();
  if (!open.ok) return open;
  const { applied } = await open.value.migrate();
  const none = pick(session, '已是最新', 'up to date');
  return ok({ data: { applied }, text: applied.length > 0 ? applied.join('\n') : none });
}

async function backup(session: Session, ledger: Ledger, given: string): Promise<Result<Output>> {
  const file = resolve(session.io.cwd, given);
  await ledger.backup(file);
  return ok({ data: { file }, text: pick(session, `已备份到 ${file}`, `backed up to ${file}`) });
}

async function restore(session: Session, given: string, options: Options): Promise<Result<Output>> {
  const from = resolve(session.io.cwd, given);
  const url = session.config.databaseUrl;
  if (flag(options, 'dryRun')) {
    return ok({
      data: { dryRun: true, from, url },
      text: pick(
        session,
        `将以 ${from} 换下 ${url},原库改名保留;不会产生任何邮件`,
        `would put ${from} in the place of ${url}, which is kept; no mails`,
      ),
    });
  }
  if (!flag(options, 'yes')) {
    return refuse(
      'usage',
      text('恢复会换掉现在的台账', 'restoring replaces the present ledger'),
      text('停掉 duban 后加 --yes 再执行', 'stop duban, then repeat with --yes'),
    );
  }
  const restored = await restoreLedger({ from, url });
  if (!restored.ok) return restored;
  const { file, kept, streams, events } = restored.value;
  const before =
    kept === null ? '' : pick(session, `;原库保留为 ${kept}`, `; the old one is kept as ${kept}`);
  return ok({
    data: restored.value,
    text: pick(
      session,
      `已恢复 ${file}:${streams} 条流,${events} 个事件${before};下次 duban start 时未结事项接着运行`,
      `restored ${file}: ${streams} streams, ${events} events${before}; open items go on at the next duban start`,
    ),
  });
}

/** duban ledger …: migrate, check, backup, restore. */
export const ledgerVerbs: readonly Verb[] = [
  {
    usage: 'migrate',
    about: text('建表或升级', 'make the tables, or bring them up to date'),
    flags: [DRY_RUN],
    examples: [example('ledger migrate', '升级后先做一次', 'once after an upgrade')],
    action: (session, _args, options) => migrate(session, options),
  },
  {
    usage: 'check',
    about: text(
      '由台账重算各表并比对;有差异即退出码 6',
      'rebuild the tables from the journal and compare; exit 6 on a difference',
    ),
    flags: [],
    examples: [example('ledger check', '比对', 'compares')],
    action: onLedger((session, open) => check(session, open)),
  },
  {
    usage: 'backup <文件>',
    about: text('一致的备份(SQLite);运行中也可以', 'a consistent copy (SQLite); also while it runs'),
    flags: [],
    examples: [example('ledger backup 台账-20250630.db', '备份', 'backs up')],
    action: onLedger((session, open, [file]) => backup(session, open, file ?? '')),
  },
  {
    usage: 'restore <文件>',
    about: text(
      '从备份恢复;原库改名保留。下次启动时未结事项全部接着运行',
      'restore a backup; the old file is kept. Open items go on at the next start',
    ),
    flags: [flagged('--yes', '确认', 'yes, do it'), DRY_RUN],
    examples: [example('ledger restore 台账-20250630.db --yes', '停掉 duban 后恢复', 'after stopping duban')],
    action: (session, [file], options) => restore(session, file ?? '', options),
  },
];
