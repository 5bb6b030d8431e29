import { ok, text, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/ledger';
import { bulletinCounted } from '../../../papers/bulletin';
import { writeCsv } from '../../../office/intake/rosters/csv';
import { bulletinFor } from '../../../office/papers/make';
import { SHEET_PAPERS, type SheetPaper } from '../../../office/papers/sheets';
import { AS_OF, dated } from '../as-of';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { saveFile } from '../files';
import { pick, type Session } from '../session';
import { example, OF_NOTICE, type Options, type Verb } from '../verb';
import { answered, EXPLAIN, LETTERHEAD, paperPlace, paperSource, TO } from './paper-parts';
import { itemPaperVerbs } from './paper-item';
import { periodPaperVerbs } from './paper-period';

async function savedSheet(
  session: Session,
  ledger: Ledger,
  paper: SheetPaper,
  options: Options,
): Promise<Result<Output>> {
  const path = paperPlace(session, options, ['.xlsx', '.csv']);
  if (!path.ok) return path;
  const made = await paper.make(paperSource(session, ledger, options));
  const csv = path.value.toLowerCase().endsWith('.csv');
  const written = saveFile(path.value, csv ? writeCsv(made.table()) : await made.workbook());
  if (!written.ok) return written;
  return ok({
    data: { to: path.value, rows: made.count },
    text: pick(
      session,
      `已写出 ${made.count} 行到 ${path.value}`,
      `${made.count} rows written to ${path.value}`,
    ),
  });
}

const sheetVerb = (paper: SheetPaper): Verb => ({
  usage: paper.name,
  about: text(`${paper.about.zh}（xlsx、csv）`, `${paper.about.en} (xlsx, csv)`),
  flags: [
    TO('写到哪个文件，.xlsx 或 .csv', 'the file, .xlsx or .csv'),
    ...(paper.ofNotice ? [OF_NOTICE] : []),
    AS_OF,
  ],
  examples: [
    example(`paper ${paper.name} --to ${paper.title}.xlsx`, '到今天的', 'as of today'),
    example(`paper ${paper.name} --to ${paper.title}.csv --as-of 2025-06-30`, '到那一天的', 'as of that day'),
  ],
  action: dated(onLedger((session, ledger, _args, options) => savedSheet(session, ledger, paper, options))),
});

async function bulletin(session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> {
  const paper = await bulletinFor(paperSource(session, ledger, options));
  return answered(session, ledger, { paper, counted: bulletinCounted(paper) }, options);
}

/** duban paper …: official papers from the ledger. */
export const paperVerbs: readonly Verb[] = [
  ...SHEET_PAPERS.map(sheetVerb),
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
