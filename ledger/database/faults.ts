import { HASH_NAME, type ChainHash } from '../../domain/journal/canonical';
import { hint, text, type HintWay, type Problem, type Result } from '../../domain/problem';
import type { ProblemCode } from '../../domain/problem-codes';
import { maskedUrl } from '../../domain/secret';
import type { Database } from './dialect';

/** `ledger-behind`: the workflow has a later head than the ledger (a restored backup). Not retried. */
export class LedgerBehind extends Error {}

/** The ledger cannot answer: locked, read-only, full … `problem` says what and what to do; nothing was written. */
export class LedgerFault extends Error {
  constructor(
    readonly problem: Problem,
    cause?: unknown,
  ) {
    super(problem.message.en, { cause });
    this.name = 'LedgerFault';
  }
}

/** The fault of a database error; other errors come back as they are. */
export function databaseFault(database: Database, error: unknown): unknown {
  const problem = database.problemOf(error);
  return problem ? new LedgerFault(problem, error) : error;
}

/** The refusal that a database error is; what is no fault of the database is thrown on. */
export function refusedFor(database: Database, error: unknown): Result<never> {
  const fault = databaseFault(database, error);
  if (fault instanceof LedgerFault) return { ok: false, problem: fault.problem };
  throw fault;
}

type ToldFault = readonly [zh: string, en: string, hintZh: string, hintEn: string, way?: HintWay];

const problem = (code: ProblemCode, ...[zh, en, hintZh, hintEn, way]: ToldFault): Problem => ({
  code,
  message: text(zh, en),
  hint: hint(hintZh, hintEn, way),
});

