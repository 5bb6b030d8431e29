import { dirname, join, resolve } from 'node:path';
import { readingOutput } from '../../../domain/notice/output';
import type { NoticeReading, Vocabulary } from '../../../domain/notice/types';
import { ok, text, type Result } from '../../../domain/problem';
import { vocabularyIn } from '../../../office/intake/files/learned-file';
import { readingPage } from '../../reading-page/view';
import { readText } from '../../../office/intake/sources/isolated';
import type { Output } from '../output';
import { noticeSource, officeFor } from '../plan-source';
import { printable } from '../printable';
import { saveFile } from '../files';
import { pick, type Session } from '../session';
import { example, flaggedBy, optionText, type Options, type Verb } from '../verb';
import { colouredText, legend, readingFindings, readingTable } from '../views/reading';

/** Names to rely on: the roster beside the file, else the one in force, else none; and the learned words. */
export async function vocabulary(
  session: Session,
  path: string,
  options: Options = {},
): Promise<Result<Vocabulary>> {
  const folder = path === '-' ? session.io.cwd : dirname(resolve(session.io.cwd, path));
  const office = await officeFor(session, folder);
  const roster = office.ok ? (office.value?.roster ?? null) : null;
  return vocabularyIn(folder, roster, learnedOption(session, options));
}

/** The file that --learned names. */
export const learnedOption = (session: Session, options: Options): string | undefined => {
  const given = optionText(options, 'learned');
  return given === undefined ? undefined : resolve(session.io.cwd, given);
};

export const LEARNED_FLAG = flaggedBy(
  '--learned <文件>',
  '本单位自己的单位名、标签和表头（YAML，每行一个）；不写即用同目录的 learned.yaml',
  "the office's own names, labels and headings (YAML, one a line); by default learned.yaml beside it",
);

function steps(session: Session, reading: NoticeReading, path: string): string {
  const { items, findings } = reading;
  const look = findings.length;
  const plan = join(dirname(path), 'plan.yaml');
  return pick(
    session,
    `读出 ${items.length} 项${look > 0 ? `,${look} 处需核对` : ''}。接下来：
  1. duban plan draft ${path} -o ${plan}   再逐处确认期限、牵头、集合名称的成员
  2. duban plan check 目录        看还有什么不能交办
  3. duban plan preview 目录      看会发哪些邮件
  4. duban notice import ${path} --id 代号，再 duban notice issue 代号 --plan 目录`,
    `${items.length} items${look > 0 ? `, ${look} places to look at` : ''}. Next:
  1. duban plan draft ${path} -o ${plan}, then confirm dates, leads, members of groups
  2. duban plan check FOLDER      what still stops it
  3. duban plan preview FOLDER    the mails it causes
  4. duban notice import ${path} --id ID, then duban notice issue ID --plan FOLDER`,
  );
}

/** True when the text holds numbers or units that the reading does not account for: exit code 6. */
const isIncomplete = ({ findings }: NoticeReading): boolean =>
  findings.some(({ code }) => code === 'unaccounted');

async function readVerb(session: Session, path: string, options: Options): Promise<Result<Output>> {
  const source = await noticeSource(session, path);
  if (!source.ok) return source;
  const words = await vocabulary(session, path, options);
  if (!words.ok) return words;
  const read = await readText(source.value, words.value);
  if (!read.ok) return read;
  const reading = read.value;
  const { lang } = session.style;
  const { screen } = session.io;
  const data = readingOutput(reading, lang);
  const html = optionText(options, 'html');
  if (html !== undefined) {
    const page = readingPage({ source: source.value.text, reading, lang });
    const saved = saveFile(resolve(session.io.cwd, html), page);
    if (!saved.ok) return saved;
  }
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

/** duban notice read: what was understood of a notice, and what to look at. */
export const noticeReadVerb: Verb = {
  usage: 'read <文件>',
  about: text(
    '读一份通知：看懂了什么、哪些要核对；- 为标准输入；不写入',
    'read a notice: what was understood and what to look at; - is standard input; writes nothing',
  ),
  flags: [
    LEARNED_FLAG,
    flaggedBy(
      '--html <文件>',
      '另写一页对照：原文按类别着色，事项编号在左，疑点在右，可打印',
      'also write a page: the text coloured by class, items at the left, findings at the right; prints',
    ),
  ],
  examples: [
    example('notice read seeds/qingpu-2025/notice.txt', '示例通知', 'the sample notice'),
    example('notice read 通知.docx --html 对照.html', '用眼核对', 'to compare by eye'),
    example('notice read 通知.docx --json', 'Word 文件，结果给程序用', 'a Word file, for a program'),
  ],
  action: (session, [path], options) => readVerb(session, path ?? '-', options),
};
