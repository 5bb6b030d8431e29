import { randomUUID } from 'node:crypto';
import { ok, type Result } from '../../../domain/problem';
import { bulletinCounted } from '../../../papers/bulletin';
import type { Paper } from '../../../papers/paper';
import {
  annualFor,
  bulletinFor,
  chartsFor,
  paperDay,
  noticeSlipFor,
  unitReportFor,
  urgingSlipFor,
  weeklyFor,
  type PaperSource,
} from '../../../office/papers/make';
import { SHEET_PAPERS, type SheetPaper } from '../../../office/papers/sheets';
import { paperDocx } from '../../../papers/official';
import type { Kit } from '../kit';
import { draftDocx } from './letterhead';
import { ChartFigure } from '../web/chart-figure';
import { DaySelect, lookingBack } from '../web/day-select';
import { page } from '../web/layout';
import { streamOf } from '../web/paths';
import { postedWords } from '../web/posted';
import { problemPage } from '../web/refuse';
import { get, post, type Ctx, type Route, type RouteRole } from '../web/route';
import { OFFICE_ROLE } from '../web/visit';
import { inWords } from '../../../domain/time';
import { type Made, shownPaper, type PaperWriter } from './paper-page';

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
  const charts = Object.entries(await (source.value.on === '' ? kit.charts(visit) : chartsFor(source.value)));
  return page(
    c,
    { title: say('公文', 'Papers'), heading: say('公文与图表', 'Papers and charts'), at: '/papers' },
    <>
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
              {SHEET_PAPERS.map(({ name, about }) => (
                <li>
                  <a href={`/papers/${name}.xlsx${query(c)}`}>
                    {say(`${about.zh}（xlsx）`, `${about.en} (xlsx)`)}
                  </a>
                </li>
              ))}
              {PAPER_KINDS.map(([path, zh, en]) => (
                <li>
                  <a href={`/papers/${path}${query(c)}`}>{say(zh, en)}</a>
                </li>
              ))}
              {visit.account?.role !== 'auditor' && (
                <li>
                  <a href="/papers/letterhead">{say('公文模板', 'Letterhead')}</a>
                </li>
              )}
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

/** A table as a workbook; that it was taken away is an event. */
async function sheetFile(kit: Kit, c: Ctx, paper: SheetPaper) {
  const source = await papersAsked(kit, c);
  if (!source.ok) return problemPage(c, '/papers', source.problem);
  const made = await paper.make(source.value);
  const { account, now } = c.get('visit');
  await kit.ports.ledger.noteAccess(
    'exported',
    { what: paper.name, count: made.count },
    { actor: account?.id ?? '', now, requestKey: randomUUID() },
  );
  const name = `${paper.title} ${inWords(await paperDay(source.value))}.xlsx`;
  return c.body(new Uint8Array(await made.workbook()), 200, {
    'Content-Type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'Content-Disposition': `attachment; filename="${paper.name}.xlsx"; filename*=UTF-8''${encodeURIComponent(name)}`,
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

/** A unit's own report is not in the office's letterhead. */
const plainDocx: PaperWriter = async (paper, checkpoint) => ok(await paperDocx(paper, checkpoint));

/** 公文: drafts with preview, and charts; a unit's report on its own items. */
export function paperRoutes(kit: Kit): readonly Route[] {
  const write: PaperWriter = (paper, checkpoint) => draftDocx(kit, paper, checkpoint);
  return [
    get('/papers', OFFICE_ROLE, (c) => papersPage(kit, c)),
    ...SHEET_PAPERS.map((paper) =>
      get(`/papers/${paper.name}.xlsx`, OFFICE_ROLE, (c) => sheetFile(kit, c, paper)),
    ),
    ...PAPER_KINDS.flatMap(([name, , , make]) =>
      editable(`/papers/${name}`, OFFICE_ROLE, async (c) => {
        const source = await papersAsked(kit, c);
        if (!source.ok) return problemPage(c, '/papers', source.problem);
        const made = await make(source.value, c);
        return shownPaper(c, { name, source: source.value, on: source.value.on, made, write });
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
        return shownPaper(c, { name, source: source.value, on: source.value.on, made, write });
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
      return shownPaper(c, { name: 'report', source, on: '', made, write: plainDocx });
    }),
  ];
}
