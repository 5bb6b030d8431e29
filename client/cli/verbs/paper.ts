import { writeFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { parseCheckpoint, shortCheckpoint } from '../../../domain/journal/checkpoint';
import { parseNote } from '../../../domain/journal/note';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import { dateOf, dayOfMonth, monthOf, yearOf } from '../../../domain/time';
import type { Ledger } from '../../../ledger/types';
import { bulletinOf, type Bulletin } from '../../../papers/bulletin';
import { bulletinDocx } from '../../../papers/official';
import { registerOf } from '../../../papers/register';
import { registerTable, registerWorkbook } from '../../../papers/sheet';
import { writeCsv } from '../../roster-files/csv';
import { AS_OF, dated } from '../as-of';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { table } from '../table';
import { example, flag, flagged, textOf, type Options, type Verb } from '../verb';
import { unwritable } from './audit-proof';

/** 2025年9月30日 of the session's now. */
async function asOf(session: Session, ledger: Ledger): Promise<string> {
  const day = dateOf(session.now(), (await ledger.office()).calendar.zone);
  return `${yearOf(day)}年${monthOf(day)}月${dayOfMonth(day)}日`;
}

/** The checkpoint that a paper names, so that paper bears witness too. */
async function checkpointLine(ledger: Ledger): Promise<string> {
  const note = parseNote((await ledger.lastCheckpoint())?.note ?? '');
  const read = note.ok ? parseCheckpoint(note.value.text) : note;
  return read.ok
    ? `存证点 ${read.value.origin} ${shortCheckpoint(read.value)} 根 ${read.value.root.toString('base64')}`
    : '存证点尚未生成';
}

const items = (ledger: Ledger, options: Options) => {
  const notice = textOf(options, 'notice');
  return ledger.items(notice === undefined ? {} : { notice });
};

const placeOf = (session: Session, options: Options, kinds: readonly string[]): Result<string> => {
  const given = textOf(options, 'to') ?? '';
  return kinds.includes(extname(given).toLowerCase())
    ? ok(resolve(session.io.cwd, given))
    : refuse(
        'usage',
        text(
          `没有写明写到哪个文件（${kinds.join('、')}）`,
          `it is not said into which file (${kinds.join(', ')})`,
        ),
        text(`用 --to 名称${kinds[0] ?? ''}`, `say --to NAME${kinds[0] ?? ''}`),
      );
};

function put(path: string, content: string | Buffer): Result<string> {
  try {
    writeFileSync(path, content);
    return ok(path);
  } catch {
    return unwritable(path);
  }
}

async function register(session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> {
  const path = placeOf(session, options, ['.xlsx', '.csv']);
  if (!path.ok) return path;
  const rows = registerOf(await items(ledger, options), await ledger.office(), session.now());
  const head = {
    title: '督办事项台账',
    asOf: `截至${await asOf(session, ledger)}`,
    checkpoint: await checkpointLine(ledger),
  };
  const csv = path.value.toLowerCase().endsWith('.csv');
  const written = put(
    path.value,
    csv ? writeCsv(registerTable(rows, head)) : await registerWorkbook(rows, head),
  );
  if (!written.ok) return written;
  return ok({
    data: { to: path.value, rows: rows.length },
    text: pick(
      session,
      `已写出 ${rows.length} 行到 ${path.value}`,
      `${rows.length} rows written to ${path.value}`,
    ),
  });
}

/** The lines behind each figure. */
const explained = ({ figures }: Bulletin): string =>
  table(
    ['数字', '件', '占比', '由哪些事项而来'],
    figures.map(({ name, value, share, rows }) => [
      name,
      value,
      share,
      rows.map(({ stream, unit }) => `${stream} ${unit}`).join('；'),
    ]),
  );

async function bulletin(session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> {
  const rows = registerOf(await items(ledger, options), await ledger.office(), session.now());
  const made = bulletinOf(rows, await asOf(session, ledger));
  if (flag(options, 'explain')) return ok({ data: made.figures, text: explained(made) });
  const path = placeOf(session, options, ['.docx']);
  if (!path.ok) return path;
  const written = put(path.value, await bulletinDocx(made, await checkpointLine(ledger)));
  if (!written.ok) return written;
  const figures = made.figures.map(({ name, value, share }) => ({ name, value, share }));
  return ok({
    data: { to: path.value, figures },
    text: pick(
      session,
      `已写出代拟稿 ${path.value}；审签、红头、用印由机关办理`,
      `draft written to ${path.value}`,
    ),
  });
}

const NOTICE = flagged('--notice <通知>', '只看这份通知', 'of this notice');
const TO = (zh: string, en: string) => flagged('--to <文件>', zh, en);

/** duban paper register | bulletin: official papers from the ledger. */
export const paperVerbs: readonly Verb[] = [
  {
    usage: 'register',
    about: text('督办台账(xlsx、csv),每单位一行', 'the register (xlsx, csv), a row for each unit of an item'),
    flags: [TO('写到哪个文件,.xlsx 或 .csv', 'the file, .xlsx or .csv'), NOTICE, AS_OF],
    examples: [
      example('paper register --to 台账.xlsx', '今天的台账', 'the register of today'),
      example('paper register --to 台账.csv --as-of 2025-06-30', '那一天的台账', 'that of a day'),
    ],
    action: dated(onLedger((session, ledger, _args, options) => register(session, ledger, options))),
  },
  {
    usage: 'bulletin',
    about: text(
      '督查通报(代拟稿,docx);--explain 列出每个数字的由来',
      'a bulletin (draft, docx); --explain lists what is behind each figure',
    ),
    flags: [
      TO('写到哪个文件,.docx', 'the file, .docx'),
      NOTICE,
      AS_OF,
      flagged('--explain', '只列出每个数字由哪些事项而来', 'only list the items behind each figure'),
    ],
    examples: [
      example('paper bulletin --to 通报.docx', '今天的通报稿', 'the draft of today'),
      example('paper bulletin --explain', '每个数字的由来', 'what is behind each figure'),
    ],
    action: dated(onLedger((session, ledger, _args, options) => bulletin(session, ledger, options))),
  },
];
