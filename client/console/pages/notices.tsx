import { basename } from 'node:path';
import { digestOf, sha256 } from '../../../domain/journal/canonical';
import { itemStream } from '../../../domain/journal/streams';
import type { Edition, NoticeInfo } from '../../../domain/digest/types';
import { forecast } from '../../../domain/forecast/forecast';
import type { NoticeReading, NoticeSource } from '../../../domain/notice/types';
import { buildPlan, nameOfNotice } from '../../../domain/plan/build';
import { checkPlan } from '../../../domain/plan/check';
import type { PlanProblem } from '../../../domain/plan/problems';
import { proposePlan } from '../../../domain/plan/propose';
import type { Plan } from '../../../domain/plan/types';
import { readChecked } from '../../../domain/unaccounted/read';
import { ok, type Problem, type Result } from '../../../domain/problem';
import { dateOf, mondayOf, yearOf } from '../../../domain/time';
import { noticeInfo } from '../../files/notice-folder';
import { toDraft } from '../../files/plan-file';
import { parseYaml, type YamlFile } from '../../files/yaml-file';
import { writeDraft } from '../../plan/draft-file';
import { ReadingView } from '../../reading-page/view';
import { readSource } from '../../sources/source';
import type { Kit } from '../kit';
import { tellNext } from '../web/banner';
import { Area, ErrorSummary, Field, Files, Form, Submit, type FieldFault } from '../web/form';
import { secretOf } from '../web/cookie';
import { ItemTable } from '../web/item-table';
import { page } from '../web/layout';
import { isOpen } from '../../../domain/item/view';
import { itemPath } from '../web/paths';
import { postedFiles, postedWords } from '../web/posted';
import { get, post, type Ctx, type Route } from '../web/route';
import { OFFICE_ROLE, type Visit } from '../web/visit';
import { weeksOf, YearStrip } from '../web/weeks';

const ID = /^[a-z0-9](-?[a-z0-9])*$/;

const sentence = ({ message, hint }: Problem, { lang }: Visit): string =>
  `${message[lang]}${lang === 'zh' ? '。' : '. '}${hint[lang]}`;

/** How a text from the ledger marks merged cells: only readers of Word and Excel write 〃. */
const stored = (words: string): NoticeSource => ({
  text: words,
  merged: words.includes('〃') ? 'ditto' : 'blank',
});

const readingOf = ({ ports }: Kit, text: string, { office }: Visit): NoticeReading =>
  readChecked(stored(text), ports.vocabulary(office.roster));

/** "n-2025-13" from 青府办发〔2025〕13号; a free one. */
function idFor({ number, year }: NoticeReading, known: readonly NoticeInfo[]): string {
  const [, of, no] = /(\d{4})\D{1,3}(\d{1,4})号/.exec(number ?? '') ?? [];
  const base = ['n', of ?? year, no].filter((part) => part !== undefined && part !== null).join('-');
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
          {visit.say(`第 ${line} 行第 ${column} 字`, `line ${line}, ${column}`)}
          {item === undefined ? '' : visit.say(` 事项 ${item}`, ` item ${item}`)}：{message[visit.lang]}
        </li>
      ))}
    </ul>
  );

