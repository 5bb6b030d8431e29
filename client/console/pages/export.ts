import { randomUUID } from 'node:crypto';
import { writeCsv } from '../../../office/intake/rosters/csv';
import { chosenRows, type ConsoleRow } from '../items/rows';
import type { Kit } from '../kit';
import { lampWord } from '../web/item-table';
import { get, type Ctx, type Route } from '../web/route';
import { OFFICE_ROLE, type Visit } from '../web/visit';
import { ITEM_STATUS } from '../../../domain/words';
import { itemsFilter } from './items-filter';

const EXPORT_HEAD: readonly (readonly [string, string])[] = [
  ['通知', 'notice'],
  ['序号', 'no'],
  ['事项', 'item'],
  ['单位', 'units'],
  ['状态', 'state'],
  ['亮灯', 'lamp'],
  ['说明', 'reason'],
  ['截止', 'due'],
];

const csvLine = (visit: Visit, { item, lamp, due, provisional, units }: ConsoleRow): readonly string[] => [
  item.notice,
  item.key,
  item.title,
  units.map(({ name }) => name).join('、'),
  ITEM_STATUS[item.status][visit.lang],
  lampWord(visit, lamp.lamp),
  lamp.reason[visit.lang],
  due === null
    ? visit.say('全年', 'continuous')
    : `${due}${provisional ? visit.say('（预计）', ' (provisional)') : ''}`,
];

/** The lines that a filter leaves, with their heading; that they were taken away is an event. */
async function csvLines(kit: Kit, c: Ctx): Promise<readonly (readonly string[])[]> {
  const visit = c.get('visit');
  const rows = chosenRows(await kit.rows(visit), itemsFilter(c.req.url));
  await kit.ports.ledger.noteAccess(
    'exported',
    { what: 'items', count: rows.length },
    { actor: visit.account?.id ?? '', now: visit.now, requestKey: randomUUID() },
  );
  return [EXPORT_HEAD.map(([zh, en]) => visit.say(zh, en)), ...rows.map((row) => csvLine(visit, row))];
}

async function workbook(lines: readonly (readonly string[])[]): Promise<Uint8Array<ArrayBuffer>> {
  // Loaded when it is needed: no other page writes a workbook.
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const data = lines.map((line, n) =>
    line.map((value) => ({ type: String, value, ...(n === 0 ? { fontWeight: 'bold' as const } : {}) })),
  );
  const columns = [14, 8, 40, 50, 10, 10, 24, 14].map((width) => ({ width }));
  return new Uint8Array(await writeXlsxFile(data, { sheet: '台账', stickyRowsCount: 1, columns }).toBuffer());
}

/** The ledger's table as a file, by the filter of the page. */
export const exportRoutes = (kit: Kit): readonly Route[] => [
  get('/items.csv', OFFICE_ROLE, async (c) =>
    c.body(`\ufeff${writeCsv(await csvLines(kit, c))}`, 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="items.csv"',
    }),
  ),
  get('/items.xlsx', OFFICE_ROLE, async (c) =>
    c.body(await workbook(await csvLines(kit, c)), 200, {
      'Content-Type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'Content-Disposition': 'attachment; filename="items.xlsx"',
    }),
  ),
];
