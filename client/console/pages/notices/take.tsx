import { basename } from 'node:path';
import { NOTICE_ID, suggestedId } from '../../../../office/plan/draft-file';
import type { NoticeInfo } from '../../../../domain/digest/types';
import type { NoticeReading } from '../../../../domain/notice/types';
import { importKey, noticeRead } from '../../../../office/acts/import-notice';
import { ok, type Result } from '../../../../domain/problem';
import { ReadingView } from '../../../reading-page/view';
import {
  BEFORE_DEMO_ENDS,
  DEMO_ELSEWHERE,
  DEMO_ENDS,
  isDemonstration,
} from '../../../../office/acts/demo-ends';
import { readIsolated } from '../../../../office/intake/sources/isolated';
import type { Kit } from '../../kit';
import { redirectTelling } from '../../web/banner';
import { Area, Carried, FormField, Files, Form, Submit, type FieldFault } from '../../web/form';
import { page } from '../../web/layout';
import { postedFiles, postedWords } from '../../web/posted';
import type { Ctx } from '../../web/route';
import { sentence, type Visit } from '../../web/visit';
import { readingOfGiven } from './notice';

/** "n-2025-13" from 青府办发〔2025〕13号; a free one. */
function idFor(reading: NoticeReading, known: readonly NoticeInfo[]): string {
  const base = suggestedId(reading);
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!known.some((one) => one.id === id)) return id;
  }
}
const Findings = ({ visit, reading }: { visit: Visit; reading: NoticeReading }) =>
  reading.findings.length === 0 ? (
    <p>{visit.say('没有需要核对的地方。', 'Nothing to be looked at.')}</p>
  ) : (
    <ul class="bullets">
      {reading.findings.slice(0, 200).map(({ line, column, message, item }) => (
        <li>
          <a href={`#line-${line}`}>{visit.say(`第 ${line} 行第 ${column} 字`, `line ${line}, ${column}`)}</a>
          {item === undefined ? '' : visit.say(` 事项 ${item}`, ` item ${item}`)}：{message[visit.lang]}
        </li>
      ))}
    </ul>
  );

/** The form that takes a notice, pasted or as a file. */
export function newPage(c: Ctx, text: string, faults: readonly FieldFault[]) {
  const visit = c.get('visit');
  const { say } = visit;
  return page(
    c,
    { title: say('读一份新通知', 'Read a notice'), at: '/notices', faults },
    <>
      <div class="panel">
        <Form visit={visit} action="/new-notice" upload>
          <Area
            name="text"
            label={say('粘贴通知全文', 'Paste the notice')}
            rows={14}
            value={text}
            faults={faults}
            hint={say(
              '连同标题、文号、附件目录一起粘贴；只读，不会写入',
              'with its title and number; nothing is written',
            )}
          />
          <Files
            name="file"
            label={say('或上传文件', 'Or a file')}
            hint={say(
              'Word（.docx）、Excel（.xlsx）、网页或文本，5 MB 以内',
              '.docx, .xlsx, .html or text up to 5 MB',
            )}
            faults={faults}
          />
          <Submit>{say('读', 'Read')}</Submit>
        </Form>
      </div>
    </>,
  );
}

/** The text that a form brought, pasted or as a file. */
async function textIn(c: Ctx): Promise<Result<string>> {
  const [file] = await postedFiles(c, 'file');
  const { text = '' } = await postedWords(c);
  const bytes = file === undefined ? Buffer.from(text) : Buffer.from(await file.arrayBuffer());
  const read = await readIsolated({ path: basename(file?.name ?? 'notice.txt'), bytes });
  return read.ok ? ok(read.value.text) : read;
}

const noticeFaults = (read: Result<unknown>, visit: Visit): readonly FieldFault[] =>
  read.ok ? [] : [{ field: 'text', message: sentence(read.problem, visit) }];

