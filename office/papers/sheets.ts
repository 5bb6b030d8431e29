import { text, type Text } from '../../domain/problem';
import { inWords } from '../../domain/time';
import { BURDEN } from '../../papers/burden';
import { REGISTER } from '../../papers/register';
import { sheetTable, sheetWorkbook, type Sheet, type SheetHead } from '../../papers/sheet';
import { burdenFor, checkpointLine, paperDay, registerFor, type PaperSource } from './make';

/** A table that is taken away, made from a ledger: as a workbook, or as rows of text. */
interface MadeSheet {
  readonly count: number;
  workbook(): Promise<Buffer>;
  table(): readonly (readonly string[])[];
}

/** A table that can be taken away (xlsx, csv). */
export interface SheetPaper {
  /** Its path and verb. */
  readonly name: string;
  readonly title: string;
  readonly about: Text;
  /** Whether it can be made of one notice alone. */
  readonly ofNotice: boolean;
  make(source: PaperSource): Promise<MadeSheet>;
}

/** `rowsOf`: its lines as the ledger stands. */
const sheetPaper = <R>(
  of: Pick<SheetPaper, 'name' | 'about' | 'ofNotice'>,
  sheet: Sheet<R>,
  rowsOf: (source: PaperSource) => Promise<readonly R[]>,
): SheetPaper => ({
  ...of,
  title: sheet.title,
  async make(source) {
    const rows = await rowsOf(source);
    const head: SheetHead = {
      asOf: `截至${inWords(await paperDay(source))}`,
      checkpoint: await checkpointLine(source.ledger),
    };
    return {
      count: rows.length,
      workbook: () => sheetWorkbook(sheet, rows, head),
      table: () => sheetTable(sheet, rows, head),
    };
  },
});

/** The tables that command line and console offer. */
export const SHEET_PAPERS: readonly SheetPaper[] = [
  sheetPaper(
    {
      name: 'register',
      about: text('督办台账，每单位一行', 'the register, a row for each unit of an item'),
      ofNotice: true,
    },
    REGISTER,
    registerFor,
  ),
  sheetPaper(
    {
      name: 'burden',
      about: text(
        '减负账，每单位每月一行：收到的邮件和电话，报送的次数和字数',
        'what was asked of each unit in each month: mails, calls, forms and characters',
      ),
      ofNotice: false,
    },
    BURDEN,
    burdenFor,
  ),
];
