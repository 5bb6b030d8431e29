import { commandTable, type CommandType } from '../../../domain/item/commands';
import { inForce } from '../../../domain/item/outcome';
import type { Assignment, ItemState, Round } from '../../../domain/item/types';
import { roundAtWork } from '../../../domain/item/dates';
import { isHandedIn, isOpen } from '../../../domain/item/view';
import type { StreamId } from '../../../domain/journal/types';
import { accountOf } from '../../../domain/roster/roster';
import { clockText } from '../../../domain/time';
import { historyOf } from '../../../domain/view/history';
import { offered } from '../acts/offered';
import type { Kit } from '../kit';
import type { UnitCell } from '../items/rows';
import { lateClass, StandingCells, LampMark } from '../web/item-table';
import { DaySelect, lookingBack, type LookingBack } from '../web/day-select';
import { page } from '../web/layout';
import { streamOf } from '../web/paths';
import { itemPath } from '../../../domain/journal/streams';
import { problemPage } from '../web/refuse';
import { get, type Ctx, type Route } from '../web/route';
import { OFFICE_ROLE, type Visit } from '../web/visit';
import { Timeline } from './item-past';
import { noticeTitle } from './notices/notice';
import { ASSIGNMENT_STATUS, ITEM_STATUS, ROLE } from '../../../domain/words';
import { CardTable } from '../web/table';

interface ItemParts {
  readonly visit: Visit;
  readonly item: ItemState;
  readonly cells: readonly UnitCell[];
}

/** Progress as last reported; what was accepted is done. */
const lastReport = ({ reports, status }: Assignment): string => {
  const last = reports.at(-1);
  return status === 'accepted' ? '100%' : last ? `${last.percentage}%` : '—';
};

/** How a round stands. */
const roundState = (round: Round, { say }: Pick<Visit, 'say'>): string =>
  round.outcome !== null
    ? say('已办结', 'accepted')
    : isHandedIn(round)
      ? say('办结待审', 'handed in')
      : say('未办结', 'open');

/** Every round of a recurring item, with its date in force. */
const AllRounds = ({ visit, rounds }: { visit: Visit; rounds: readonly Round[] }) =>
  rounds.length < 2 ? (
    <></>
  ) : (
    <ol class="small soft rounds">
      {rounds.map((round) => (
        <li value={round.no}>
          {inForce(round).due.date} {roundState(round, visit)}
        </li>
      ))}
    </ol>
  );

/** Units of an item shown before a narrow screen folds the rest. */
const UNFOLDED_UNITS = 5;

const ItemPageParts = (parts: ItemParts) => {
  const { visit, cells } = parts;
  return (
    <div>
      {cells.length > UNFOLDED_UNITS && (
        <>
          <input type="checkbox" id="all-units" class="unfold" />
          <label for="all-units" class="button quiet">
            {visit.say(`展开全部 ${cells.length} 个单位`, `all ${cells.length} units`)}
          </label>
        </>
      )}
      <UnitsOfItem {...parts} />
    </div>
  );
};

const UnitsOfItem = ({ visit, item, cells }: ItemParts) => {
  const { say, lang } = visit;
  return (
    <CardTable
      caption={say(
        '责任单位与期限。划去的是原定日期。',
        'Units and dates; a date that was replaced is struck.',
      )}
      heads={[
        say('单位', 'Unit'),
        say('分工', 'Part'),
        say('状态', 'State'),
        say('亮灯', 'Lamp'),
        say('期限', 'Due'),
        [say('进度', 'Progress'), 'number'],
      ]}
    >
      {cells.map(({ unit, name, assignment, lamp, due, provisional }) => {
        const round = roundAtWork(assignment);
        const first = round?.versions[0]?.due.date;
        return (
          <tr class={lateClass({ lamp, due, provisional })}>
            <th scope="row">
              <a href={`/units/${encodeURIComponent(unit)}`}>{name}</a>
              <AllRounds visit={visit} rounds={assignment.rounds} />
            </th>
            <td class="tight">{ROLE[assignment.role][lang]}</td>
            <td class="tight">
              {ASSIGNMENT_STATUS[assignment.status][lang]}
              {round?.request && <span class="tag">{say('延期待审', 'extension asked')}</span>}
            </td>
            <StandingCells
              {...{ visit, lamp, due, provisional }}
              before={first}
              ended={!isOpen(item) || assignment.status === 'accepted'}
            />
            <td class="number">{lastReport(assignment)}</td>
          </tr>
        );
      })}
    </CardTable>
  );
};

const ActList = ({
  visit,
  item,
  types,
}: {
  visit: Visit;
  item: ItemState;
  types: readonly CommandType[];
}) => (
  <ul class="acts">
    {types.map((type) => (
      <li>
        <a href={`${itemPath(item.stream)}/do/${type}`}>{commandTable[type].words[visit.lang]}</a>
      </li>
    ))}
  </ul>
);

/** What the reader may do with the item. */
const ItemActs = ({ visit, item }: { visit: Visit; item: ItemState }) => {
  const { say, account } = visit;
  const { own, entered } = account ? offered(item, account) : { own: [], entered: [] };
  return (
    <>
      {!isOpen(item) && <p>{say('这一项已经结束。', 'This item has ended.')}</p>}
      <ActList visit={visit} item={item} types={own} />
      {entered.length > 0 && (
        <details>
          <summary>{say('代单位登记', 'Enter for a unit')}</summary>
          <ActList visit={visit} item={item} types={entered} />
        </details>
      )}
    </>
  );
};