/** What was read in a text that a form brought; nothing is written. */
export async function readPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say } = visit;
  const text = await textIn(c);
  const read = text.ok ? await readingOfGiven(kit, text.value, visit) : text;
  if (!text.ok || !read.ok)
    return newPage(c, (await postedWords(c))['text'] ?? '', noticeFaults(read, visit));
  const reading = read.value;
  const ends = await isDemonstration(kit.ports.ledger);
  const id = idFor(reading, await kit.ports.ledger.notices());
  return page(
    c,
    {
      title: say('读出的内容', 'What was read'),
      heading: say(
        `读出 ${reading.items.length} 项，${reading.findings.length} 处需核对`,
        `${reading.items.length} items, ${reading.findings.length} to look at`,
      ),
      at: '/notices',
      crumbs: [['/notices', say('通知', 'Notices')]],
    },
    <>
      <p class="lead">{[reading.title, reading.number].filter(Boolean).join('　')}</p>
      <p class="jump">
        <a href="#import">{say('导入 ↓', 'Import ↓')}</a>
      </p>
      <div class="halves">
        <ReadingView source={text.value} reading={reading} lang={visit.lang} />
        <div class="stack">
          <section class="card" id="import">
            <h2>{say('导入', 'Import')}</h2>
            {ends && <p class="note">▲ {DEMO_ENDS[visit.lang]}</p>}
            <Form visit={visit} action="/new-notice/import">
              <Carried name="text" value={text.value} />
              <FormField
                name="id"
                label={say('代号', 'Id')}
                value={id}
                short
                hint={say(
                  '小写字母、数字、连字符；以后不能改',
                  'lower-case letters, digits, hyphens; fixed from then on',
                )}
              />
              <Submit>{say('导入，接着做计划', 'Import, then plan')}</Submit>
            </Form>
          </section>
          <section class="card">
            <h2>{say('需核对', 'To look at')}</h2>
            <Findings visit={visit} reading={reading} />
          </section>
          <details class="card">
            <summary>{say('读错了？改原文再读', 'Read wrongly? Change the text, read again')}</summary>
            <Form visit={visit} action="/new-notice" upload>
              <Area
                name="text"
                label={say('原文', 'The text')}
                hint={say(
                  '什么都没有写入；一项一行，单位写在括号里',
                  'Nothing is written yet; an item a line, its units in brackets',
                )}
                rows={20}
                value={text.value}
                chinese
              />
              <Submit quiet>{say('再读', 'Read again')}</Submit>
            </Form>
          </details>
        </div>
      </div>
    </>,
  );
}

/** What importing changes in a demonstration, and where to go instead; it is imported when that is confirmed. */
function leaveDemoPage(c: Ctx, text: string, id: string) {
  const visit = c.get('visit');
  const { say, lang } = visit;
  return page(
    c,
    {
      title: say('导入后不再是演示', 'Importing ends the demonstration'),
      heading: say('导入后不再是演示：仍要导入？', 'Importing ends the demonstration: import?'),
      at: '/notices',
    },
    <>
      <div class="panel">
        {BEFORE_DEMO_ENDS.map((line) => (
          <p>{line[lang]}</p>
        ))}
      </div>
      <Form visit={visit} action="/new-notice/import">
        <Carried name="text" value={text} />
        <input type="hidden" name="id" value={id} />
        <input type="hidden" name="leave" value="yes" />
        <p class="row">
          <Submit danger>{say('仍要导入，演示到此为止', 'Import, and end the demonstration')}</Submit>
          <a href="/notices">{say('不导入', 'Leave it')}</a>
        </p>
      </Form>
    </>,
  );
}

/** Takes a notice into the ledger under an id, then leads to its plan. */
export async function importPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say, lang, account } = visit;
  const { text = '', id = '', leave } = await postedWords(c);
  if (!NOTICE_ID.test(id))
    return newPage(c, text, [
      {
        field: 'text',
        message: say(`代号“${id}”不能用：只用小写字母、数字、连字符`, `"${id}" cannot be an id`),
      },
    ]);
  const ends = await isDemonstration(kit.ports.ledger);
  if (ends && leave !== 'yes') return leaveDemoPage(c, text, id);
  const read = await readingOfGiven(kit, text, visit);
  if (!read.ok) return newPage(c, text, noticeFaults(read, visit));
  const { now, office } = visit;
  const coordinator = account?.id ?? '';
  const notice = noticeRead(read.value, { id, coordinator, now, zone: office.calendar.zone });
  const imported = await kit.ports.ledger.importNotice({
    notice,
    text,
    now,
    actor: coordinator,
    requestKey: importKey(id, text),
  });
  if (!imported.ok) return newPage(c, text, [{ field: 'text', message: sentence(imported.problem, visit) }]);
  return redirectTelling(c, kit.ports, `/notices/${id}/plan`, {
    title: say(`已导入 ${notice.title}`, `imported ${notice.title}`),
    lines: [
      say('接着核对计划。', 'Now check the plan.'),
      ...(ends ? [DEMO_ENDS, ...DEMO_ELSEWHERE].map((line) => line[lang]) : []),
    ],
  });
}
