import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { noticeStream } from '../../../domain/journal/streams';
import { ok, text, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/ledger';
import { noticeInfo } from '../../../office/intake/files/notice-folder';
import { BEFORE_DEMO_ENDS, isDemonstration } from '../../../office/acts/demo-ends';
import { importKey, noticeRead } from '../../../office/acts/import-notice';
import { supplementsOf } from '../../../office/plan/unissued';
import { readText } from '../../../office/intake/sources/isolated';
import { AS_OF, dated } from '../as-of';
import { missingOption } from '../item-commands';
import { noticeNamed } from '../names';
import { listing } from '../listing';
import { actingAs, keyOf, onLedger, presentLedger } from '../on-ledger';
import type { Output } from '../output';
import { noticeSource, readPlanSource } from '../plan-source';
import { pick, zoneOf, type Session } from '../session';
import {
  DRY_RUN,
  example,
  flagOption,
  flaggedBy,
  KEY_FLAG,
  optionText,
  type Options,
  type Verb,
  requiredFlag,
} from '../verb';
import { itemTable } from '../views/items';
import { issueVerb, issuingVerb } from './issue';
import { noticeReadVerb, vocabulary } from './notice-read';
import { itemsOption } from './plan';

/** duban notice supplement: items that were added after the notice. */
const supplementVerb = issuingVerb(
  (ledger, plan, options) => supplementsOf(ledger, plan, itemsOption(options)),
  {
    usage: 'supplement [通知]',
    about: text(
      '补充交办：计划中通知之外补充的事项（写有 supplement: 正文）作为又一批交办，各发补充交办通知',
      'issue the items that the plan adds to an issued notice (supplement: TEXT) as a further batch with letters of its own',
    ),
    flags: [
      requiredFlag(flaggedBy('--plan <文件或目录>', '加了补充事项的计划', 'the plan with the added items')),
      flaggedBy(
        '--items <事项>',
        '只交办这些补充事项，用逗号隔开',
        'only these of them, separated by commas',
      ),
    ],
    examples: [
      example(
        'notice supplement qp-2025-13 --plan seeds/qingpu-2025 --dry-run',
        '先看会发哪些通知',
        'shows the letters first',
      ),
      example('notice supplement --plan plan.yaml --items 补1 --as ddy', '交办一项', 'issues one'),
    ],
  },
);

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
  const id = optionText(options, 'id');
  if (id === undefined) return missingOption('--id');
  const source = await noticeSource(session, path);
  if (!source.ok) return source;
  const words = await vocabulary(session, path);
  if (!words.ok) return words;
  const read = await readText(source.value, words.value);
  if (!read.ok) return read;
  const at = { id, coordinator: actor, now: session.now(), zone: await zoneOf(session) };
  const notice = noticeRead(read.value, at);
  return ok({ notice, words: source.value.text });
}

/** Before a notice that is none ends a demonstration, and with --dry-run before that. */
function tellDemoEnds({ io, style }: Session): void {
  for (const line of BEFORE_DEMO_ENDS) io.err(`▲ ${line[style.lang]}`);
}

async function importVerb(
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
  if (await isDemonstration(ledger)) tellDemoEnds(session);
  if (flagOption(options, 'dryRun')) {
    return ok({
      data: { dryRun: true, notice, mails: [] },
      text: pick(
        session,
        `将导入 ${notice.id} ${notice.title}；不会产生任何邮件`,
        `would import ${notice.id}; no mails`,
      ),
    });
  }
  const requestKey = keyOf(options, () => importKey(notice.id, words));
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
      `已导入 ${notice.id} ${notice.title}\n接下来：duban notice issue ${notice.id} --plan ${isFolder(session, path) ? path : '目录'} --dry-run`,
      `imported ${notice.id} ${notice.title}\nnext: duban notice issue ${notice.id} --plan ${isFolder(session, path) ? path : 'FOLDER'} --dry-run`,
    ),
  });
}

const withdrawalSchema = z.object({ reason: z.string() });

/** 已撤回, with its reason; "" for a notice in force. */
async function withdrawnText(session: Session, ledger: Ledger, notice: string): Promise<string> {
  const history = await ledger.history(noticeStream(notice));
  const event = history.find(({ type }) => type === 'noticeWithdrawn');
  if (!event) return '';
  const { reason } = withdrawalSchema.parse(JSON.parse(event.body));
  return pick(session, `已撤回：${reason}`, `withdrawn: ${reason}`);
}

async function showNotice(
  session: Session,
  id: string | undefined,
  options: Options,
): Promise<Result<Output>> {
  const ledger = await presentLedger(session);
  if (!ledger.ok) return ledger;
  const notice = await noticeNamed(ledger.value, id);
  if (!notice.ok) return notice;
  const words = await ledger.value.noticeText(notice.value.id);
  if (flagOption(options, 'text')) return ok({ data: { ...notice.value, text: words }, text: words ?? '' });
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
  noticeReadVerb,
  {
    usage: 'import <文件或目录>',
    about: text(
      '导入通知；目录中的 plan.yaml 写明代号和督办员',
      'import a notice; plan.yaml of a folder says id and coordinator',
    ),
    flags: [flaggedBy('--id <代号>', '通知的代号（导入文件时）', 'its id (for a file)'), KEY_FLAG, DRY_RUN],
    examples: [
      example('notice import seeds/qingpu-2025 --as ddy', '导入目录', 'imports a folder'),
      example('notice import 通知.docx --id qp-2026-5 --as ddy', '导入文件', 'imports a file'),
    ],
    action: onLedger((session, ledger, [path], options) => importVerb(session, ledger, path ?? '', options)),
  },
  {
    usage: 'show [通知]',
    about: text(
      '通知及其事项；只有一份时不必写代号',
      'a notice and its items; its id may be left out when it is the only one',
    ),
    flags: [flaggedBy('--text', '原文', 'its text'), AS_OF],
    examples: [
      example('notice show qp-2025-13', '事项一览', 'its items'),
      example('notice show qp-2025-13 --text', '导入时的原文', 'the text as imported'),
    ],
    action: listing(dated((session, [id], options) => showNotice(session, id, options))),
  },
  issueVerb,
  supplementVerb,
];
