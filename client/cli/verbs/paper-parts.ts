import { extname, resolve } from 'node:path';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/ledger';
import { chartFigures } from '../../../papers/chart';
import { paperDocx } from '../../../papers/official';
import { letterheadDocx } from '../../../papers/letterhead';
import type { CountedItems, CountedPaper, Paper } from '../../../papers/paper';
import { readLetterhead } from '../../../office/intake/files/letterhead';
import { checkpointLine, type PaperSource } from '../../../office/papers/make';
import type { Output } from '../output';
import { saveFile } from '../files';
import { pick, type Session } from '../session';
import { flagOption, flaggedBy, optionText, type Flag, type Options } from '../verb';

/** From where a paper is made: the ledger at the session's now, the notice that --notice names. */
export const paperSource = (session: Session, ledger: Ledger, options: Options): PaperSource => ({
  ledger,
  now: session.now(),
  notice: optionText(options, 'notice'),
});

/** The file that --to names. Refuses `usage` without one of these kinds. */
export const paperPlace = (session: Session, options: Options, kinds: readonly string[]): Result<string> => {
  const given = optionText(options, 'to') ?? '';
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

/** The draft, in the template that --letterhead names if there is one. Refuses what readLetterhead refuses. */
async function paperDraft(
  session: Session,
  ledger: Ledger,
  paper: Paper,
  options: Options,
): Promise<Result<Buffer>> {
  const given = optionText(options, 'letterhead');
  const checkpoint = await checkpointLine(ledger);
  if (given === undefined) return ok(await paperDocx(paper, checkpoint));
  const template = await readLetterhead(resolve(session.io.cwd, given));
  return template.ok ? ok(await letterheadDocx(template.value, paper, checkpoint)) : template;
}

/** Each figure with what is behind it, a line each and whole: nothing is cut to the width of a screen. */
const listedItems = (session: Session, counted: readonly CountedItems[]): string =>
  counted
    .flatMap(({ name, value, basis }) => [
      `${name}${pick(session, '：', ': ')}${value}`,
      ...basis.map((one) => `  ${one}`),
    ])
    .join('\n');

/** The options of a file that is written. */
const FILE_OPTIONS = ['to', 'letterhead'] as const;

/** Whether only the figures are explained (--explain). Refuses `usage` beside what a written file needs. */
function explainsOnly(options: Options): Result<boolean> {
  const explain = flagOption(options, 'explain');
  const file = FILE_OPTIONS.find((name) => optionText(options, name) !== undefined);
  return explain && file !== undefined
    ? refuse(
        'usage',
        text(
          `--explain 只列出由来，不写文件，不与 --${file} 同用`,
          `--explain writes no file and goes without --${file}`,
        ),
        text('分两次执行', 'make two calls of it'),
      )
    : ok(explain);
}

/** Whether a file is asked for: one is named, or a template to write it in. */
export const asksForFile = (options: Options): boolean =>
  FILE_OPTIONS.some((name) => optionText(options, name) !== undefined);

/** Answers with the paper: written to --to, or with --explain what each number of it and of its charts was counted from. */
export async function answered(
  session: Session,
  ledger: Ledger,
  { paper, counted }: CountedPaper,
  options: Options,
): Promise<Result<Output>> {
  const explains = explainsOnly(options);
  if (!explains.ok) return explains;
  if (explains.value) {
    const all = [...counted, ...paper.charts.flatMap(chartFigures)];
    return ok({ data: all, text: listedItems(session, all) });
  }
  const path = paperPlace(session, options, ['.docx']);
  if (!path.ok) return path;
  const drafted = await paperDraft(session, ledger, paper, options);
  if (!drafted.ok) return drafted;
  const written = saveFile(path.value, drafted.value);
  if (!written.ok) return written;
  const figures = counted.map(({ name, value }) => ({ name, value }));
  return ok({
    data: { to: path.value, title: paper.title, figures },
    text: pick(
      session,
      `已写出代拟稿 ${path.value}；审签、编号、用印由机关办理`,
      `draft written to ${path.value}; signing, number and seal are the office's`,
    ),
  });
}

/** --to of the papers. */
export const TO = (zh: string, en: string): Flag => flaggedBy('--to <文件>', zh, en);

/** --letterhead of the papers. */
export const LETTERHEAD = flaggedBy(
  '--letterhead <模板>',
  '用机关自己的 docx 模板，含 {{代拟}} {{标题}} {{正文}} {{截至}}',
  "the office's own docx template with {{代拟}} {{标题}} {{正文}} {{截至}}",
);

/** --explain of the papers. */
export const EXPLAIN = flaggedBy(
  '--explain',
  '只列出每个数字由哪些事项而来',
  'only list the items behind each figure',
);
