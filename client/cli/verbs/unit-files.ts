import { basename, extname, resolve } from 'node:path';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/ledger';
import { readRegular } from '../../../office/intake/files/regular';
import { diffLines, rosterDiff, type RosterChange } from '../../../office/intake/rosters/diff';
import { mergeTables } from '../../../office/intake/rosters/merge';
import type { TableFile } from '../../../office/intake/rosters/grids';
import { readTables } from '../../../office/intake/rosters/tables';
import { rosterCsv, rosterWorkbook } from '../../../office/intake/rosters/write';
import { changedBy, onLedger } from '../on-ledger';
import type { Output } from '../output';
import { rosterInUse } from '../../../office/acts/roster-in-use';
import { saveFile } from '../files';
import { pick, type Session } from '../session';
import { DRY_RUN, example, flagOption, KEY_FLAG, type Options, type Verb } from '../verb';

function rosterFiles(session: Session, paths: readonly string[]): Result<readonly TableFile[]> {
  const files: TableFile[] = [];
  for (const path of paths) {
    const bytes = readRegular(resolve(session.io.cwd, path));
    if (!bytes.ok) return bytes;
    files.push({ name: basename(path), bytes: bytes.value });
  }
  return ok(files);
}

async function importRoster(
  session: Session,
  ledger: Ledger,
  paths: readonly string[],
  options: Options,
): Promise<Result<Output>> {
  const by = await changedBy(session, ledger, ['admin'], options);
  if (!by.ok) return by;
  const files = rosterFiles(session, paths);
  if (!files.ok) return files;
  const tables = await readTables(files.value);
  if (!tables.ok) return tables;
  const { roster: before } = await ledger.office();
  const after = mergeTables(before, tables.value);
  if (!after.ok) return after;
  const changes = rosterDiff(before, after.value);
  if (changes.length === 0) {
    return ok({
      data: { changes: [] },
      text: pick(session, '与现用的名册相同，没有改变', 'nothing is different'),
    });
  }
  const used = await rosterInUse(ledger, before, after.value);
  if (!used.ok) return used;
  if (!flagOption(options, 'dryRun')) await ledger.setRoster(after.value, by.value);
  return ok(filesSaid(session, changes, flagOption(options, 'dryRun')));
}

function filesSaid(session: Session, changes: readonly RosterChange[], dryRun: boolean): Output {
  const first = dryRun
    ? pick(
        session,
        `将改变 ${changes.length} 处，不会产生任何邮件：`,
        `would change ${changes.length} rows; no mails:`,
      )
    : pick(session, `已改变 ${changes.length} 处：`, `${changes.length} rows changed:`);
  const groups = changes.some(({ table }) => table === 'groups')
    ? pick(
        session,
        '\n已交办的事项仍按交办时的成员；要随之改变，用 duban plan diff 查看、plan apply 执行',
        '\nissued items keep the members of their issue; see duban plan diff, make it so with plan apply',
      )
    : '';
  return {
    data: { ...(dryRun ? { dryRun, mails: [] } : {}), changes },
    text: `${first}\n${diffLines(changes, session.style.lang)}${groups}`,
  };
}

async function exportRoster(session: Session, ledger: Ledger, path: string): Promise<Result<Output>> {
  const { roster } = await ledger.office();
  const whole = resolve(session.io.cwd, path);
  const kind = extname(path).toLowerCase();
  if (kind !== '.xlsx' && kind !== '.csv') {
    return refuse(
      'usage',
      text(`“${path}”不是 .xlsx 或 .csv`, `"${path}" is neither .xlsx nor .csv`),
      text('例：duban unit export 名册.xlsx', 'e.g. duban unit export roster.xlsx'),
    );
  }
  const files =
    kind === '.xlsx'
      ? [{ path: whole, content: await rosterWorkbook(roster) }]
      : rosterCsv(roster).map((one) => ({
          path: `${whole.slice(0, -kind.length)}-${one.table}.csv`,
          content: one.text,
        }));
  for (const one of files) {
    const saved = saveFile(one.path, one.content);
    if (!saved.ok) return saved;
  }
  const names = files.map((one) => basename(one.path));
  const { units, groups, contacts, accounts } = roster;
  return ok({
    data: { files: files.map((one) => one.path), units: units.length, contacts: contacts.length },
    text: pick(
      session,
      `已写 ${names.join('、')}：${units.length} 个单位、${groups.length} 个集合名称、${contacts.length} 个联系人、${accounts.length} 个帐号`,
      `wrote ${names.join(', ')}: ${units.length} units, ${groups.length} groups, ${contacts.length} contacts, ${accounts.length} accounts`,
    ),
  });
}

/** duban unit import and export: the roster as a workbook or as CSV. */
export const unitFileVerbs: readonly Verb[] = [
  {
    usage: 'import <文件...>',
    about: text(
      '由表格（.xlsx 或 .csv）换上单位、集合名称、联系人、帐号；没有给出的表不变，先列出不同；已交办事项的成员不变',
      'take units, groups, contacts and accounts from tables (.xlsx, .csv); tables not given stay; differences are listed; issued items keep their members',
    ),
    flags: [KEY_FLAG, DRY_RUN],
    examples: [
      example('unit import 名册.xlsx --as gly --dry-run', '先看有什么不同', 'shows what differs first'),
      example('unit import 名册-联系人.csv --as gly', '只换联系人', 'contacts only'),
    ],
    action: onLedger((session, ledger, paths, options) =>
      importRoster(
        session,
        ledger,
        paths.filter((path) => path !== undefined),
        options,
      ),
    ),
  },
  {
    usage: 'export <文件>',
    about: text(
      '把名册写成表格：.xlsx 一个工作簿，.csv 四个文件；改好后用 unit import 换上',
      'write the roster as tables: one workbook (.xlsx) or four files (.csv); import them again after editing',
    ),
    flags: [],
    examples: [example('unit export 名册.xlsx', '一个工作簿', 'one workbook')],
    action: onLedger((session, ledger, [path]) => exportRoster(session, ledger, path ?? '')),
  },
];