async function noticesPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say } = visit;
  const notices = await kit.ports.ledger.notices();
  const rows = await kit.rows(visit);
  return page(
    c,
    { title: say('通知', 'Notices'), at: '/notices' },
    <>
      <h1>{say('通知', 'Notices')}</h1>
      {visit.account?.role === 'coordinator' ? (
        <p class="row no-print">
          <a class="button" href="/notices/new">
            {say('读一份新通知', 'Read a new notice')}
          </a>
        </p>
      ) : (
        ''
      )}
      <table class="cards">
        <caption>{say('已导入的通知', 'Notices imported')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('通知', 'Notice')}</th>
            <th scope="col">{say('文号', 'Number')}</th>
            <th scope="col" class="number">
              {say('事项', 'Items')}
            </th>
          </tr>
        </thead>
        <tbody>
          {notices.map(({ id, title, number, demo }) => (
            <tr>
              <th scope="row">
                <a href={`/notices/${id}`}>{title === '' ? id : title}</a>
                {demo ? <span class="tag">{say('演示', 'demonstration')}</span> : ''}
              </th>
              <td class="tight">{number}</td>
              <td class="number">{rows.filter(({ item }) => item.notice === id).length}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>,
  );
}

function newPage(c: Ctx, text: string, faults: readonly FieldFault[]) {
  const visit = c.get('visit');
  const { say } = visit;
  return page(
    c,
    {
      title: say('读一份新通知', 'Read a notice'),
      at: '/notices',
      faulty: faults.length > 0,
      status: faults.length > 0 ? 422 : 200,
    },
    <>
      <ErrorSummary visit={visit} faults={faults} />
      <h1>{say('读一份新通知', 'Read a notice')}</h1>
      <div class="panel">
        <Form visit={visit} action="/notices/new" upload>
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
  const read = await readSource({ path: basename(file?.name ?? 'notice.txt'), bytes });
  return read.ok ? ok(read.value.text) : read;
}

async function readPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say } = visit;
  const text = await textIn(c);
  if (!text.ok)
    return newPage(c, (await postedWords(c))['text'] ?? '', [
      { field: 'text', message: sentence(text.problem, visit) },
    ]);
  const reading = readingOf(kit, text.value, visit);
  const id = idFor(reading, await kit.ports.ledger.notices());
  return page(
    c,
    { title: say('读出的内容', 'What was read'), at: '/notices' },
    <>
      <h1>
        {say(
          `读出 ${reading.items.length} 项，${reading.findings.length} 处需核对`,
          `${reading.items.length} items, ${reading.findings.length} to look at`,
        )}
      </h1>
      <p class="lead">{[reading.title, reading.number].filter(Boolean).join('　')}</p>
      <div class="halves">
        <ReadingView source={text.value} reading={reading} lang={visit.lang} />
        <div class="stack">
          <section class="card">
            <h2>{say('导入', 'Import')}</h2>
            <Form visit={visit} action="/notices/import">
              <textarea name="text" hidden>
                {text.value}
              </textarea>
              <Field
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
        </div>
      </div>
    </>,
  );
}

async function importPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say, account } = visit;
  const { text = '', id = '' } = await postedWords(c);
  if (!ID.test(id))
    return newPage(c, text, [
      {
        field: 'text',
        message: say(`代号“${id}”不能用：只用小写字母、数字、连字符`, `"${id}" cannot be an id`),
      },
    ]);
  const reading = readingOf(kit, text, visit);
  const notice: NoticeInfo = {
    id,
    title: nameOfNotice(reading.title),
    number: reading.number ?? '',
    year: reading.year ?? yearOf(dateOf(visit.now, visit.office.calendar.zone)),
    demo: false,
    coordinator: account?.id ?? '',
    deputies: [],
  };
  const imported = await kit.ports.ledger.importNotice({
    notice,
    text,
    now: visit.now,
    actor: account?.id ?? '',
    requestKey: `import-${id}-${sha256(text).slice(0, 16)}`,
  });
  if (!imported.ok) return newPage(c, text, [{ field: 'text', message: sentence(imported.problem, visit) }]);
  tellNext(c, secretOf(c, kit.ports), {
    kind: 'done',
    title: say(`已导入 ${notice.title}`, `imported ${notice.title}`),
    lines: [say('接着核对计划。', 'Now check the plan.')],
  });
  return c.redirect(`/notices/${id}/plan`, 303);
}

async function noticeOf(
  kit: Kit,
  c: Ctx,
): Promise<{ readonly notice: NoticeInfo; readonly text: string } | null> {
  const id = c.req.param('notice') ?? '';
  const notice = (await kit.ports.ledger.notices()).find((one) => one.id === id);
  return notice ? { notice, text: (await kit.ports.ledger.noticeText(id)) ?? '' } : null;
}

