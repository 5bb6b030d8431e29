import type { Command as Commander } from 'commander';
import { ok, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/types';
import { itemNamed } from '../names';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import type { Session } from '../session';
import { table } from '../table';
import type { On } from '../verb';
import { findingLines } from '../views/findings';

async function verify(session: Session, ledger: Ledger): Promise<Result<Output>> {
  const { events, streams, findings } = await ledger.verify();
  const zh = session.style.lang === 'zh';
  const good = zh
    ? `核验通过:${streams} 条流,${events} 个事件,哈希链与锚点一致`
    : `verified: ${streams} streams, ${events} events, chains and anchors agree`;
  return ok({
    data: { events, streams, findings, verified: findings.length === 0 },
    text: findings.length === 0 ? good : findingLines(findings, session.style.lang),
    findings: findings.length > 0,
  });
}

async function showStream(session: Session, ledger: Ledger, name: string): Promise<Result<Output>> {
  const known = (await ledger.streams()).some(({ stream }) => stream === name);
  const stream = known ? ok(name) : await itemNamed(ledger, name);
  if (!stream.ok) return stream;
  const events = await ledger.history(stream.value);
  const rows = events.map((event) => [
    event.seq,
    event.type,
    new Date(event.at).toISOString(),
    event.actor,
    event.hash.slice(0, 12),
    event.body.length > 60 ? `${event.body.slice(0, 60)}…` : event.body,
  ]);
  return ok({ data: events, text: table(['seq', 'type', 'at', 'actor', 'hash', 'body'], rows) });
}

/** duban audit …: verify, show, anchor. */
export function auditVerbs(audit: Commander, on: On): void {
  on(audit.command('verify').description('重算全部哈希链与锚点'), (session) =>
    onLedger(session, (ledger) => verify(session, ledger)),
  );
  on(audit.command('show <流或事项>').description('一条流的全部事件'), (session, [name]) =>
    onLedger(session, (ledger) => showStream(session, ledger, name ?? '')),
  );
  on(audit.command('anchor').description('最近一次锚点(写在每封邮件末尾)'), (session) =>
    onLedger(session, async (ledger) => {
      const anchor = await ledger.lastAnchor();
      const none = session.style.lang === 'zh' ? '还没有锚点' : 'no anchor yet';
      return ok({ data: anchor, text: anchor ? `${anchor.slot}  ${anchor.root}` : none });
    }),
  );
}
