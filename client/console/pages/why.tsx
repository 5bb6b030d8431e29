import type { ItemState } from '../../../domain/item/types';
import { nameOfUnit } from '../../../domain/roster/roster';
import { plusDays, type CivilDate } from '../../../domain/time';
import { whyHead, whyIn } from '../../../office/lists/why';
import type { Kit } from '../kit';
import { askedDay, DayAndShow } from '../web/day-select';
import { Select } from '../web/form';
import { page } from '../web/layout';
import { streamOf } from '../web/paths';
import { itemPath } from '../../../domain/journal/streams';
import { problemPage } from '../web/refuse';
import { get, type Ctx, type Route } from '../web/route';
import { linkWith } from '../web/table';
import { OFFICE_ROLE, type Visit } from '../web/visit';

/** Asks for a unit of the item and a day. */
const WhyForm = ({
  visit,
  item,
  unit,
  day,
}: {
  visit: Visit;
  item: ItemState;
  unit: string;
  day: CivilDate;
}) => {
  const { say, office } = visit;
  return (
    <form method="get" action={`${itemPath(item.stream)}/why`} class="card filter">
      <h2>{say('哪个单位、哪一天', 'Which unit, which day')}</h2>
      <Select
        name="unit"
        label={say('单位', 'Unit')}
        value={unit}
        options={item.assignments.map((one) => [one.unit, nameOfUnit(office.roster, one.unit)] as const)}
      />
      <DayAndShow visit={visit} day={day} />
    </form>
  );
};

/** The days beside the one that is asked about. */
const DaysBeside = ({ visit, day }: { visit: Visit; day: CivilDate }) => {
  const { say, here } = visit;
  return (
    <p class="row no-print">
      <a href={linkWith(here, { on: plusDays(day, -1) })}>{say('前一天', 'the day before')}</a>
      <a href={linkWith(here, { on: plusDays(day, 1) })}>{say('后一天', 'the day after')}</a>
    </p>
  );
};

async function whyPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say, lang, office, now } = visit;
  const item = await kit.item(streamOf(c.req.param('notice'), c.req.param('key')));
  const unit = c.req.query('unit') ?? item?.assignments[0]?.unit;
  if (!item?.assignments.some((one) => one.unit === unit) || unit === undefined) return c.notFound();
  const day = askedDay(c);
  if (!day.ok) return problemPage(c, `${itemPath(item.stream)}/why`, day.problem);
  const why = await whyIn(kit.ports.ledger, { stream: item.stream, unit, day: day.value, now });
  const title = say('为什么发了、没发', 'Why a mail went or did not');
  return page(
    c,
    {
      title: `${title} · ${item.key}`,
      heading: title,
      at: '/items',
      crumbs: [[itemPath(item.stream), `${item.key} ${item.title}`]],
    },
    <>
      <div class="columns">
        <section class="panel">
          <h2>
            {nameOfUnit(office.roster, unit)} · {whyHead(why)[lang]}
          </h2>
          <ul class="bullets">
            {why.because.map((one) => (
              <li>{one[lang]}</li>
            ))}
          </ul>
          <DaysBeside visit={visit} day={day.value} />
        </section>
        <WhyForm visit={visit} item={item} unit={unit} day={day.value} />
      </div>
    </>,
  );
}

/** 为什么发了、没发: the answer of `duban item why`, by unit and day. */
export const whyRoutes = (kit: Kit): readonly Route[] => [
  get('/items/:notice/:key/why', OFFICE_ROLE, (c) => whyPage(kit, c)),
];
