import { randomUUID } from 'node:crypto';
import { ok, type Result } from '../../../domain/problem';
import { bulletinCounted } from '../../../papers/bulletin';
import { chartFigures } from '../../../papers/chart';
import { paperDocx } from '../../../papers/official';
import { editedPaper, sectionField, TITLE_FIELD, TO_FIELD } from '../../../papers/edited';
import { registerWorkbook } from '../../../papers/sheet';
import { type CountedItems, type Paper } from '../../../papers/paper';
import {
  annualFor,
  bulletinFor,
  chartsFor,
  checkpointLine,
  paperDay,
  noticeSlipFor,
  registerFor,
  unitReportFor,
  urgingSlipFor,
  weeklyFor,
  type PaperSource,
} from '../../papers/make';
import type { Kit } from '../kit';
import { ChartFigure } from '../web/chart-figure';
import { DaySelect, lookingBack } from '../web/day-select';
import { Area, Form, FormField, Submit } from '../web/form';
import { page } from '../web/layout';
import { streamOf } from '../web/paths';
import { postedWords } from '../web/posted';
import { problemPage } from '../web/problem-page';
import { get, post, type Ctx, type Route, type RouteRole } from '../web/route';
import { OFFICE_ROLE, type Visit } from '../web/visit';
import { inWords } from '../../../domain/time';

const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** A paper that the console can make. */
interface Made {
  readonly paper: Paper;
  readonly counted: readonly CountedItems[];
}

type MakePaper = (source: PaperSource, c: Ctx) => Promise<Result<Made>>;

/** What one chooses from: path, name, how it is made. */
const PAPER_KINDS: readonly (readonly [string, string, string, MakePaper])[] = [
  [
    'bulletin',
    '督查通报',
    'Bulletin',
    async (source) => {
      const paper = await bulletinFor(source);
      return ok({ paper, counted: bulletinCounted(paper) });
    },
  ],
  ['weekly', '督查周报', 'Weekly', async (source) => ok(await weeklyFor(source))],
  [
    'annual',
    '年度报告段落',
    'Annual paragraph',
    async (source) => annualFor(source, (await paperDay(source)).slice(0, 4)),
  ],
];

/** The source of a page: the ledger now, or as it stood at the end of the day that ?on= or its form names. */
async function papersAsked(kit: Kit, c: Ctx): Promise<Result<PaperSource & { readonly on: string }>> {
  const on = c.req.method === 'POST' ? (await postedWords(c))['on'] : c.req.query('on');
  const back = await lookingBack(kit, c, on ?? '');
  return back.ok ? ok({ ledger: back.value.ledger, now: back.value.visit.now, on: on ?? '' }) : back;
}

