import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { mailOfTask } from '../../../domain/digest/handover';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import { nameOfUnit } from '../../../domain/roster/roster';
import { clockText } from '../../../domain/time';
import { taskNumber, taskReason } from '../../../domain/view/tasks';
import { TASK, taskResult } from '../../../domain/words';
import type { Ledger } from '../../../ledger/ledger';
import type { TaskRow } from '../../../ledger/database/tables/items';
import { sheetOf } from '../../../office/lists/mail-body';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { printed } from '../print';
import { saveFile } from '../files';
import { pick, type Session } from '../session';
import { paperPlace } from './paper-parts';
import { example, flaggedBy, optionText, type Options, type Verb } from '../verb';

/** The task of a number or id, open or done. Refuses `task-not-found`. */
async function storedTask(ledger: Ledger, name: string): Promise<Result<TaskRow>> {
  const all = [...(await ledger.tasks({ open: true })), ...(await ledger.tasks({ open: false }))];
  const found = all.find(({ stream, id }) => id === name || taskNumber(stream, id) === name);
  return found
    ? ok(found)
    : refuse(
        'task-not-found',
        text(`没有待办“${name}”`, `no task "${name}"`),
        text('用 duban task list --all 查看编号', 'see duban task list --all'),
      );
}

/** Kind, why, unit and item; since when; what came of it. */
async function taskLines(session: Session, ledger: Ledger, task: TaskRow): Promise<readonly string[]> {
  const { lang } = session.style;
  const { roster, calendar } = await ledger.office();
  const reason = taskReason(task)?.[lang];
  const kind = TASK[task.kind][lang];
  const unit = task.unit === null ? '' : nameOfUnit(roster, task.unit);
  const since = clockText(task.openedAt, calendar.zone);
  const done = task.done && `${clockText(task.done.at, calendar.zone)} ${taskResult(task.done)[lang]}`;
  return [
    `${taskNumber(task.stream, task.id)}  ${reason === undefined ? kind : `${kind}（${reason}）`}`,
    [unit, task.title].filter((part) => part !== '').join('  '),
    pick(session, `开始于 ${since}`, `since ${since}`),
    ...(done === null ? [] : [pick(session, `已办结：${done}`, `done: ${done}`)]),
  ];
}

const isPdf = (path: string): boolean => extname(path).toLowerCase() === '.pdf';

/** Writes a sheet: the page itself, or PDF where a program of this machine prints it. Refuses `file-unwritable`, `no-printer`. */
async function savedSheet(session: Session, path: string, html: string): Promise<Result<unknown>> {
  if (!isPdf(path)) return saveFile(path, html);
  const folder = await mkdtemp(join(tmpdir(), 'duban-sheet-'));
  try {
    const page = join(folder, 'sheet.html');
    await writeFile(page, html);
    const made = await printed([page], folder, session.io.env);
    const pdf = made.ok ? made.value[0] : undefined;
    return pdf === undefined ? nothingPrints() : saveFile(path, await readFile(pdf));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const nothingPrints = (): Result<never> =>
  refuse(
    'no-printer',
    text(
      '本机没有能打印成 PDF 的程序（Chromium、LibreOffice），没有写出文件',
      'nothing here prints PDF (Chromium, LibreOffice); no file is written',
    ),
    text(
      '用 --to 名称.html 写成网页，用浏览器打开后打印',
      'write it as HTML (--to NAME.html) and print it in a browser',
    ),
  );

async function show(
  session: Session,
  ledger: Ledger,
  name: string,
  options: Options,
): Promise<Result<Output>> {
  const task = await storedTask(ledger, name);
  if (!task.ok) return task;
  const lines = await taskLines(session, ledger, task.value);
  const key = mailOfTask(task.value.id);
  const shown = { office: await ledger.office(), now: session.now(), publicUrl: null };
  const sheet = key === null ? null : await sheetOf(ledger, key, shown);
  if (!sheet) return ok({ data: { task: task.value }, text: lines.join('\n') });
  const { html, text: body } = sheet;
  if (optionText(options, 'to') === undefined)
    return ok({ data: { task: task.value, mail: key, body }, text: [...lines, '', body].join('\n') });
  const path = paperPlace(session, options, ['.html', '.pdf']);
  if (!path.ok) return path;
  const saved = await savedSheet(session, path.value, html);
  if (!saved.ok) return saved;
  const written = pick(
    session,
    `送达件已写到 ${path.value}，${isPdf(path.value) ? '' : '用浏览器打开后'}打印（A4）`,
    `the sheet is written to ${path.value}; ${isPdf(path.value) ? '' : 'open it in a browser and '}print it (A4)`,
  );
  return ok({
    data: { task: task.value, mail: key, to: path.value },
    text: [...lines, written].join('\n'),
  });
}

/** duban task show. */
export const taskShowVerb: Verb = {
  usage: 'show <编号>',
  about: text(
    '一件待办；人工送达的，显示或写出要送的那份',
    'one task; for one to be handed over, the sheet itself, shown or written',
  ),
  flags: [
    flaggedBy(
      '--to <文件>',
      '把送达件写成可打印的 .html，或 .pdf（需本机有 Chromium 或 LibreOffice）',
      'writes the sheet as printable .html, or as .pdf (needs Chromium or LibreOffice here)',
    ),
  ],
  examples: [
    example('task show 9d764b', '看这件待办', 'looks at it'),
    example('task show 9d764b --to 送达单.html', '写出送达件，打开后打印', 'writes the sheet to print'),
    example('task show 9d764b --to 送达单.pdf', '写成 PDF', 'writes it as PDF'),
  ],
  action: onLedger((session, ledger, [id], options) => show(session, ledger, id ?? '', options)),
};
