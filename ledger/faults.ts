import { text, type Problem } from '../domain/problem';
import type { Database } from './dialect';

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
export function faultOf(database: Database, error: unknown): unknown {
  const problem = database.problemOf(error);
  return problem ? new LedgerFault(problem, error) : error;
}

const problem = (code: string, zh: string, en: string, hintZh: string, hintEn: string): Problem => ({
  code,
  message: text(zh, en),
  hint: text(hintZh, hintEn),
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
      '检查路径，或从备份恢复：duban ledger restore',
      'check the path, or restore a backup: duban ledger restore',
    ),
  damaged: (where: string): Problem =>
    problem(
      'ledger-damaged',
      `台账 ${where} 的数据库文件已损坏`,
      `the database file of the ledger ${where} is damaged`,
      '从备份恢复：duban ledger restore',
      'restore a backup: duban ledger restore',
    ),
  cannotOpen: (where: string): Problem =>
    problem(
      'ledger-not-found',
      `打不开台账 ${where}`,
      `the ledger ${where} cannot be opened`,
      '检查文件夹是否存在、是否有权限',
      'check that the folder exists and may be read',
    ),
  newer: (where: string, migration: string): Problem =>
    problem(
      'ledger-newer',
      `台账 ${where} 由更新版本的督办写成（${migration}）`,
      `the ledger ${where} was written by a newer duban (${migration})`,
      '请升级本程序',
      'use that version or a later one',
    ),
  older: (where: string): Problem =>
    problem(
      'ledger-older',
      `台账 ${where} 的表结构是旧版的，只读打开时不能升级`,
      `the ledger ${where} has an older schema, which cannot be brought up to date while it is opened read-only`,
      '先升级：duban ledger migrate',
      'bring it up to date first: duban ledger migrate',
    ),
  inconsistent: (stream: string): Problem =>
    problem(
      'ledger-inconsistent',
      `${stream} 的状态表与台账不一致，未写入任何内容`,
      `the state of ${stream} does not fit its journal; nothing was written`,
      '运行 duban ledger check 查明差异',
      'run duban ledger check to see the difference',
    ),
  backupExists: (file: string): Problem =>
    problem(
      'backup-exists',
      `备份文件 ${file} 已经存在，未覆盖`,
      `the backup ${file} exists and was not overwritten`,
      '换一个文件名',
      'choose another name',
    ),
  badBackup: (file: string): Problem =>
    problem(
      'bad-backup',
      `备份 ${file} 不完整，未恢复`,
      `the backup ${file} is damaged and was not restored`,
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
      `“${url}”不是台账地址`,
      `"${url}" is not the address of a ledger`,
      '请写成 sqlite:文件路径',
      'write sqlite:FILE',
    ),
} as const;