const PaperPreview = ({
  visit,
  made: { paper, counted },
  checkpoint,
}: {
  visit: Visit;
  made: Made;
  checkpoint: string;
}) => {
  const { say } = visit;
  return (
    <>
      <article class="panel" lang="zh-CN">
        <p class="small">{say('（代拟稿，未经审签）', '(draft, not signed)')}</p>
        <h2>{paper.title}</h2>
        {paper.to === null ? '' : <p>{paper.to}：</p>}
        {paper.sections.map(({ title, paragraphs }) => (
          <>
            <h3>{title}</h3>
            {paragraphs.map((one) => (
              <p class="text">{one}</p>
            ))}
          </>
        ))}
        {paper.annexes.map(({ title, rows }, n) => (
          <p>
            {say(`附件${n + 1}：${title}（${rows.length}件）`, `Annex ${n + 1}: ${title} (${rows.length})`)}
          </p>
        ))}
        <p class="small">
          {say(`数据截至${paper.asOf}；${checkpoint}`, `As of ${paper.asOf}; ${checkpoint}`)}
        </p>
      </article>
      {paper.charts.map((chart, n) => (
        <ChartFigure visit={visit} chart={chart} id={`chart-${n + 1}`} />
      ))}
      {counted.length === 0 ? (
        ''
      ) : (
        <details>
          <summary>{say('每个数字由哪些事项、事件而来', 'What is behind each figure')}</summary>
          <table class="cards">
            <thead>
              <tr>
                <th scope="col">{say('数字', 'Figure')}</th>
                <th scope="col" class="number">
                  {say('件', 'Count')}
                </th>
                <th scope="col">{say('由来', 'From')}</th>
              </tr>
            </thead>
            <tbody>
              {[...counted, ...paper.charts.flatMap(chartFigures)].map(({ name, value, basis }) => (
                <tr>
                  <th scope="row" lang="zh-CN">
                    {name}
                  </th>
                  <td class="number">{value}</td>
                  <td class="small">{basis.join('；')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </>
  );
};

/** The draft as text areas; what is changed in them is in the file, and is kept nowhere. */
const EditForm = ({ visit, paper, c, on }: { visit: Visit; paper: Paper; c: Ctx; on: string }) => {
  const { say } = visit;
  return (
    <details open={c.req.method === 'POST'}>
      <summary>{say('修改代拟稿', 'Edit the draft')}</summary>
      <Form visit={visit} action={c.req.path}>
        <input type="hidden" name="on" value={on} />
        <p class="small">
          {say(
            '改过的内容只在下载的文件里，台账不保存；附件、图表和截至日期不变。每行一段。',
            'What you change is in the file alone and kept nowhere; annexes, charts and day stay. A line is a paragraph.',
          )}
        </p>
        <FormField name={TITLE_FIELD} label={say('标题', 'Title')} value={paper.title} />
        <FormField name={TO_FIELD} label={say('主送', 'To')} value={paper.to ?? ''} />
        {paper.sections.map(({ title, paragraphs }, n) => (
          <Area
            name={sectionField(n)}
            label={say(title, `Section ${n + 1}`)}
            rows={Math.min(20, 3 + 2 * paragraphs.length)}
            value={paragraphs.join('\n')}
            chinese
          />
        ))}
        <Submit quiet>{say('预览', 'Preview')}</Submit>{' '}
        <Submit name="as" value="docx">
          {say('下载修改后的代拟稿（docx）', 'Download the edited draft (docx)')}
        </Submit>
      </Form>
    </details>
  );
};

const query = (c: Ctx): string => {
  const on = c.req.query('on') ?? '';
  return on === '' ? '' : `?on=${encodeURIComponent(on)}`;
};

async function papersPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say } = visit;
  const source = await papersAsked(kit, c);
  if (!source.ok) return problemPage(c, '/papers', source.problem);
  const day = await paperDay(source.value);
  const charts = Object.entries(await chartsFor(source.value));
  return page(
    c,
    { title: say('公文', 'Papers'), at: '/papers' },
    <>
      <h1>{say('公文与图表', 'Papers and charts')}</h1>
      <p class="lead">{say(`截至${inWords(day)}`, `As of ${day}`)}</p>
      <div class="columns">
        <div>
          {charts.map(([id, chart]) => (
            <ChartFigure visit={visit} chart={chart} id={id} />
          ))}
        </div>
        <div class="stack">
          <section class="card">
            <h2>{say('台账和代拟稿', 'Register and drafts')}</h2>
            <ul class="acts">
              <li>
                <a href={`/papers/register.xlsx${query(c)}`}>{say('督办台账（xlsx）', 'Register (xlsx)')}</a>
              </li>
              {PAPER_KINDS.map(([path, zh, en]) => (
                <li>
                  <a href={`/papers/${path}${query(c)}`}>{say(zh, en)}</a>
                </li>
              ))}
            </ul>
            <p class="small">
              {say(
                '通知单、催办单、办理情况报告在各事项页。',
                'Slips and reports of an item stand on its page.',
              )}
            </p>
          </section>
          <DaySelect visit={visit} action="/papers" on={c.req.query('on') ?? ''} />
        </div>
      </div>
    </>,
  );
}

/** A draft as a file. */
async function draftFile(c: Ctx, name: string, paper: Paper, checkpoint: string) {
  const file = encodeURIComponent(`${paper.title}.docx`);
  return c.body(new Uint8Array(await paperDocx(paper, checkpoint)), 200, {
    'Content-Type': DOCX_TYPE,
    'Content-Disposition': `attachment; filename="${name}.docx"; filename*=UTF-8''${file}`,
  });
}

/** What a page shows of a paper: made of a source, at a day; "" is now. */
interface ShownPaper {
  readonly name: string;
  readonly source: PaperSource;
  readonly on: string;
  readonly made: Result<Made>;
}

/** A paper on a page, with what was changed in its form; as=docx: as a file. */
async function shownPaper(c: Ctx, { name, source, on, made }: ShownPaper) {
  if (!made.ok) return problemPage(c, '/papers', made.problem);
  const visit = c.get('visit');
  const checkpoint = await checkpointLine(source.ledger);
  const posted = c.req.method === 'POST' ? await postedWords(c) : {};
  const paper = editedPaper(made.value.paper, posted);
  if ((posted['as'] ?? c.req.query('as')) === 'docx') return draftFile(c, name, paper, checkpoint);
  const { say } = visit;
  return page(
    c,
    { title: say(paper.title, 'A draft paper'), at: '/papers' },
    <>
      <p class="crumbs">
        {name === 'report' ? (
          <a href="/my">{say('本单位事项', 'My items')}</a>
        ) : (
          <a href="/papers">{say('公文', 'Papers')}</a>
        )}
      </p>
      <h1 lang="zh-CN">{paper.title}</h1>
      <p>
        <a class="button" href={`${c.req.path}?as=docx${on === '' ? '' : `&on=${encodeURIComponent(on)}`}`}>
          {say('下载代拟稿（docx）', 'Download the draft (docx)')}
        </a>
      </p>
      <EditForm visit={visit} paper={paper} c={c} on={on} />
      <PaperPreview visit={visit} made={{ ...made.value, paper }} checkpoint={checkpoint} />
    </>,
  );
}

/** The register as a workbook; that it was taken away is an event. */
async function registerFile(kit: Kit, c: Ctx) {
  const source = await papersAsked(kit, c);
  if (!source.ok) return problemPage(c, '/papers', source.problem);
  const rows = await registerFor(source.value);
  const { account, now } = c.get('visit');
  await kit.ports.ledger.noteAccess(
    'exported',
    { what: 'register', count: rows.length },
    { actor: account?.id ?? '', now, requestKey: randomUUID() },
  );
  const day = inWords(await paperDay(source.value));
  const head = {
    title: '督办事项台账',
    asOf: `截至${day}`,
    checkpoint: await checkpointLine(source.value.ledger),
  };
  return c.body(new Uint8Array(await registerWorkbook(rows, head)), 200, {
    'Content-Type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'Content-Disposition': `attachment; filename="register.xlsx"; filename*=UTF-8''${encodeURIComponent(`督办事项台账 ${day}.xlsx`)}`,
  });
}

const alone = (paper: Result<Paper>): Result<Made> =>
  paper.ok ? ok({ paper: paper.value, counted: [] }) : paper;

/** The unit of whoever is signed in for one. */
const UNIT: RouteRole = ['liaison', 'unitLeader'];

/** A page that can be asked for again with what was changed in its form. */
const editable = (path: string, who: RouteRole, run: Route['run']): readonly Route[] => [
  get(path, who, run),
  post(path, who, run),
];

/** 公文: drafts with preview, and charts; a unit's report on its own items. */
export const paperRoutes = (kit: Kit): readonly Route[] => [
  get('/papers', OFFICE_ROLE, (c) => papersPage(kit, c)),
  get('/papers/register.xlsx', OFFICE_ROLE, (c) => registerFile(kit, c)),
  ...PAPER_KINDS.flatMap(([name, , , make]) =>
    editable(`/papers/${name}`, OFFICE_ROLE, async (c) => {
      const source = await papersAsked(kit, c);
      if (!source.ok) return problemPage(c, '/papers', source.problem);
      const made = await make(source.value, c);
      return shownPaper(c, { name, source: source.value, on: source.value.on, made });
    }),
  ),
  ...(
    [
      ['notice', noticeSlipFor],
      ['urging', urgingSlipFor],
    ] as const
  ).flatMap(([name, make]) =>
    editable(`/items/:notice/:key/papers/${name}`, OFFICE_ROLE, async (c) => {
      const source = await papersAsked(kit, c);
      if (!source.ok) return problemPage(c, '/papers', source.problem);
      const stream = streamOf(c.req.param('notice'), c.req.param('key'));
      const made = alone(await make(source.value, stream, null));
      return shownPaper(c, { name, source: source.value, on: source.value.on, made });
    }),
  ),
  ...editable('/my/items/:notice/:key/report', UNIT, async (c) => {
    const { account, now } = c.get('visit');
    const stream = streamOf(c.req.param('notice'), c.req.param('key'));
    const item = await kit.item(stream);
    const unit = account?.unit ?? null;
    if (unit === null || !item?.assignments.some((one) => one.unit === unit)) return c.notFound();
    const source = { ledger: kit.ports.ledger, now };
    const made = alone(await unitReportFor(source, stream, unit));
    return shownPaper(c, { name: 'report', source, on: '', made });
  }),
];
