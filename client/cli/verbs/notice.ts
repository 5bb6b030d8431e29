import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { sha256 } from '../../../domain/journal/canonical';
import { noticeStream } from '../../../domain/journal/streams';
import { readingOutput } from '../../../domain/notice/output';
import { readChecked } from '../../../domain/unaccounted/read';
import type { NoticeReading, Vocabulary } from '../../../domain/notice/types';
import { nameOfNotice } from '../../../domain/plan/build';
import { ok, text, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/types';
import { noticeInfo, vocabularyOf } from '../../files/notice-folder';
import { missing } from '../item-commands';
import { noticeNamed } from '../names';
import { actingAs, onLedger, presentLedger } from '../on-ledger';
import type { Output } from '../output';
import { noticeSource, officeFor, readPlanSource } from '../plan-source';
import { printable } from '../printable';
import { pick, type Session } from '../session';
import { DRY_RUN, example, flag, flagged, KEY, textOf, type Options, type Verb } from '../verb';
import { itemTable } from '../views/items';
import { colouredText, legend, readingFindings, readingTable } from '../views/reading';
import { issueVerb } from './issue';

/** Names to rely on: the roster beside the file, else the one in force, else none. */
async function vocabulary(session: Session, path: string): Promise<Vocabulary> {
  const folder = path === '-' ? session.io.cwd : dirname(resolve(session.io.cwd, path));
  const office = await officeFor(session, folder);
  return office.ok && office.value ? vocabularyOf(office.value.roster) : { units: [], groups: [] };
}

function steps(session: Session, reading: NoticeReading, path: string): string {
  const { items, findings } = reading;
  const look = findings.length;
  return pick(
    session,
    `读出 ${items.length} 项${look > 0 ? `,${look} 处需核对` : ''}。接下来:
  1. duban plan draft ${path} -o plan.yaml   再逐处确认期限、牵头、集合名称的成员
  2. duban plan check 目录        看还有什么不能交办
  3. duban plan preview 目录      看会发哪些邮件
  4. duban notice import ${path} --id 代号,再 duban notice issue 代号 --plan 目录`,
    `${items.length} items${look > 0 ? `, ${look} places to look at` : ''}. Next:
  1. duban plan draft ${path} -o plan.yaml, then confirm dates, leads, members of groups
  2. duban plan check FOLDER      what still stops it
  3. duban plan preview FOLDER    the mails it causes
  4. duban notice import ${path} --id ID, then duban notice issue ID --plan FOLDER`,
  );
}

/** True when the text holds numbers or units that the reading does not account for: exit code 6. */
const isIncomplete = ({ findings }: NoticeReading): boolean =>
  findings.some(({ code }) => code === 'unaccounted');

async function read(session: Session, path: string): Promise<Result<Output>> {
  const source = await noticeSource(session, path);
  if (!source.ok) return source;
  const reading = readChecked(source.value, await vocabulary(session, path));
  const { lang } = session.style;
  const { screen } = session.io;
  const data = readingOutput(reading, lang);
  // A table of a hundred thousand rows takes its time: only who reads it waits for it.
  const findings = isIncomplete(reading);
  if (session.style.json) return ok({ data, text: '', findings });
  const coloured = screen?.colour
    ? `${colouredText(printable(source.value.text), reading)}\n${legend(lang)}`
    : undefined;
  const head = [reading.title, reading.number, reading.datedOn, reading.issuedOn].filter(Boolean).join('  ');
  return ok({
    data,
    coloured,
    findings,
    text: [
      head,
      readingTable(reading, lang),
      readingFindings(reading, path, lang),
      steps(session, reading, path),
    ]
      .filter(Boolean)
      .join('\n\n'),
  });
}

/** What is imported, and under which name. */
interface Import {
  readonly notice: Parameters<Ledger['importNotice']>[0]['notice'];
  readonly words: string;
}

const isFolder = (session: Session, path: string): boolean => {
  const whole = resolve(session.io.cwd, path);
  return existsSync(whole) && statSync(whole).isDirectory();
};

/** A folder's plan.yaml says id, owner and deputies; for a file --id does, and the acting coordinator owns it. */
async function importOf(
  session: Session,
  path: string,
  actor: string,
  options: Options,
): Promise<Result<Import>> {
  if (isFolder(session, path)) {
    const source = await readPlanSource(session, path);
    if (!source.ok) return source;
    return ok({ notice: noticeInfo(source.value.plan), words: source.value.text });
  }
  const id = textOf(options, 'id');
  if (id === undefined) return missing('--id');
  const source = await noticeSource(session, path);
  if (!source.ok) return source;
  const reading = readChecked(source.value, await vocabulary(session, path));
  const year = reading.year ?? new Date(session.now()).getUTCFullYear();
  const { title, number } = reading;
  const notice = {
    id,
    title: nameOfNotice(title),
    number: number ?? '',
    year,
    demo: false,
    coordinator: actor,
    deputies: [],
  };
  return ok({ notice, words: source.value.text });
}

async function importNotice(
  session: Session,
  ledger: Ledger,
  path: string,
  options: Options,
): Promise<Result<Output>> {
  const account = await actingAs(session, ledger, ['coordinator']);
  if (!account.ok) return account;
  const wanted = await importOf(session, path, account.value.id, options);
  if (!wanted.ok) return wanted;
  const { notice, words } = wanted.value;
  if (flag(options, 'dryRun')) {
    return ok({
      data: { dryRun: true, notice, mails: [] },
      text: pick(
        session,
        `将导入 ${notice.id} ${notice.title};不会产生任何邮件`,
        `would import ${notice.id}; no mails`,
      ),
    });
  }
  const requestKey = textOf(options, 'key') ?? `import-${notice.id}-${sha256(words).slice(0, 16)}`;
  const imported = await ledger.importNotice({
    notice,
    text: words,
    now: session.now(),
    actor: account.value.id,
    requestKey,
  });
  if (!imported.ok) return imported;
  return ok({
    data: { notice },
    text: pick(
      session,
      `已导入 ${notice.id} ${notice.title}\n接下来:duban notice issue ${notice.id} --plan 目录 --dry-run`,
      `imported ${notice.id} ${notice.title}\nnext: duban notice issue ${notice.id} --plan FOLDER --dry-run`,
    ),
  });
}

const withdrawal = z.object({ reason: z.string() });

/** 已撤回, with its reason; "" for a notice that stands. */
async function withdrawnText(session: Session, ledger: Ledger, notice: string): Promise<string> {
  const history = await ledger.history(noticeStream(notice));
  const event = history.find(({ type }) => type === 'noticeWithdrawn');
  if (!event) return '';
  const { reason } = withdrawal.parse(JSON.parse(event.body));
  return pick(session, `已撤回:${reason}`, `withdrawn: ${reason}`);
}

async function show(session: Session, id: string | undefined, options: Options): Promise<Result<Output>> {
  const ledger = await presentLedger(session);
  if (!ledger.ok) return ledger;
  const notice = await noticeNamed(ledger.value, id);
  if (!notice.ok) return notice;
  const words = await ledger.value.noticeText(notice.value.id);
  if (flag(options, 'text')) return ok({ data: { ...notice.value, text: words }, text: words ?? '' });
  const items = await ledger.value.items({ notice: notice.value.id });
  const office = await ledger.value.office();
  const { title, number, demo, coordinator, deputies } = notice.value;
  const mark = demo ? pick(session, '演示·日期为示例', 'demonstration, sample dates') : '';
  const withdrawn = await withdrawnText(session, ledger.value, notice.value.id);
  const owner = pick(session, `督办员 ${coordinator}`, `coordinator ${coordinator}`);
  const none = pick(session, '尚未交办', 'nothing issued yet');
  return ok({
    data: { ...notice.value, items: items.map(({ stream, status }) => ({ stream, status })) },
    text: [
      [notice.value.id, title, number, mark, withdrawn].filter(Boolean).join('  '),
      [owner, ...deputies].join('、'),
      items.length > 0 ? itemTable(items, office, session.now(), session.style.lang) : none,
    ].join('\n'),
  });
}

/** duban notice …: read, import, show, issue. */
export const noticeVerbs: readonly Verb[] = [
  {
    usage: 'read <文件>',
    about: text(
      '读一份通知:看懂了什么、哪些要核对;- 为标准输入;不写入',
      'read a notice: what was understood and what to look at; - is standard input; writes nothing',
    ),
    flags: [],
    examples: [
      example('notice read seeds/qingpu-2025/notice.txt', '示例通知', 'the sample notice'),
      example('notice read 通知.docx --json', 'Word 文件,结果给程序用', 'a Word file, for a program'),
    ],
    action: (session, [path]) => read(session, path ?? '-'),
  },
  {
    usage: 'import <文件或目录>',
    about: text(
      '导入通知;目录中的 plan.yaml 写明代号和督办员',
      'import a notice; plan.yaml of a folder says id and coordinator',
    ),
    flags: [flagged('--id <代号>', '通知的代号(导入文件时)', 'its id (for a file)'), KEY, DRY_RUN],
    examples: [
      example('notice import seeds/qingpu-2025 --as ddy', '导入目录', 'imports a folder'),
      example('notice import 通知.docx --id qp-2026-5 --as ddy', '导入文件', 'imports a file'),
    ],
    action: onLedger((session, ledger, [path], options) =>
      importNotice(session, ledger, path ?? '', options),
    ),
  },
  {
    usage: 'show [通知]',
    about: text(
      '通知及其事项;只有一份时不必写代号',
      'a notice and its items; its id may be left out when it is the only one',
    ),
    flags: [flagged('--text', '原文', 'its text')],
    examples: [
      example('notice show qp-2025-13', '事项一览', 'its items'),
      example('notice show qp-2025-13 --text', '导入时的原文', 'the text as imported'),
    ],
    action: (session, [id], options) => show(session, id, options),
  },
  issueVerb,
];
