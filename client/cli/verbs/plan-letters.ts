import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Edition } from '../../../domain/digest/types';
import { forecast } from '../../../domain/forecast/forecast';
import { ok, text, type Result } from '../../../domain/problem';
import { dateOf } from '../../../domain/time';
import { subjectOf } from '../../../mail/subject';
import { noticeInfo } from '../../../office/intake/files/notice-folder';
import { bodyAhead } from '../../../office/lists/mail-body';
import { missingOption } from '../item-commands';
import { dateOption, unitOption } from '../names';
import type { Output } from '../output';
import { readPlanSource } from '../plan-source';
import { printed } from '../print';
import { saveFile } from '../files';
import { pick, type Session } from '../session';
import { example, flagOption, flaggedBy, ONLY_ITEMS, optionText, type Options, type Verb } from '../verb';
import { editionData } from '../../../office/lists/mails';
import { itemsOption, planMoment, refusePlan } from './plan';

/** A letter as it will read, before anything is issued. */
interface Letter {
  readonly edition: Edition;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

async function lettersIn(
  session: Session,
  given: string,
  options: Options,
): Promise<Result<readonly Letter[]>> {
  const on = dateOption(options, 'on');
  if (!on.ok) return on;
  const source = await readPlanSource(session, given);
  if (!source.ok) return source;
  const { plan, office, problems } = source.value;
  if (problems.some(({ severity }) => severity === 'error')) return refusePlan(source.value, problems);
  const unit = unitOption(options, office.roster);
  if (!unit.ok) return unit;
  const { at: issuedAt } = planMoment(session, source.value, on.value);
  const until = dateOf(issuedAt, office.calendar.zone);
  const call = { plan, office, notice: noticeInfo(plan), issuedAt, items: itemsOption(options), until };
  const letters = forecast(call).filter(
    ({ kind, to }) =>
      kind === 'letter' && (unit.value === undefined || ('unit' in to && to.unit === unit.value)),
  );
  return ok(
    letters.map((edition) => ({
      edition,
      subject: subjectOf(edition),
      ...bodyAhead(edition, { office, now: issuedAt, publicUrl: session.config.publicUrl }),
    })),
  );
}

async function writeLetters(session: Session, given: string, options: Options): Promise<Result<Output>> {
  const found = await lettersIn(session, given, options);
  if (!found.ok) return found;
  const to = optionText(options, 'to');
  if (to === undefined && flagOption(options, 'pdf')) return missingOption('--to');
  if (to !== undefined)
    return savedLetters(session, resolve(session.io.cwd, to), found.value, flagOption(options, 'pdf'));
  return ok({
    data: found.value.map(({ edition, subject, text: body }) => ({ ...editionData(edition), subject, body })),
    text: found.value.map(({ subject, text: body }) => `${subject}\n\n${body}`).join(`\n${'─'.repeat(72)}\n`),
  });
}

/** A file for each letter, by the name of its unit; PDF where a program of this machine prints it. */
async function savedLetters(
  session: Session,
  folder: string,
  found: readonly Letter[],
  pdf: boolean,
): Promise<Result<Output>> {
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  for (const { edition, html } of found) {
    const file = join(folder, `${edition.name.replaceAll(/[\\/:*?"<>|]/g, '_')}.html`);
    const written = saveFile(file, html);
    if (!written.ok) return written;
    files.push(file);
  }
  const made = pdf ? await printed(files, folder, session.io.env) : ok(files);
  if (!made.ok) return made;
  return ok({
    data: { files: made.value },
    text: pick(
      session,
      `${made.value.length} 份交办通知已写入 ${folder}`,
      `${made.value.length} letters written to ${folder}`,
    ),
  });
}

/** duban plan letters: the letters of assignment as they will read, before anything is issued. */
export const planLettersVerb: Verb = {
  usage: 'letters <文件或目录>',
  about: text(
    '交办之前看交办通知的正文；--to 存成网页或 PDF，可以打印、传阅',
    'the letters before anything is issued; --to saves them as HTML or PDF, to be printed or passed round',
  ),
  flags: [
    flaggedBy('--to <目录>', '存到这个目录，一个单位一份', 'save them in this folder, one for each unit'),
    flaggedBy(
      '--pdf',
      '存成 PDF（需本机有 Chromium 或 LibreOffice）',
      'as PDF (needs Chromium or LibreOffice here)',
    ),
    flaggedBy('--unit <单位>', '只要给这个单位的', 'to this unit only'),
    ONLY_ITEMS,
    flaggedBy('--on <日期>', '假定哪一天交办，默认今天', 'the day of issue, by default today'),
  ],
  examples: [
    example(
      'plan letters seeds/qingpu-2025 --unit 区数据局 --on 2025-06-30',
      '一个单位的正文',
      'the letter of a unit',
    ),
    example('plan letters plan.yaml --to 交办通知 --pdf', '全部存成 PDF', 'all of them as PDF'),
  ],
  action: (session, [given], options) => writeLetters(session, given ?? '', options),
};