async function showNoticePage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say } = visit;
  const found = await noticeOf(kit, c);
  if (!found) return c.notFound();
  const { notice, text } = found;
  const rows = (await kit.rows(visit)).filter(({ item }) => item.notice === notice.id);
  return page(
    c,
    { title: notice.title === '' ? notice.id : notice.title, at: '/notices' },
    <>
      <h1>{notice.title === '' ? notice.id : notice.title}</h1>
      <p class="lead">{notice.number}</p>
      {visit.account?.role === 'coordinator' ? (
        <p class="row no-print">
          <a class="button" href={`/notices/${notice.id}/plan`}>
            {rows.length === 0 ? say('做计划、交办', 'Plan and issue') : say('计划', 'Plan')}
          </a>
          <a class="button quiet" href={`/items?notice=${notice.id}`}>
            {say('在台账里看', 'In the ledger')}
          </a>
        </p>
      ) : (
        ''
      )}
      {rows.length === 0 ? (
        <p>{say('尚未交办。', 'Nothing issued yet.')}</p>
      ) : (
        <ItemTable
          visit={visit}
          caption={say(`事项 ${rows.length} 项`, `${rows.length} items`)}
          rows={rows.map(({ item, ...row }) => ({
            ...row,
            ...{ href: itemPath(item.stream), no: item.no, title: item.title, ended: !isOpen(item) },
          }))}
        />
      )}
      <h2>{say('原文', 'The text')}</h2>
      <ReadingView source={text} reading={readingOf(kit, text, visit)} lang={visit.lang} />
    </>,
  );
}

/** A plan as it was typed, and everything that is to be said of it. */
interface Planned {
  readonly file: YamlFile;
  readonly plan: Plan;
  readonly problems: readonly PlanProblem[];
}

/** The keys that would be issued: all that have not been. */
async function postedKeys(kit: Kit, plan: Plan): Promise<readonly string[]> {
  const streams = plan.items.map(({ key }) => itemStream(plan.notice, key));
  const issued = new Set((await kit.ports.ledger.standing(streams)).map(({ stream }) => stream));
  return plan.items.map(({ key }) => key).filter((key) => !issued.has(itemStream(plan.notice, key)));
}

/** Reads a plan, unites it with its notice and looks at it by the rules. Refuses what reading it refuses. */
async function planned(kit: Kit, visit: Visit, text: string, yaml: string): Promise<Result<Planned>> {
  const file = parseYaml(yaml, 'plan.yaml');
  if (!file.ok) return file;
  const draft = toDraft(file.value);
  if (!draft.ok) return draft;
  const { office, now } = visit;
  const { plan, problems } = buildPlan(draft.value, readingOf(kit, text, visit), office.roster);
  const today = dateOf(now, office.calendar.zone);
  const items = await postedKeys(kit, plan);
  const more = checkPlan(plan, office, { today, acceptPast: false, items }).filter(
    ({ item, problem }) => !problems.some((one) => one.item === item && one.problem.code === problem.code),
  );
  return ok({ file: file.value, plan, problems: [...problems, ...more] });
}

const ofKind = (mails: readonly Edition[], kind: Edition['kind']): number =>
  mails.filter((mail) => mail.kind === kind).length;

const Ahead = ({ visit, mails, plan }: { visit: Visit; mails: readonly Edition[]; plan: Plan }) => {
  const { say } = visit;
  const slots = mails
    .filter(({ to }) => 'unit' in to)
    .map(({ slot, lines }) => ({ due: slot, late: lines.some(({ daysLate }) => daysLate > 0) }));
  const today = dateOf(visit.now, visit.office.calendar.zone);
  const weeks = weeksOf(plan.year, slots);
  const most = weeks.reduce((a, b) => (b.due > a.due ? b : a), { monday: mondayOf(today), due: 0, late: 0 });
  return (
    <section>
      <h2>{say('如果谁都不动，会发这些邮件', 'The mails when nobody acts')}</h2>
      <p>
        {say(
          `交办 ${ofKind(mails, 'letter')} 封，每日提醒 ${ofKind(mails, 'digest')} 封；最多的一周从 ${most.monday} 起，${most.due} 封。`,
          `${ofKind(mails, 'letter')} letters, ${ofKind(mails, 'digest')} digests; the busiest week is that of ${most.monday}.`,
        )}
      </p>
      <YearStrip visit={visit} weeks={weeks} today={today} />
    </section>
  );
};

