import { getHashes, randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { CHAIN_HASHES, HASH_NAME, isChainHash, type ChainHash } from '../../../domain/journal/canonical';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import { faults } from '../../../ledger/database/faults';
import { maskedUrl } from '../../../domain/secret';
import { restoreLedger } from '../../../ledger/upkeep/backup';
import { copyLedger } from '../../../ledger/upkeep/copy';
import { openLedger } from '../../../ledger/open';
import type { JournalChange } from '../../../ledger/journal/journal';
import type { Ledger } from '../../../ledger/ledger';
import { databaseAddress } from '../database-address';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { systemUser } from '../system-user';
import { DRY_RUN, example, flagOption, flaggedBy, optionText, type Options, type Verb } from '../verb';
import { findingLines } from '../views/problems';
import { reconcileVerb } from './ledger-reconcile';

async function checkVerb(session: Session, ledger: Ledger): Promise<Result<Output>> {
  const { findings, pending } = await ledger.check();
  const good = pick(
    session,
    `一致：由台账重算的各表与现状无差异；${pending} 封邮件的结果待入账`,
    `no difference; ${pending} mails await their journal entry`,
  );
  return ok({
    data: { findings, pending },
    text: findings.length === 0 ? good : findingLines(findings, session.style.lang),
    findings: findings.length > 0,
  });
}

/** The hash that --hash names. Refuses `usage`, and `hash-missing` when this Node does not have it. */
function hashWish(options: Options): Result<ChainHash | undefined> {
  const wish = optionText(options, 'hash');
  if (wish === undefined) return ok(undefined);
  if (!isChainHash(wish))
    return refuse(
      'usage',
      text(`没有算法“${wish}”`, `there is no hash "${wish}"`),
      text(`可用：${CHAIN_HASHES.join('、')}`, `one of ${CHAIN_HASHES.join(', ')}`),
    );
  return getHashes().includes(wish) ? ok(wish) : { ok: false, problem: faults.noHash(wish) };
}

const hashFixed = (has: ChainHash): Result<never> =>
  refuse(
    'hash-fixed',
    text(
      `这份台账自建立起用 ${HASH_NAME[has]}，不能改`,
      `this ledger has used ${HASH_NAME[has]} since it was made; that cannot change`,
    ),
    text('要用另一种，请建一份新台账', 'for another one, make a new ledger'),
  );

async function migrate(session: Session, options: Options): Promise<Result<Output>> {
  const wish = hashWish(options);
  if (!wish.ok) return wish;
  if (flagOption(options, 'dryRun')) {
    const name = HASH_NAME[wish.value ?? 'sha256'];
    const there = await session.ledgerIfAny();
    const code = there.ok ? null : there.problem.code;
    if (!there.ok && code !== 'ledger-empty' && code !== 'ledger-older') return there;
    const would =
      code === 'ledger-older'
        ? pick(session, '将升级表结构', 'would bring the tables up to date')
        : there.ok && there.value
          ? pick(session, '已是最新', 'up to date')
          : pick(session, `将建立台账（${name}）`, `would make the ledger (${name})`);
    return ok({ data: { dryRun: true }, text: would });
  }
  const open = await session.ledger('migrate', wish.value);
  if (!open.ok) return open;
  const hash = await open.value.chainHash();
  if (wish.value !== undefined && wish.value !== hash) return hashFixed(hash);
  const { applied } = open.value;
  const none = pick(session, '已是最新', 'up to date');
  return ok({ data: { applied, hash }, text: applied.length > 0 ? applied.join('\n') : none });
}

/** Who keeps the ledger: the account of --as, else the user of the operating system. */
const doneBy = (session: Session): JournalChange => ({
  actor: session.as ?? systemUser(),
  now: session.now(),
  requestKey: randomUUID(),
});

async function backup(session: Session, ledger: Ledger, given: string): Promise<Result<Output>> {
  const file = resolve(session.io.cwd, given);
  await ledger.backup(file);
  await ledger.note('ledgerBackedUp', {}, doneBy(session));
  return ok({ data: { file }, text: pick(session, `已备份到 ${file}`, `backed up to ${file}`) });
}

async function restore(session: Session, given: string, options: Options): Promise<Result<Output>> {
  const from = resolve(session.io.cwd, given);
  const url = session.config.databaseUrl;
  if (flagOption(options, 'dryRun')) {
    return ok({
      data: { dryRun: true, from, url },
      text: pick(
        session,
        `将以 ${from} 换下 ${String(url)}，原库改名保留；不会产生任何邮件`,
        `would put ${from} in the place of ${String(url)}, which is kept; no mails`,
      ),
    });
  }
  if (!flagOption(options, 'yes')) {
    return refuse(
      'usage',
      text('恢复会换掉现在的台账', 'restoring replaces the present ledger'),
      text('停掉 duban 后加 --yes 再执行', 'stop duban, then repeat with --yes'),
    );
  }
  const restored = await restoreLedger({ from, url: url.reveal(), by: doneBy(session) });
  if (!restored.ok) return restored;
  const { file, kept, streams, events } = restored.value;
  const before =
    kept === null ? '' : pick(session, `；原库保留为 ${kept}`, `; the old one is kept as ${kept}`);
  return ok({
    data: restored.value,
    text: pick(
      session,
      `已恢复 ${file}：${streams} 条流，${events} 个事件${before}；下次 duban start 时未结事项接着运行`,
      `restored ${file}: ${streams} streams, ${events} events${before}; open items go on at the next duban start`,
    ),
  });
}

async function copy(session: Session, options: Options): Promise<Result<Output>> {
  const given = optionText(options, 'from');
  if (given === undefined) {
    return refuse(
      'usage',
      text('没有说从哪里拷', '--from is missing'),
      text(
        '写成 --from sqlite:文件、--from postgres://… 或 --from @文件',
        'write --from sqlite:FILE, --from postgres://… or --from @FILE',
      ),
    );
  }
  const from = databaseAddress(session, given);
  if (!from.ok) return from;
  const wish = optionText(options, 'to');
  const to = wish === undefined ? ok(session.config.databaseUrl.reveal()) : databaseAddress(session, wish);
  if (!to.ok) return to;
  if (flagOption(options, 'dryRun')) return lookedAtFile(session, from.value, maskedUrl(to.value));
  const copied = await copyLedger({ from: from.value, to: to.value });
  if (!copied.ok) return copied;
  const { where, streams, events, root } = copied.value;
  return ok({
    data: copied.value,
    text: pick(
      session,
      `已拷入 ${where}：${streams} 条流，${events} 个事件，核验无误（根 ${root.slice(0, 16)}…）；原台账未动`,
      `copied into ${where}: ${streams} streams, ${events} events, verified (root ${root.slice(0, 16)}…); the source is as it was`,
    ),
  });
}

/** What there is to copy; the place where it would go is not asked. */
async function lookedAtFile(session: Session, from: string, to: string): Promise<Result<Output>> {
  const source = await openLedger({ url: from, readOnly: true });
  if (!source.ok) return source;
  try {
    const { streams, events, findings } = await source.value.verify();
    const told = pick(
      session,
      `将把 ${streams} 条流、${events} 个事件拷入 ${to}；不会产生任何邮件`,
      `would copy ${streams} streams, ${events} events into ${to}; no mails`,
    );
    return ok({
      data: { dryRun: true, to, streams, events, findings },
      text: findings.length === 0 ? told : findingLines(findings, session.style.lang),
      findings: findings.length > 0,
    });
  } finally {
    await source.value.close();
  }
}

/** duban ledger …: migrate, check, backup, restore, reconcile, copy. */
export const ledgerVerbs: readonly Verb[] = [
  {
    usage: 'migrate',
    about: text('建表或升级', 'make the tables, or bring them up to date'),
    flags: [
      flaggedBy(
        '--hash <算法>',
        '只在建立空台账时：sha256（默认）或 sm3（哈希链用 SM3，存证点加签 SM2），此后不能改',
        'only when an empty ledger is made: sha256 (default) or sm3 (chains by SM3, checkpoints signed by SM2 too), for good',
      ),
      DRY_RUN,
    ],
    examples: [
      example('ledger migrate', '升级后先做一次', 'once after an upgrade'),
      example('ledger migrate --hash sm3', '建立用国密算法的台账', 'makes a ledger of the SM algorithms'),
    ],
    action: (session, _args, options) => migrate(session, options),
  },
  {
    usage: 'check',
    about: text(
      '由台账重算各表并比对；有差异即退出码 6',
      'rebuild the tables from the journal and compare; exit 6 on a difference',
    ),
    flags: [],
    examples: [example('ledger check', '比对', 'compares')],
    action: onLedger((session, open) => checkVerb(session, open)),
  },
  {
    usage: 'backup <文件>',
    about: text(
      '一致的备份，写成一个 SQLite 文件；运行中也可以',
      'a consistent copy in an SQLite file; also while it runs',
    ),
    flags: [],
    examples: [example('ledger backup 台账-20250630.db', '备份', 'backs up')],
    action: onLedger((session, open, [file]) => backup(session, open, file ?? '')),
  },
  {
    usage: 'restore <文件>',
    about: text(
      '从备份恢复；原库改名保留。下次启动时未结事项全部接着运行',
      'restore a backup; the old file is kept. Open items go on at the next start',
    ),
    flags: [flaggedBy('--yes', '确认', 'yes, do it'), DRY_RUN],
    examples: [example('ledger restore 台账-20250630.db --yes', '停掉 duban 后恢复', 'after stopping duban')],
    action: (session, [file], options) => restore(session, file ?? '', options),
  },
  reconcileVerb,
  {
    usage: 'copy',
    about: text(
      '把整个台账拷到另一处空的台账（SQLite 与 PostgreSQL 之间，两个方向），拷完由台账核验，不符即作废。先停掉 duban',
      'copy the whole ledger into another, empty place (SQLite and PostgreSQL, either way); verified by the journal, undone if it differs. Stop duban first',
    ),
    flags: [
      flaggedBy(
        '--from <地址>',
        '从哪里：sqlite:文件、postgres://…，带口令的地址写进文件，用 @文件',
        'from where: sqlite:FILE, postgres://…, or @FILE for an address with a password',
      ),
      flaggedBy(
        '--to <地址>',
        '拷到哪里，写法同上；不写则为 DUBAN_DATABASE_URL 的台账',
        'to where, in the same way; without it the ledger of DUBAN_DATABASE_URL',
      ),
      DRY_RUN,
    ],
    examples: [
      example(
        'ledger copy --from sqlite:var/ledger.db --to postgres://duban@127.0.0.1/duban',
        '迁到 PostgreSQL',
        'moves to PostgreSQL',
      ),
    ],
    action: (session, _args, options) => copy(session, options),
  },
];
