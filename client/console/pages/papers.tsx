import { ok, type Result } from '../../../domain/problem';
import { paperDocx } from '../../../papers/official';
import { type CountedItems, type Paper } from '../../../papers/paper';
import {
  annualFor,
  bulletinFor,
  chartsFor,
  checkpointLine,
  paperDay,
  noticeSlipFor,
  unitReportFor,
  urgingSlipFor,
  weeklyFor,
  type PaperSource,
} from '../../papers/make';
import type { Kit } from '../kit';
import { ChartFigure } from '../web/chart-figure';
import { DaySelect, lookingBack } from '../web/day-select';
import { page } from '../web/layout';
import { streamOf } from '../web/paths';
import { problemPage } from '../web/problem-page';
import { get, type Ctx, type Route, type RouteRole } from '../web/route';
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
      const basis = ({ rows }: (typeof paper.figures)[number]) =>
        rows.map(({ stream, unit }) => `${stream} ${unit}`);
      return ok({
        paper,
        counted: paper.figures.map((one) => ({ name: one.name, value: one.value, basis: basis(one) })),
      });
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

/** The source of a page: the ledger now, or as it stood at the end of the day that ?on= names. */
function papersAsked(kit: Kit, c: Ctx): Result<PaperSource> {
  const back = lookingBack(kit, c);
  return back.ok ? ok({ ledger: back.value.ledger, now: back.value.visit.now }) : back;
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
              {counted.map(({ name, value, basis }) => (
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

const query = (c: Ctx): string => {
  const on = c.req.query('on') ?? '';
  return on === '' ? '' : `?on=${encodeURIComponent(on)}`;
};

async function papersPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say } = visit;
  const source = papersAsked(kit, c);
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
          <DaySelect visit={visit} action="/papers" on={c.req.query('on') ?? ''} />
          <section class="card">
            <h2>{say('代拟稿', 'Drafts')}</h2>
            <ul class="acts">
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
        </div>
      </div>
    </>,
  );
}

/** A paper on a page, or with ?as=docx as a file to edit. */
async function shownPaper(c: Ctx, kit: Kit, name: string, made: Result<Made>) {
  if (!made.ok) return problemPage(c, '/papers', made.problem);
  const visit = c.get('visit');
  const checkpoint = await checkpointLine(kit.ports.ledger);
  if (c.req.query('as') === 'docx') {
    const file = encodeURIComponent(`${made.value.paper.title}.docx`);
    return c.body(new Uint8Array(await paperDocx(made.value.paper, checkpoint)), 200, {
      'Content-Type': DOCX_TYPE,
      'Content-Disposition': `attachment; filename="${name}.docx"; filename*=UTF-8''${file}`,
    });
  }
  const { say } = visit;
  const on = c.req.query('on') ?? '';
  return page(
    c,
    { title: say(made.value.paper.title, 'A draft paper'), at: '/papers' },
    <>
      <h1 lang="zh-CN">{made.value.paper.title}</h1>
      <p>
        <a class="button" href={`${c.req.path}?as=docx${on === '' ? '' : `&on=${encodeURIComponent(on)}`}`}>
          {say('下载代拟稿（docx）修改', 'Download the draft (docx) to edit')}
        </a>
      </p>
      <PaperPreview visit={visit} made={made.value} checkpoint={checkpoint} />
    </>,
  );
}

const alone = (paper: Result<Paper>): Result<Made> =>
  paper.ok ? ok({ paper: paper.value, counted: [] }) : paper;

/** The unit of whoever is signed in for one. */
const UNIT: RouteRole = ['liaison', 'unitLeader'];

/** 公文: drafts with preview, and charts; a unit's report on its own items. */
export const paperRoutes = (kit: Kit): readonly Route[] => [
  get('/papers', OFFICE_ROLE, (c) => papersPage(kit, c)),
  ...PAPER_KINDS.map(([path, , , make]) =>
    get(`/papers/${path}`, OFFICE_ROLE, async (c) => {
      const source = papersAsked(kit, c);
      return source.ok
        ? shownPaper(c, kit, path, await make(source.value, c))
        : problemPage(c, '/papers', source.problem);
    }),
  ),
  ...(
    [
      ['notice', noticeSlipFor],
      ['urging', urgingSlipFor],
    ] as const
  ).map(([name, make]) =>
    get(`/items/:notice/:key/papers/${name}`, OFFICE_ROLE, async (c) => {
      const source = papersAsked(kit, c);
      if (!source.ok) return problemPage(c, '/papers', source.problem);
      const stream = streamOf(c.req.param('notice'), c.req.param('key'));
      return shownPaper(c, kit, name, alone(await make(source.value, stream, null)));
    }),
  ),
  get('/my/items/:notice/:key/report', UNIT, async (c) => {
    const { account, now } = c.get('visit');
    const stream = streamOf(c.req.param('notice'), c.req.param('key'));
    const item = await kit.item(stream);
    const unit = account?.unit ?? null;
    if (unit === null || !item?.assignments.some((one) => one.unit === unit)) return c.notFound();
    const source = { ledger: kit.ports.ledger, now };
    return shownPaper(c, kit, 'report', alone(await unitReportFor(source, stream, unit)));
  }),
];
