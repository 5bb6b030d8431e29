import { LAMP_ORDER } from '../../../domain/item/lamp';
import { commandTable } from '../../../domain/item/commands';
import { roundAtWork } from '../../../domain/item/dates';
import type { Assignment, ItemState } from '../../../domain/item/types';
import { isActive, isOpen, isUnsigned } from '../../../domain/item/view';
import type { CivilDate } from '../../../domain/time';
import { linkKeysOf, linkToken } from '../../../office/access/links';
import { offeredTo } from '../acts/offered';
import type { ConsoleRow, UnitCell } from '../items/rows';
import type { Kit } from '../kit';
import { CheckBox, Form, Submit } from '../web/form';
import { ItemTable, LampCell } from '../web/item-table';
import { page } from '../web/layout';
import { itemPath } from '../../../domain/journal/streams';
import type { Ctx } from '../web/route';
import { DateCell } from '../web/table';
import type { Visit } from '../web/visit';
import { unitPast, UnitPast } from './unit-past';
import type { UnitSide } from './unit-side';

const unitCell = (row: ConsoleRow, unit: string): UnitCell | undefined =>
  row.units.find((one) => one.unit === unit);

/** The date beside an item that is signed for. */
const dueNote = (due: CivilDate | null): string => (due === null ? '' : `（${due}）`);

export const itemAt = (side: UnitSide, stream: string): string => `${side.base}${itemPath(stream)}`;

/** The most pressing lamp first, then the unit's own dates. */
const rowsByUnit =
  (unit: string) =>
  (a: ConsoleRow, b: ConsoleRow): number => {
    const [one, other] = [unitCell(a, unit), unitCell(b, unit)];
    if (!one || !other) return 0;
    const ranks = LAMP_ORDER.indexOf(one.lamp.lamp) - LAMP_ORDER.indexOf(other.lamp.lamp);
    return ranks || ((one.due ?? '9') < (other.due ?? '9') ? -1 : 1);
  };

async function mine(kit: Kit, visit: Visit, unit: string): Promise<readonly ConsoleRow[]> {
  const rows = (await kit.rows(visit)).filter((row) => unitCell(row, unit));
  return rows.sort(rowsByUnit(unit));
}

const isOpenPart = ({ item }: ConsoleRow, cell: UnitCell | undefined): boolean =>
  cell !== undefined && isOpen(item) && isActive(cell.assignment);

export async function unitListPage(kit: Kit, c: Ctx, side: UnitSide) {
  const visit = c.get('visit');
  const { say } = visit;
  const [rows, notices] = await Promise.all([mine(kit, visit, side.unit), kit.noticesApart()]);
  const open = rows.filter((row) => isOpenPart(row, unitCell(row, side.unit)));
  const done = rows.filter((row) => !open.includes(row));
  const unsigned = open.filter((row) => {
    const cell = unitCell(row, side.unit);
    return cell && isUnsigned(cell.assignment);
  });
  return page(
    c,
    { title: say(`${side.name}的事项`, `Items of ${side.name}`), heading: side.name, at: '/my' },
    <>
      <p class="lead">
        {say(
          `在办 ${open.length} 项${unsigned.length > 0 ? `，其中 ${unsigned.length} 项待签收` : ''}。`,
          `${open.length} open, ${unsigned.length} to sign for.`,
        )}
      </p>
      {unsigned.length > 0 && !side.reads && (
        <section class="panel">
          <h2>{say('待签收', 'To sign for')}</h2>
          <Form visit={visit} action={`${side.base}/sign`}>
            {unsigned.map((row) => (
              <CheckBox
                name="item"
                value={row.item.stream}
                label={[
                  `${row.item.key} ${row.item.title}${dueNote(unitCell(row, side.unit)?.due ?? null)}`,
                  notices.get(row.item.notice),
                ]
                  .filter(Boolean)
                  .join(' · ')}
                checked
              />
            ))}
            <p class="row">
              <Submit>{say('签收选中的事项', 'Sign for those chosen')}</Submit>
            </p>
          </Form>
        </section>
      )}
      <h2>{say('在办', 'Open')}</h2>
      {open.length === 0 ? (
        <p>{say('没有在办的事项。', 'Nothing is open.')}</p>
      ) : (
        <UnitTable visit={visit} side={side} rows={open} notices={notices} />
      )}
      {done.length > 0 && (
        <details>
          <summary>{say(`已结束 ${done.length} 项`, `${done.length} ended`)}</summary>
          <UnitTable visit={visit} side={side} rows={done} notices={notices} />
        </details>
      )}
      <FeedLink visit={visit} href={await feedAddress(kit, visit, side.unit)} />
    </>,
  );
}

