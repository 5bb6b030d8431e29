import { ok, text, type Result } from '../../../domain/problem';
import { clockText } from '../../../domain/time';
import type { Ledger } from '../../../ledger/types';
import { itemNamed } from '../names';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { table } from '../table';
import { example, type Verb } from '../verb';
import { findingLines } from '../views/findings';

async function verify(session: Session, ledger: Ledger): Promise<Result<Output>> {
  const { events, streams, findings } = await ledger.verify();
  const good = pick(
    session,
    `核验通过:${streams} 条流,${events} 个事件,哈希链、总序与存证点一致`,
    `verified: ${streams} streams, ${events} events, chains, log and checkpoints agree`,
  );
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
  const { calendar } = await ledger.office();
  const zh = session.style.lang === 'zh';
  const head = zh
    ? ['序', '事件', '时间', '谁', '哈希', '内容']
    : ['seq', 'type', 'at', 'actor', 'hash', 'body'];
  const rows = events.map((event) => [
    event.seq,
    event.type,
    clockText(event.at, calendar.zone),
    event.actor,
    event.hash.slice(0, 12),
    event.body.length > 60 ? `${event.body.slice(0, 60)}…` : event.body,
  ]);
  return ok({ data: events, text: table(head, rows) });
}

/** duban audit …: verify, show, checkpoint. */
export const auditVerbs: readonly Verb[] = [
  {
    usage: 'verify',
    about: text(
      '重算全部哈希链、总序与存证点;有差异即退出码 6',
      'compute all chains, the log and its checkpoints again; exit 6 on a difference',
    ),
    flags: [],
    examples: [example('audit verify', '核验台账', 'verifies the ledger')],
    action: onLedger((session, ledger) => verify(session, ledger)),
  },
  {
    usage: 'show <流或事项>',
    about: text('一条流的全部事件', 'all events of a stream'),
    flags: [],
    examples: [
      example('audit show 10', '第 10 项', 'item 10'),
      example('audit show mailroom --json', '收发室,含原文和哈希', 'the mailroom, with bodies and hashes'),
    ],
    action: onLedger((session, ledger, [name]) => showStream(session, ledger, name ?? '')),
  },
  {
    usage: 'checkpoint',
    about: text('最近一次存证点(每封邮件都载有)', 'the latest checkpoint (every mail carries it)'),
    flags: [],
    examples: [example('audit checkpoint', '与邮件末尾一行对照', 'compare with the last line of a mail')],
    action: onLedger(async (session, ledger) => {
      const checkpoint = await ledger.lastCheckpoint();
      const none = pick(session, '还没有存证点', 'no checkpoint yet');
      return ok({ data: checkpoint, text: checkpoint ? (checkpoint.note ?? checkpoint.root) : none });
    }),
  },
];