/** What can be wrong with the database as such; `where` is its file or address. */
export const faults = {
  locked: (where: string): Problem =>
    problem(
      'ledger-locked',
      `台账 ${where} 正被另一个进程占用`,
      `the ledger ${where} is locked by another process`,
      '稍后再试；如一直如此，请找出占用它的进程',
      'try again; if it stays so, find the process that holds it',
    ),
  beyondNow: (ms: number): Problem =>
    problem(
      'clock-off',
      `要登记的时间比数据库服务器的钟晚 ${Math.round(ms / 1_000)} 秒，没有登记`,
      `what was to be recorded lies ${Math.round(ms / 1_000)} s beyond the database server's now; nothing was written`,
      '对准各主机的钟（如启用 NTP），再试',
      'set the clocks of the hosts right (NTP, say) and try again',
    ),
  readOnly: (where: string): Problem =>
    problem(
      'ledger-read-only',
      `台账 ${where} 只能读，不能写`,
      `the ledger ${where} is read-only`,
      '检查文件和所在文件夹的写权限',
      'check that the file and its folder may be written',
    ),
  full: (where: string): Problem =>
    problem(
      'ledger-full',
      `台账 ${where} 所在磁盘已满`,
      `the disk of the ledger ${where} is full`,
      '腾出空间后会自动继续，已记录的内容不受影响',
      'make room; work then goes on, nothing recorded is lost',
    ),
  notALedger: (where: string): Problem =>
    problem(
      'not-a-ledger',
      `${where} 不是督办台账`,
      `${where} is not a duban ledger`,
      '检查路径，或从备份恢复',
      'check the path, or restore a backup',
      'restore-ledger',
    ),
  damaged: (where: string): Problem =>
    problem(
      'ledger-damaged',
      `台账 ${where} 的数据库文件已损坏`,
      `the database file of the ledger ${where} is damaged`,
      '从备份恢复',
      'restore a backup',
      'restore-ledger',
    ),
  cannotOpen: (where: string): Problem =>
    problem(
      'ledger-not-found',
      `打不开台账 ${where}`,
      `the ledger ${where} cannot be opened`,
      '检查文件夹是否存在、是否有权限',
      'check that the folder exists and may be read',
    ),
  unreachable: (where: string): Problem =>
    problem(
      'ledger-unreachable',
      `连不上台账所在的数据库 ${where}`,
      `the database of the ledger ${where} cannot be reached`,
      '检查 PostgreSQL 是否在运行、网络是否通；恢复后自动继续，已记录的内容不受影响',
      'check that PostgreSQL runs and the network is up; work then goes on, nothing recorded is lost',
    ),
  noAccess: (where: string): Problem =>
    problem(
      'ledger-not-found',
      `打不开台账 ${where}：没有这个数据库，或用户、口令不对`,
      `the ledger ${where} cannot be opened: no such database, or user or password is wrong`,
      '检查地址、库名、用户和口令（DUBAN_DATABASE_URL）',
      'check address, database, user and password (DUBAN_DATABASE_URL)',
    ),
  noRights: (where: string, said: string): Problem =>
    problem(
      'ledger-not-found',
      `台账 ${where} 的数据库用户权限不够（${said}）`,
      `the database user of the ledger ${where} lacks a right (${said})`,
      '以表的所有者授权，写法见 deploy/postgres/roles.sql；建表、升级由所有者来做',
      'grant it as the owner of the tables, as deploy/postgres/roles.sql does; tables are made and upgraded by their owner',
    ),
  notUtf8: (where: string, encoding: string): Problem =>
    problem(
      'not-a-ledger',
      `数据库 ${where} 的编码是 ${encoding}，存不了中文`,
      `the encoding of the database ${where} is ${encoding}`,
      '另建一个 UTF8 编码的库：createdb --encoding=UTF8 --template=template0 库名',
      'make one in UTF8: createdb --encoding=UTF8 --template=template0 NAME',
    ),
  newer: (where: string, migration: string): Problem =>
    problem(
      'ledger-newer',
      `台账 ${where} 由更新版本的督办写成（${migration}）`,
      `the ledger ${where} was written by a newer duban (${migration})`,
      '请升级本程序',
      'use that version or a later one',
    ),
  newerEvent: (stream: string, seq: number, type: string): Problem =>
    problem(
      'ledger-newer',
      `${stream} 第 ${seq} 条是本程序不认识的事件“${type}”，由更新版本的督办写成`,
      `entry ${seq} of ${stream} is an event "${type}" that this program does not know: a newer duban wrote it`,
      '请升级本程序',
      'use that version or a later one',
    ),
  noHash: (hash: ChainHash): Problem =>
    problem(
      'hash-missing',
      `这里的 Node.js 没有 ${HASH_NAME[hash]}`,
      `this Node.js has no ${HASH_NAME[hash]}`,
      '请用官方发行的 Node.js',
      'use Node.js as its makers build it',
    ),
  older: (where: string): Problem =>
    problem(
      'ledger-older',
      `台账 ${where} 的表结构是旧版的`,
      `the ledger ${where} has an older schema`,
      '请先升级台账',
      'bring it up to date first',
      'migrate-ledger',
    ),
  empty: (where: string): Problem =>
    problem(
      'ledger-empty',
      `${where} 里还没有台账`,
      `there is no ledger in ${where} yet`,
      '请先建立台账，或以试用方式启动',
      'make one first, or start duban to try it',
      'make-ledger',
    ),
  inconsistent: (stream: string): Problem =>
    problem(
      'ledger-inconsistent',
      `${stream} 的状态表与台账不一致，未写入任何内容`,
      `the state of ${stream} does not fit its journal; nothing was written`,
      '请核对台账，查明差异',
      'check the ledger to see the difference',
      'check-ledger',
    ),
  backupExists: (file: string): Problem =>
    problem(
      'backup-exists',
      `备份文件 ${file} 已经存在，未覆盖`,
      `the backup ${file} exists and was not overwritten`,
      '换一个文件名',
      'choose another name',
    ),
  badBackup: (file: string, what = 'integrity_check'): Problem =>
    problem(
      'bad-backup',
      `备份 ${file} 不完整或被改动，未恢复：${what}`,
      `the backup ${file} is damaged or was changed, and was not restored: ${what}`,
      '用另一份备份',
      'take another backup',
    ),
  cannotReplace: (file: string, reason: string): Problem =>
    problem(
      'ledger-not-replaced',
      `不能替换台账 ${file}：${reason}`,
      `the ledger ${file} cannot be replaced: ${reason}`,
      '检查文件夹的写权限和磁盘空间，原台账未动',
      'check permissions and room of the folder; the ledger is as it was',
    ),
  badUrl: (url: string): Problem =>
    problem(
      'bad-ledger-url',
      `“${maskedUrl(url)}”不是台账地址`,
      `"${maskedUrl(url)}" is not the address of a ledger`,
      '请写成 sqlite:文件路径，或 postgres://用户:口令@主机:端口/库名',
      'write sqlite:FILE or postgres://USER:PASSWORD@HOST:PORT/DATABASE',
    ),
  notAFile: (where: string): Problem =>
    problem(
      'bad-ledger-url',
      `台账 ${where} 在数据库服务器上，不能以文件替换`,
      `the ledger ${where} is on a server and cannot be replaced by a file`,
      '新建一个空库，再把备份拷入',
      'make an empty database and copy the backup into it',
      'copy-ledger',
    ),
  notEmpty: (where: string): Problem =>
    problem(
      'ledger-not-empty',
      `台账 ${where} 里已有内容，未拷入`,
      `the ledger ${where} is not empty; nothing was copied`,
      '拷到一个新的文件或空库',
      'copy into a new file or an empty database',
    ),
  moved: (where: string): Problem =>
    problem(
      'ledger-moved',
      `拷贝期间台账 ${where} 有新的记录，未拷入`,
      `the ledger ${where} was written to while it was copied; nothing was copied`,
      '先停掉 duban，再拷一次',
      'stop duban, then copy again',
    ),
  notVerified: (where: string, what: string): Problem =>
    problem(
      'copy-not-verified',
      `拷贝后核验不符，未拷入 ${where}：${what}`,
      `the copy in ${where} does not verify and was undone: ${what}`,
      '先核验、核对原台账',
      'verify and check the source first',
      'verify-ledger',
    ),
} as const;