const Problems = ({ visit, planned: { file, problems } }: { visit: Visit; planned: Planned }) =>
  problems.length === 0 ? (
    <p>✓ {visit.say('没有问题。', 'No problems.')}</p>
  ) : (
    <ul class="bullets">
      {problems
        .map((one) => ({ ...one, line: file.lineOf(one.path) }))
        .sort((a, b) => a.line - b.line)
        .map(({ line, severity, item, problem }) => (
          <li class={severity === 'error' ? 'error' : ''}>
            {severity === 'error' ? '■' : '▲'} {visit.say(`第 ${line} 行`, `line ${line}`)}
            {item === null ? '' : visit.say(` 事项 ${item}`, ` item ${item}`)}：{sentence(problem, visit)}
          </li>
        ))}
    </ul>
  );

function draftOf(kit: Kit, visit: Visit, notice: NoticeInfo, text: string): string {
  const { roster } = visit.office;
  const proposal = proposePlan(readingOf(kit, text, visit), roster);
  const coordinators = roster.accounts.filter(({ role }) => role === 'coordinator').map(({ id }) => id);
  return writeDraft(
    proposal,
    { notice: notice.id, source: null, coordinator: notice.coordinator, coordinators },
    visit.lang,
  );
}

interface PlanView {
  readonly yaml: string;
  readonly planned: Result<Planned> | null;
}

async function planPage(
  kit: Kit,
  c: Ctx,
  found: { notice: NoticeInfo; text: string },
  { yaml, planned: result }: PlanView,
) {
  const visit = c.get('visit');
  const { say, office, now } = visit;
  const { notice, text } = found;
  const faults: FieldFault[] =
    result && !result.ok ? [{ field: 'plan', message: sentence(result.problem, visit) }] : [];
  const good = result?.ok === true && !result.value.problems.some(({ severity }) => severity === 'error');
  const items = good ? await postedKeys(kit, result.value.plan) : [];
  const mails = good
    ? forecast({
        plan: result.value.plan,
        office,
        notice: noticeInfo(result.value.plan),
        issuedAt: now,
        items,
      })
    : [];
  const at = `/notices/${notice.id}/plan`;
  return page(
    c,
    {
      title: say('计划', 'Plan'),
      at: '/notices',
      faulty: faults.length > 0,
      status: faults.length > 0 ? 422 : 200,
    },
    <>
      <ErrorSummary visit={visit} faults={faults} />
      <p class="crumbs">
        <a href={`/notices/${notice.id}`}>{notice.title}</a>
      </p>
      <h1>{say('计划', 'Plan')}</h1>
      {result?.ok ? (
        <section class="panel">
          <h2>{say('检查', 'Check')}</h2>
          <Problems visit={visit} planned={result.value} />
          {good && items.length > 0 ? (
            <Form visit={visit} action={`/notices/${notice.id}/issue`}>
              <textarea name="plan" hidden>
                {yaml}
              </textarea>
              <Submit>{say(`下一步：交办 ${items.length} 项`, `Next: issue ${items.length} items`)}</Submit>
            </Form>
          ) : (
            ''
          )}
          {good && items.length === 0 ? (
            <p>{say('计划里的事项都已交办。', 'All items of the plan are issued.')}</p>
          ) : (
            ''
          )}
        </section>
      ) : (
        ''
      )}
      {good ? <Ahead visit={visit} mails={mails} plan={result.value.plan} /> : ''}
      <div class="halves">
        <div class="panel">
          <Form visit={visit} action={at}>
            <Area
              name="plan"
              label={say('plan.yaml', 'plan.yaml')}
              rows={30}
              code
              value={yaml}
              faults={faults}
              hint={say(
                '凡拿不准的都空着，标“需督办员确认”：填期限（due）、牵头（lead）、集合名称的成员（groups）。',
                'What is unsure is empty and marked TO CONFIRM.',
              )}
            />
            <Submit>{say('检查', 'Check')}</Submit>
          </Form>
        </div>
        <ReadingView source={text} reading={readingOf(kit, text, visit)} lang={visit.lang} />
      </div>
    </>,
  );
}