/** Where a calendar gets the dates of a unit from. */
async function feedAddress({ ports }: Kit, { now }: Visit, unit: string): Promise<string> {
  const link = { purpose: 'feed', subject: unit, madeAt: now } as const;
  return `${ports.publicUrl}/feed/${linkToken(link, await linkKeysOf(ports.ledger))}`;
}

const FeedLink = ({ visit: { say }, href }: { visit: Visit; href: string }) => (
  <details>
    <summary>{say('把截止日期订阅到日历', 'Subscribe to the dates in a calendar')}</summary>
    <p>
      {say(
        '在日历软件里按网址订阅下面这一行：只读，只有本单位的日期，约一年内有效，随链接作废。',
        'Give this address to a calendar: read only, dates of this unit, good for a year, void with its links.',
      )}
    </p>
    <p class="mono">
      <a href={href}>{href}</a>
    </p>
  </details>
);

interface UnitTableParts {
  visit: Visit;
  side: UnitSide;
  rows: readonly ConsoleRow[];
  notices: ReadonlyMap<string, string>;
}

const UnitTable = ({ visit, side, rows, notices }: UnitTableParts) => (
  <ItemTable
    visit={visit}
    caption={visit.say('最急的在前', 'the most pressing first')}
    rows={rows.flatMap((row) => {
      const cell = unitCell(row, side.unit);
      if (!cell) return [];
      const { lamp, due, provisional } = cell;
      const { stream, key, title, notice } = row.item;
      const ended = !isOpenPart(row, cell);
      return [
        {
          lamp,
          due,
          provisional,
          href: itemAt(side, stream),
          no: key,
          title,
          ended,
          below: notices.get(notice),
        },
      ];
    })}
  />
);

export async function unitItemPage(
  kit: Kit,
  c: Ctx,
  side: UnitSide,
  item: ItemState,
  assignment: Assignment,
) {
  const visit = c.get('visit');
  const { say, lang } = visit;
  const [row] = kit.rowsOf([item], visit);
  const cell = row && unitCell(row, side.unit);
  const first = roundAtWork(assignment)?.versions[0]?.due.date;
  const acts = side.reads ? [] : offeredTo(item, assignment);
  const past = unitPast(item.stream, await kit.ports.ledger.story(item.stream), visit.office, side.unit);
  return page(
    c,
    {
      title: `${item.key} ${item.title}`,
      at: '/my',
      crumbs: [[side.base === '' ? '/my' : side.base, side.name]],
    },
    <>
      <div class="columns">
        <section class="panel">
          <h2>{say('要求', 'What is asked')}</h2>
          <p class="text">{item.text}</p>
        </section>
        <section class="card">
          <dl class="facts">
            <dt>{say('亮灯', 'lamp')}</dt>
            <dd>{cell && <LampCell visit={visit} lamp={cell.lamp} />}</dd>
            <dt>{say('期限', 'due')}</dt>
            <dd>
              <DateCell
                visit={visit}
                date={cell?.due ?? null}
                provisional={cell?.provisional ?? false}
                before={first}
                plain={!isActive(assignment)}
              />
            </dd>
            <dt>{say('最近进展', 'progress')}</dt>
            <dd>{assignment.reports.length > 0 ? `${assignment.reports.at(-1)?.percentage ?? 0}%` : '—'}</dd>
          </dl>
        </section>
      </div>
      {acts.length > 0 ? (
        <>
          <h2>{say('办理', 'What to do')}</h2>
          <p class="row">
            {acts.map((type, n) => (
              <a class={n === 0 ? 'button' : 'button quiet'} href={`${itemAt(side, item.stream)}/do/${type}`}>
                {commandTable[type].words[lang]}
              </a>
            ))}
          </p>
        </>
      ) : (
        <p class="panel">{say('这一项现在不用办理。', 'Nothing is to be done now.')}</p>
      )}
      <UnitPast visit={visit} lines={past} at={itemAt(side, item.stream)} />
      {side.base === '/my' && (
        <p>
          <a href={`${itemAt(side, item.stream)}/report`}>
            {say('办理情况报告（已按台账填好）', 'Report on this item, filled in from the ledger')}
          </a>
        </p>
      )}
    </>,
  );
}
