import type { Command as Commander } from 'commander';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import { restoreLedger } from '../../../ledger/backup';
import type { Ledger } from '../../../ledger/types';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import type { Session } from '../session';
import type { On } from '../verb';
import { findingLines } from '../views/findings';

async function check(session: Session, ledger: Ledger): Promise<Result<Output>> {
  const { findings, pending } = await ledger.check();
  const zh = session.style.lang === 'zh';
  const good = zh
    ? `一致:由台账重算的各表与现状无差异;${pending} 封邮件的结果待入账`
    : `no difference; ${pending} mails await their journal entry`;
  return ok({
    data: { findings, pending },
    text: findings.length === 0 ? good : findingLines(findings, session.style.lang),
    findings: findings.length > 0,
  });
}

/** duban ledger …: migrate, check, backup, restore. */
export function ledgerVerbs(ledger: Commander, on: On): void {
  on(ledger.command('migrate').description('建表或升级'), (session) =>
    onLedger(session, async (open) => {
      const { applied } = await open.migrate();
      const none = session.style.lang === 'zh' ? '已是最新' : 'up to date';
      return ok({ data: { applied }, text: applied.length > 0 ? applied.join('\n') : none });
    }),
  );
  on(ledger.command('check').description('由台账重算各表并比对'), (session) =>
    onLedger(session, (open) => check(session, open)),
  );
  on(ledger.command('backup <文件>').description('一致的备份(SQLite)'), (session, [file]) =>
    onLedger(session, async (open) => {
      await open.backup(file ?? '');
      return ok({ data: { file }, text: file ?? '' });
    }),
  );
  on(
    ledger
      .command('restore <文件>')
      .description('从备份恢复;原库改名保留。下次启动时未结事项全部接着运行')
      .option('--yes', '确认'),
    (session, [file], options) => restore(session, file ?? '', options['yes'] === true),
  );
}

async function restore(session: Session, file: string, sure: boolean): Promise<Result<Output>> {
  if (!sure) {
    return refuse(
      'usage',
      text('恢复会换掉现在的台账', 'restoring replaces the present ledger'),
      text('停掉 duban 后加 --yes 再执行', 'stop duban, then repeat with --yes'),
    );
  }
  const restored = await restoreLedger({ from: file, url: session.config.databaseUrl });
  return restored.ok
    ? ok({ data: restored.value, text: `${file} → ${session.config.databaseUrl}` })
    : restored;
}
