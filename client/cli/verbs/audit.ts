import { resolve } from 'node:path';
import { HASH_NAME } from '../../../domain/journal/canonical';
import { isItemStream } from '../../../domain/journal/streams';
import { ok, text, type Result } from '../../../domain/problem';
import { clockText } from '../../../domain/time';
import { historyOf, type HistoryLine } from '../../../domain/view/history';
import type { Ledger } from '../../../ledger/ledger';
import { compareAnchors, type Anchored } from '../../../office/evidence/anchors';
import { onLedger, changedBy } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { columnTable } from '../table';
import { KEY_FLAG, DRY_RUN, example, flagOption, flaggedBy, type Options, type Verb } from '../verb';
import { systemUsers } from '../system-user';
import { findingLines } from '../views/problems';
import { archiveVerbs } from './audit-archive';
import { diffVerb } from './audit-diff';
import { searchVerb } from './audit-search';
import { exportVerbs } from './audit-export';
import { proofVerbs, streamNamed } from './audit-proof';
import { historyText } from '../views/history';

async function verifyVerb(session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> {
  const anchors = await anchored(session, ledger, options);
  if (!anchors.ok) return anchors;
  const journal = await ledger.verify((events) => {
    session.io.progress(pick(session, `已核验 ${events} 个事件`, `${events} events verified`));
  });
  const tables = await ledger.check();
  const findings = [...journal.findings, ...tables.findings, ...(anchors.value?.findings ?? [])];
  const { events, streams, size, checkpoints, hash } = journal;
  const name = HASH_NAME[hash];
  const said = [
    pick(
      session,
      `核验通过：${streams} 条流，${events} 个事件，哈希链（${name}）、总序（${size} 条）、${checkpoints} 个存证点、各表与邮件一致`,
      `verified: ${streams} streams, ${events} events, chains (${name}), log (${size}), ${checkpoints} checkpoints, tables and mails agree`,
    ),
    ...(anchors.value ? [anchorLine(session, anchors.value)] : []),
  ];
  return ok({
    data: {
      events,
      streams,
      size,
      checkpoints,
      hash,
      anchors: anchors.value,
      findings,
      verified: findings.length === 0,
    },
    text: findings.length === 0 ? said.join('\n') : findingLines(findings, session.style.lang),
    findings: findings.length > 0,
  });
}

const anchorLine = (session: Session, { checkpoints, from, to }: Anchored): string =>
  pick(
    session,
    `外面留存的 ${checkpoints} 个存证点（${from} 条至 ${to} 条）都与台账相符，只增未改`,
    `${checkpoints} checkpoints kept outside (${from} to ${to} entries) fit the ledger: it only grew`,
  );

/** What --anchors names, compared; null without it. */
async function anchored(
  session: Session,
  ledger: Ledger,
  options: Options,
): Promise<Result<Anchored | null>> {
  const given = options['anchors'];
  if (!Array.isArray(given)) return ok(null);
  return compareAnchors(
    ledger,
    given.map((path) => resolve(session.io.cwd, String(path))),
  );
}

async function showStream(session: Session, ledger: Ledger, name: string): Promise<Result<Output>> {
  const stream = await streamNamed(ledger, name);
  if (!stream.ok) return stream;
  const events = await ledger.history(stream.value);
  const userOf = await systemUsers(ledger);
  const data = events.map((event) => ({ ...event, systemUser: userOf(event) }));
  const office = await ledger.office();
  const { calendar } = office;
  if (isItemStream(stream.value)) {
    const history = historyOf(stream.value, await ledger.story(stream.value), office);
    const hashes = new Map(events.map(({ seq, hash }) => [seq, hash.slice(0, 12)]));
    const given = new Map(events.map((event) => [event.seq, userOf(event)]));
    const mark = ({ seq }: HistoryLine): string => `#${seq} ${hashes.get(seq) ?? ''}  `;
    const from = ({ seq }: HistoryLine): string => {
      const user = given.get(seq) ?? null;
      return user === null ? '' : ` ${user}`;
    };
    return ok({ data, text: historyText(history, calendar.zone, session.style.lang, mark, from) });
  }
  const table = columnTable(session.style.lang, data, [
    ['序', 'seq', ({ seq }) => seq],
    ['事件', 'type', ({ type }) => type],
    ['时间', 'at', ({ at }) => clockText(at, calendar.zone)],
    ['谁', 'actor', ({ actor, systemUser }) => [actor, systemUser ?? []].flat().join(' ')],
    ['哈希', 'hash', ({ hash }) => hash.slice(0, 12)],
    ['内容', 'body', ({ body }) => (body.length > 60 ? `${body.slice(0, 60)}…` : body)],
  ]);
  return ok({ data, text: table });
}

/** duban audit …: verify, show, checkpoint, key, prove, check-proof, export, archive. */
export const auditVerbs: readonly Verb[] = [
  {
    usage: 'verify',
    about: text(
      '重算全部哈希链、总序、存证点、各表与邮件；有差异即退出码 6',
      'compute all chains, the log, its checkpoints, tables and mails again; exit 6 on a difference',
    ),
    flags: [
      flaggedBy(
        '--anchors <路径...>',
        '再与外面留存的存证点核对：督办邮件（.eml、邮箱文件）、证明、存证点，或其文件夹',
        'compare with checkpoints kept outside too: mails (.eml, mbox), proofs, notes, or folders of them',
      ),
    ],
    examples: [
      example('audit verify', '核验台账', 'verifies the ledger'),
      example(
        'audit verify --anchors 收到的邮件',
        '与各单位收到的邮件核对',
        'compares with mails that units got',
      ),
    ],
    action: onLedger((session, ledger, _args, options) => verifyVerb(session, ledger, options)),
  },
  {
    usage: 'show <流或事项>',
    about: text('一条流的全部事件', 'all events of a stream'),
    flags: [],
    examples: [
      example('audit show 10', '第 10 项', 'item 10'),
      example('audit show mailroom --json', '收发室，含原文和哈希', 'the mailroom, with bodies and hashes'),
    ],
    action: onLedger((session, ledger, [name]) => showStream(session, ledger, name ?? '')),
  },
  {
    usage: 'checkpoint',
    about: text('最近一次存证点（每封邮件都载有）', 'the latest checkpoint (every mail carries it)'),
    flags: [],
    examples: [example('audit checkpoint', '与邮件末尾一行对照', 'compare with the last line of a mail')],
    action: onLedger(async (session, ledger) => {
      const checkpoint = await ledger.lastCheckpoint();
      const none = pick(session, '还没有存证点', 'no checkpoint yet');
      return ok({ data: checkpoint, text: checkpoint ? (checkpoint.note ?? checkpoint.root) : none });
    }),
  },
  {
    usage: 'key',
    about: text('存证公钥；--rotate 换一把新的', 'the public keys of the log; --rotate makes a new one'),
    flags: [
      flaggedBy('--rotate', '生成新密钥，旧的一年内一同签名', 'make a new key; the old one signs beside it'),
      KEY_FLAG,
      DRY_RUN,
    ],
    examples: [example('audit key', '把公钥抄给审计', 'the keys, for the auditor')],
    action: onLedger((session, ledger, _args, options) => keys(session, ledger, options)),
  },
  ...proofVerbs,
  ...exportVerbs,
  ...archiveVerbs,
  diffVerb,
  searchVerb,
];

async function keys(session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> {
  if (flagOption(options, 'rotate') && !flagOption(options, 'dryRun')) {
    const by = await changedBy(session, ledger, ['admin'], options);
    if (!by.ok) return by;
    const rotated = await ledger.rotateLogKey(by.value);
    if (!rotated.ok) return rotated;
  }
  const all = await ledger.logKeys();
  const none = pick(
    session,
    '还没有存证密钥，第一个存证点时生成',
    'no key yet; it is made with the first checkpoint',
  );
  const said = all.length > 0 ? all.join('\n') : none;
  const next = pick(
    session,
    '将生成新密钥，旧的一年内一同签名',
    'would make a new key; the old one signs beside it',
  );
  const foreseen = flagOption(options, 'rotate') && flagOption(options, 'dryRun');
  return ok({ data: all, text: foreseen ? `${said}\n${next}` : said });
}