/** Papers about the item, as of the day that is looked at. */
const ItemPapers = ({ visit, stream, on }: { visit: Visit; stream: string; on: string }) => {
  const at = on === '' ? '' : `?on=${encodeURIComponent(on)}`;
  return (
    <section class="card">
      <h2>{visit.say('公文与证明', 'Papers and proofs')}</h2>
      <ul class="acts">
        <li>
          <a href={`${itemPath(stream)}/papers/notice${at}`}>{visit.say('督办通知单', 'Slip of issue')}</a>
        </li>
        <li>
          <a href={`${itemPath(stream)}/papers/urging${at}`}>{visit.say('催办单', 'Urging slip')}</a>
        </li>
        <li>
          <a href={`/audit/search?stream=${encodeURIComponent(stream)}`}>
            {visit.say('记录与证明', 'Events and proofs')}
          </a>
        </li>
      </ul>
    </section>
  );
};

/** Leads to why mails about the item went or did not. */
const ItemWhy = ({ visit, stream }: { visit: Visit; stream: string }) => (
  <section class="card">
    <h2>{visit.say('提醒', 'Reminders')}</h2>
    <ul class="acts">
      <li>
        <a href={`${itemPath(stream)}/why`}>{visit.say('为什么发了、没发', 'Why a mail went or did not')}</a>
      </li>
    </ul>
  </section>
);

/** An item whose stored state cannot be read: what the journal has of it, and whom to call. */
async function brokenItemPage(c: Ctx, { ledger, visit }: LookingBack, stream: StreamId) {
  const { say, office } = visit;
  const events = await ledger.history(stream);
  const history = historyOf(stream, await ledger.story(stream), office);
  return page(
    c,
    {
      title: say('损坏的事项', 'A broken item'),
      heading: stream.slice('item/'.length),
      at: '/items',
      crumbs: [['/items', say('台账', 'Items')]],
    },
    <>
      <p class="banner banner-refused">
        ■{' '}
        {say(
          '这个事项的状态已损坏，不能办理，也不会催办；其他事项照常。经过仍在台账中。请管理员运行 duban ledger check 查明，并从备份恢复。',
          'The stored state of this item is broken: nothing can be done about it, and nobody is reminded. All others go on, and its history is in the journal. Have an administrator run duban ledger check and restore a backup.',
        )}
      </p>
      <h2>{say('经过', 'History')}</h2>
      <Timeline visit={visit} stream={stream} events={events} history={history} />
    </>,
  );
}

/** One item: everything about it on one page. */
export const itemRoutes = (kit: Kit): readonly Route[] => [
  get('/items/:notice/:key', OFFICE_ROLE, async (c) => {
    const back = await lookingBack(kit, c);
    if (!back.ok) return problemPage(c, '/items', back.problem);
    const { ledger, visit, on } = back.value;
    const { say, office, lang } = visit;
    const stream = streamOf(c.req.param('notice'), c.req.param('key'));
    const item = await back.value.item(stream);
    if (!item) return c.notFound();
    if (item === 'broken') return brokenItemPage(c, back.value, stream);
    const [row] = kit.rowsOf([item], visit);
    const notice = (await kit.ports.ledger.notices()).find(({ id }) => id === item.notice);
    const events = await ledger.history(stream);
    const history = historyOf(stream, await ledger.story(stream), visit.office);
    return page(
      c,
      {
        title: `${item.key} ${item.title}`,
        at: '/items',
        crumbs: [
          ['/items', say('台账', 'Items')],
          [`/notices/${encodeURIComponent(item.notice)}`, notice ? noticeTitle(notice) : item.notice],
          [null, item.section],
        ],
      },
      <>
        <p class="row">
          {row && <LampMark visit={visit} name={row.lamp.lamp} />}
          {row && row.lamp.reason[lang] !== ITEM_STATUS[item.status][lang] && (
            <span>{row.lamp.reason[lang]}</span>
          )}
          <span class="tag">{ITEM_STATUS[item.status][lang]}</span>
          <a class="jump no-print" href="#acts">
            {say('办理 ↓', 'Acts ↓')}
          </a>
          {item.demo && <span class="tag">{say('演示·日期为示例', 'demonstration, sample dates')}</span>}
        </p>
        <div class="columns">
          <div>
            <section class="panel">
              <h2>{say('要求', 'What is asked')}</h2>
              <p class="text">{item.text}</p>
            </section>
            <h2>{say('单位', 'Units')}</h2>
            <ItemPageParts visit={visit} item={item} cells={row?.units ?? []} />
            <h2>{say('经过', 'History')}</h2>
            <Timeline visit={visit} stream={stream} events={events} history={history} />
          </div>
          <div class="stack">
            {on === '' ? (
              <section class="card" id="acts">
                <h2>{say('办理', 'Acts')}</h2>
                <ItemActs visit={visit} item={item} />
              </section>
            ) : (
              <p class="notice">
                {say(`截至 ${on} 的样子，不能办理。`, `As it stood on ${on}: nothing can be done.`)}
              </p>
            )}
            <ItemWhy visit={visit} stream={stream} />
            <ItemPapers visit={visit} stream={stream} on={on} />
            <DaySelect visit={c.get('visit')} action={itemPath(stream)} on={on} />
            <section class="card">
              <h2>{say('交办', 'Issued')}</h2>
              <dl class="facts">
                <dt>{say('交办', 'issued')}</dt>
                <dd>{clockText(item.issuedAt, office.calendar.zone)}</dd>
                <dt>{say('督办员', 'coordinator')}</dt>
                <dd>{accountOf(office.roster, item.coordinator)?.name ?? item.coordinator}</dd>
              </dl>
            </section>
          </div>
        </div>
      </>,
    );
  }),
];
