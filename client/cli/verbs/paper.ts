import { ok, text, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/ledger';
import { bulletinCounted } from '../../../papers/bulletin';
import { registerTable, registerWorkbook } from '../../../papers/sheet';
import { writeCsv } from '../../../office/intake/rosters/csv';
import { bulletinFor, checkpointLine, paperDay, registerFor } from '../../../office/papers/make';
import { AS_OF, dated } from '../as-of';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { saveFile } from '../files';
import { pick, type Session } from '../session';
import { example, OF_NOTICE, type Options, type Verb } from '../verb';
import { answered, EXPLAIN, LETTERHEAD, paperPlace, paperSource, TO } from './paper-parts';
import { itemPaperVerbs } from './paper-item';
import { periodPaperVerbs } from './paper-period';
import { inWords } from '../../../domain/time';

async function paperRegister(session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> {
  const path = paperPlace(session, options, ['.xlsx', '.csv']);
  if (!path.ok) return path;
  const source = paperSource(session, ledger, options);
  const rows = await registerFor(source);
  const head = {
    title: '督办事项台账',
    asOf: `截至${inWords(await paperDay(source))}`,
    checkpoint: await checkpointLine(ledger),
  };
  const csv = path.value.toLowerCase().endsWith('.csv');
  const written = saveFile(
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

async function bulletin(session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> {
  const paper = await bulletinFor(paperSource(session, ledger, options));
  return answered(session, ledger, { paper, counted: bulletinCounted(paper) }, options);
}

/** duban paper …: official papers from the ledger. */
export const paperVerbs: readonly Verb[] = [
  {
    usage: 'register',
    about: text(
      '督办台账（xlsx、csv），每单位一行',
      'the register (xlsx, csv), a row for each unit of an item',
    ),
    flags: [TO('写到哪个文件，.xlsx 或 .csv', 'the file, .xlsx or .csv'), OF_NOTICE, AS_OF],
    examples: [
      example('paper register --to 台账.xlsx', '今天的台账', 'the register of today'),
      example('paper register --to 台账.csv --as-of 2025-06-30', '那一天的台账', 'that of a day'),
    ],
    action: dated(onLedger((session, ledger, _args, options) => paperRegister(session, ledger, options))),
  },
  {
    usage: 'bulletin',
    about: text(
      '督查通报（代拟稿，docx）；--explain 列出每个数字的由来',
      'a bulletin (draft, docx); --explain lists what is behind each figure',
    ),
    flags: [TO('写到哪个文件，.docx', 'the file, .docx'), LETTERHEAD, OF_NOTICE, AS_OF, EXPLAIN],
    examples: [
      example('paper bulletin --to 通报.docx', '今天的通报稿', 'the draft of today'),
      example('paper bulletin --explain', '每个数字的由来', 'what is behind each figure'),
    ],
    action: dated(onLedger((session, ledger, _args, options) => bulletin(session, ledger, options))),
  },
  ...itemPaperVerbs,
  ...periodPaperVerbs,
];