/** The confirm page with count and names, then the issuing itself. */
async function issuePage(kit: Kit, c: Ctx, found: { notice: NoticeInfo; text: string }) {
  const visit = c.get('visit');
  const { say, office, now, account } = visit;
  const { plan: yaml = '', confirmed } = await postedWords(c);
  const result = await planned(kit, visit, found.text, yaml);
  if (!result.ok || result.value.problems.some(({ severity }) => severity === 'error'))
    return planPage(kit, c, found, { yaml, planned: result });
  const { plan } = result.value;
  const items = await postedKeys(kit, plan);
  const at = `/notices/${found.notice.id}/issue`;
  if (confirmed !== 'yes') {
    const until = dateOf(now, office.calendar.zone);
    const letters = forecast({ plan, office, notice: noticeInfo(plan), issuedAt: now, items, until }).filter(
      ({ kind }) => kind === 'letter',
    );
    return page(
      c,
      { title: say('确认交办', 'Confirm issuing'), at: '/notices' },
      <>
        <h1>{say(`确认交办 ${items.length} 项？`, `Issue ${items.length} items?`)}</h1>
        <div class="panel">
          <p>{say(`会给 ${letters.length} 个单位发交办通知：`, `${letters.length} units get a letter:`)}</p>
          <p>{letters.map(({ name }) => name).join('、')}</p>
          <p>{say('交办后事项开始计时，按级催办。', 'From then on the items run.')}</p>
        </div>
        <Form visit={visit} action={at}>
          <textarea name="plan" hidden>
            {yaml}
          </textarea>
          <input type="hidden" name="confirmed" value="yes" />
          <p class="row">
            <Submit>
              {say(`交办 ${items.length} 项，发 ${letters.length} 封`, `Issue ${items.length} items`)}
            </Submit>
            <a href={`/notices/${found.notice.id}/plan`}>{say('不办了', 'Leave it')}</a>
          </p>
        </Form>
      </>,
    );
  }
  const duban = await kit.ports.duban();
  const parts = { plan, items, acceptPast: false, actor: account?.id ?? '' };
  const key = `issue-${digestOf([plan.digest, items, parts.actor]).slice(0, 32)}`;
  const issued = duban.ok ? await duban.value.issue({ ...parts, key }) : duban;
  if (!issued.ok) return planPage(kit, c, found, { yaml, planned: issued });
  tellNext(c, secretOf(c, kit.ports), {
    kind: 'done',
    title: say(`已交办 ${issued.value.streams.length} 项`, `issued ${issued.value.streams.length} items`),
    lines: [say('交办通知在发信时间内发出，见“邮件”。', 'The letters go out inside the window, see Mails.')],
  });
  return c.redirect(`/notices/${found.notice.id}`, 303);
}

/** Notices from their text to their issue. */
export function noticeRoutes(kit: Kit): readonly Route[] {
  const found =
    (run: (c: Ctx, notice: { notice: NoticeInfo; text: string }) => Promise<Response>): Route['run'] =>
    async (c) => {
      const notice = await noticeOf(kit, c);
      return notice ? run(c, notice) : c.notFound();
    };
  const own = ['coordinator'] as const;
  return [
    get('/notices', OFFICE_ROLE, (c) => noticesPage(kit, c)),
    get('/notices/new', own, (c) => newPage(c, '', [])),
    post('/notices/new', own, (c) => readPage(kit, c)),
    post('/notices/import', own, (c) => importPage(kit, c)),
    get('/notices/:notice', OFFICE_ROLE, (c) => showNoticePage(kit, c)),
    get(
      '/notices/:notice/plan',
      own,
      found(async (c, one) => {
        const yaml = draftOf(kit, c.get('visit'), one.notice, one.text);
        return planPage(kit, c, one, { yaml, planned: null });
      }),
    ),
    post(
      '/notices/:notice/plan',
      own,
      found(async (c, one) => {
        const { plan: yaml = '' } = await postedWords(c);
        return planPage(kit, c, one, { yaml, planned: await planned(kit, c.get('visit'), one.text, yaml) });
      }),
    ),
    post(
      '/notices/:notice/issue',
      own,
      found((c, one) => issuePage(kit, c, one)),
    ),
  ];
}
