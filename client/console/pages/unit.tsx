import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { feedOf } from '../../../domain/digest/calendar-feed';
import { commandTable, isCommandType, type CommandType } from '../../../domain/item/commands';
import { roundAtWork } from '../../../domain/item/dates';
import { isUnitCommand } from '../../../domain/item/may';
import type { Assignment, ItemState } from '../../../domain/item/types';
import { isActive, isOpen, isUnsigned } from '../../../domain/item/view';
import { linkActor, unitOf } from '../../../domain/roster/roster';
import type { CivilDate } from '../../../domain/time';
import { mailboxText } from '../../../mail/address';
import { feedFile } from '../../../mail/ics';
import { actPage, doAct, type ActPage } from '../acts/act';
import { offeredTo } from '../acts/offered';
import { linkKeysOf, readLink, type LinkFault, type LinkPurpose } from '../../access/links';
import type { ConsoleRow, UnitCell } from '../items/rows';
import { LAMP_ORDER } from '../items/rows';
import { keptFile } from '../files/keep';
import { typeOf } from '../files/kinds';
import type { Kit } from '../kit';
import { visitorAddress } from '../web/address';
import { tellNext } from '../web/banner';
import { CheckBox, Form, Submit } from '../web/form';
import { secretOf } from '../web/cookie';
import { ItemTable } from '../web/item-table';
import { LampCell } from '../web/lamp';
import { page } from '../web/layout';
import { itemPath, streamOf } from '../web/paths';
import { postedList, postedWords } from '../web/posted';
import { refusePage } from '../web/refuse';
import { get, post, type Ctx, type Route, type RouteRole } from '../web/route';
import { DateCell } from '../web/table';
import type { Visit } from '../web/visit';
import { unitPast, UnitPast } from './unit-past';

/** On whose page one is: a unit's, by its link or signed in. */
interface UnitSide {
  readonly unit: string;
  readonly name: string;
  /** The actor of its events in the journal. */
  readonly actor: string;
  /** Path before everything on it. */
  readonly base: string;
  /** A leader of the unit reads and does nothing. */
  readonly reads: boolean;
}

type WithSide = (c: Ctx, side: UnitSide) => Response | Promise<Response>;

const WHY: Readonly<Record<LinkFault, readonly [string, string]>> = {
  forged: ['这个链接不对', 'The link is wrong'],
  expired: ['这个链接已过期', 'The link has expired'],
  ended: ['这个链接已作废', 'The link was revoked'],
};

function noLink(c: Ctx, fault: LinkFault) {
  const { say } = c.get('visit');
  const [zh, en] = WHY[fault];
  return page(
    c,
    { title: say(zh, en), status: 404 },
    <>
      <h1>{say(zh, en)}</h1>
      <p>
        {say(
          '请用最近一封督办邮件里的链接；没有收到邮件时请联系督办员。',
          'Use the link of the latest mail, or ask the coordinator.',
        )}
      </p>
    </>,
  );
}

/** A link of a purpose that opens something, else the page that says why it does not. */
export async function linked(kit: Kit, c: Ctx, purpose: LinkPurpose) {
  const link = readLink(c.req.param('token') ?? '', await linkKeysOf(kit.ports.ledger), c.get('visit').now);
  if (typeof link !== 'string' && link.purpose === purpose) return link;
  // Links that open nothing are counted by address, which limits guessing.
  if (!(await kit.attempts.wrongLinks.may(visitorAddress(c, kit.ports)))) return refusePage(c, 429);
  return noLink(c, typeof link === 'string' ? link : 'forged');
}

const unitCell = (row: ConsoleRow, unit: string): UnitCell | undefined =>
  row.units.find((one) => one.unit === unit);

/** The date beside an item that is signed for. */
const dueNote = (due: CivilDate | null): string => (due === null ? '' : `（${due}）`);

const itemAt = (side: UnitSide, stream: string): string => `${side.base}${itemPath(stream)}`;

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

async function unitListPage(kit: Kit, c: Ctx, side: UnitSide) {
  const visit = c.get('visit');
  const { say } = visit;
  const rows = await mine(kit, visit, side.unit);
  const open = rows.filter((row) => isOpenPart(row, unitCell(row, side.unit)));
  const done = rows.filter((row) => !open.includes(row));
  const unsigned = open.filter((row) => {
    const cell = unitCell(row, side.unit);
    return cell && isUnsigned(cell.assignment);
  });
  return page(
    c,
    { title: say(`${side.name}的事项`, `Items of ${side.name}`), at: '/my' },
    <>
      <h1>{side.name}</h1>
      <p class="lead">
        {say(
          `在办 ${open.length} 项${unsigned.length > 0 ? `，其中 ${unsigned.length} 项待签收` : ''}。`,
          `${open.length} open, ${unsigned.length} to sign for.`,
        )}
      </p>
      {unsigned.length > 0 && !side.reads ? (
        <section class="panel">
          <h2>{say('待签收', 'To sign for')}</h2>
          <Form visit={visit} action={`${side.base}/sign`}>
            {unsigned.map((row) => (
              <CheckBox
                name="item"
                value={row.item.stream}
                label={`${row.item.no} ${row.item.title}${dueNote(unitCell(row, side.unit)?.due ?? null)}`}
                checked
              />
            ))}
            <p class="row">
              <Submit>{say('签收选中的事项', 'Sign for those chosen')}</Submit>
            </p>
          </Form>
        </section>
      ) : (
        ''
      )}
      <h2>{say('在办', 'Open')}</h2>
      {open.length === 0 ? (
        <p>{say('没有在办的事项。', 'Nothing is open.')}</p>
      ) : (
        <UnitTable visit={visit} side={side} rows={open} />
      )}
      {done.length > 0 ? (
        <details>
          <summary>{say(`已结束 ${done.length} 项`, `${done.length} ended`)}</summary>
          <UnitTable visit={visit} side={side} rows={done} />
        </details>
      ) : (
        ''
      )}
    </>,
  );
}

const UnitTable = ({ visit, side, rows }: { visit: Visit; side: UnitSide; rows: readonly ConsoleRow[] }) => (
  <ItemTable
    visit={visit}
    caption={visit.say('最急的在前', 'the most pressing first')}
    rows={rows.flatMap((row) => {
      const cell = unitCell(row, side.unit);
      if (!cell) return [];
      const { lamp, due, provisional } = cell;
      const { stream, no, title } = row.item;
      const ended = !isOpenPart(row, cell);
      return [{ lamp, due, provisional, href: itemAt(side, stream), no, title, ended }];
    })}
  />
);

async function unitItemPage(kit: Kit, c: Ctx, side: UnitSide, item: ItemState, assignment: Assignment) {
  const visit = c.get('visit');
  const { say, lang } = visit;
  const [row] = kit.rowsOf([item], visit);
  const cell = row && unitCell(row, side.unit);
  const first = roundAtWork(assignment)?.versions[0]?.due.date;
  const acts = side.reads ? [] : offeredTo(item, assignment);
  const past = unitPast(item.stream, await kit.ports.ledger.story(item.stream), visit.office, side.unit);
  return page(
    c,
    { title: `${item.no} ${item.title}`, at: '/my' },
    <>
      <p class="crumbs">
        <a href={side.base === '' ? '/my' : side.base}>{side.name}</a>
      </p>
      <h1>
        {item.no} {item.title}
      </h1>
      <div class="columns">
        <section class="panel">
          <h2>{say('要求', 'What is asked')}</h2>
          <p class="text">{item.text}</p>
        </section>
        <section class="card">
          <dl class="facts">
            <dt>{say('亮灯', 'lamp')}</dt>
            <dd>{cell ? <LampCell visit={visit} lamp={cell.lamp} /> : ''}</dd>
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
      <UnitPast visit={visit} lines={past} />
      {side.base === '/my' ? (
        <p>
          <a href={`${itemAt(side, item.stream)}/report`}>
            {say('办理情况报告（已按台账填好）', 'Report on this item, filled in from the ledger')}
          </a>
        </p>
      ) : (
        ''
      )}
    </>,
  );
}

/** Signs for what was chosen, each item under a key of its own. */
async function sign(kit: Kit, c: Ctx, side: UnitSide) {
  const { say } = c.get('visit');
  const chosen = await postedList(c, 'item');
  const key = (await postedWords(c))['_key'] ?? randomUUID();
  const duban = await kit.ports.duban();
  const secret = secretOf(c, kit.ports);
  if (!duban.ok) {
    const { message, hint } = duban.problem;
    tellNext(c, secret, {
      kind: 'refused',
      title: say(message.zh, message.en),
      lines: [say(hint.zh, hint.en)],
    });
    return c.redirect(side.base, 303);
  }
  const refused: string[] = [];
  let done = 0;
  for (const stream of chosen.slice(0, 500)) {
    const answer = await duban.value.command({
      stream,
      command: { type: 'acknowledge', unit: side.unit },
      actor: side.actor,
      key: `${key}/${stream}`.slice(0, 200),
    });
    if (answer.ok) done += 1;
    else refused.push(say(answer.problem.message.zh, answer.problem.message.en));
  }
  tellNext(c, secret, {
    kind: refused.length > 0 || chosen.length === 0 ? 'refused' : 'done',
    title:
      chosen.length === 0
        ? say('没有选事项', 'nothing was chosen')
        : say(`已签收 ${done} 项`, `signed for ${done}`),
    lines: refused,
  });
  return c.redirect(side.base, 303);
}

const isUnitType = (type: string): type is CommandType => isCommandType(type) && isUnitCommand(type);

/** The routes of a unit's pages under a prefix. */
function unitSide(
  kit: Kit,
  prefix: string,
  who: RouteRole,
  on: (work: WithSide) => Route['run'],
): readonly Route[] {
  const withPart = (
    work: (c: Ctx, side: UnitSide, item: ItemState, assignment: Assignment) => Response | Promise<Response>,
  ): Route['run'] =>
    on(async (c, side) => {
      const item = await kit.item(streamOf(c.req.param('notice'), c.req.param('key')));
      const assignment = item?.assignments.find(({ unit }) => unit === side.unit);
      return item && assignment ? work(c, side, item, assignment) : c.notFound();
    });
  const acting = (work: (c: Ctx, act: ActPage) => Response | Promise<Response>): Route['run'] =>
    withPart((c, side, item) => {
      const type = c.req.param('type') ?? '';
      if (!isUnitType(type)) return c.notFound();
      if (side.reads) return refusePage(c, 403);
      const after = itemAt(side, item.stream);
      return work(c, {
        item,
        type,
        path: `${after}/do/${type}`,
        after,
        actor: side.actor,
        unit: side.unit,
        entered: false,
        at: '/my',
      });
    });
  return [
    get(
      prefix,
      who,
      on((c, side) => unitListPage(kit, c, side)),
    ),
    post(
      `${prefix}/sign`,
      who,
      on((c, side) => (side.reads ? refusePage(c, 403) : sign(kit, c, side))),
    ),
    get(
      `${prefix}/items/:notice/:key`,
      who,
      withPart((c, side, item, assignment) => unitItemPage(kit, c, side, item, assignment)),
    ),
    get(
      `${prefix}/items/:notice/:key/do/:type`,
      who,
      acting((c, act) => actPage(c, act)),
    ),
    post(
      `${prefix}/items/:notice/:key/do/:type`,
      who,
      acting((c, act) => doAct(kit, c, act)),
    ),
  ];
}

async function unitFeed(kit: Kit, c: Ctx) {
  const link = await linked(kit, c, 'feed');
  if (link instanceof Response) return link;
  const { office, now } = c.get('visit');
  const entries = feedOf(await kit.cache.items(), link.subject, office, now);
  const organizer = mailboxText(office.policy.mail.replyTo).address;
  return c.body(feedFile(entries, { organizer, now }), 200, {
    'Content-Type': 'text/calendar; charset=utf-8',
  });
}

/** Whether a file stands in a report or hand-in of the item, of the unit where one is named; its name there. */
async function namedFile(kit: Kit, stream: string, sha256: string): Promise<string | null> {
  for (const { body } of await kit.ports.ledger.history(stream)) {
    if (!body.includes(sha256)) continue;
    const { files } = JSON.parse(body) as { files?: readonly { name: string; sha256: string }[] };
    const found = files?.find((file) => file.sha256 === sha256);
    if (found) return found.name;
  }
  return null;
}

/** Pages of a unit by the signed link of its mails, and for its liaisons who sign in; its calendar; files of an item. */
export function unitRoutes(kit: Kit): readonly Route[] {
  const byLink =
    (work: WithSide): Route['run'] =>
    async (c) => {
      const link = await linked(kit, c, 'unit');
      if (link instanceof Response) return link;
      const unit = unitOf(c.get('visit').office.roster, link.subject);
      if (!unit) return noLink(c, 'ended');
      return work(c, {
        unit: unit.id,
        name: unit.name,
        actor: linkActor(unit.id),
        base: `/u/${c.req.param('token') ?? ''}`,
        reads: false,
      });
    };
  const signedIn =
    (work: WithSide): Route['run'] =>
    (c) => {
      const { account, office } = c.get('visit');
      const unit = account?.unit == null ? undefined : unitOf(office.roster, account.unit);
      if (!account || !unit) return refusePage(c, 403);
      return work(c, {
        unit: unit.id,
        name: unit.name,
        actor: account.id,
        base: '/my',
        reads: account.role === 'unitLeader',
      });
    };
  return [
    ...unitSide(kit, '/u/:token', 'link', byLink),
    ...unitSide(kit, '/my', ['liaison', 'unitLeader'], signedIn),
    get('/feed/:token', 'link', (c) => unitFeed(kit, c)),
    get('/items/:notice/:key/files/:sha256', ['coordinator', 'reviewer', 'auditor'], async (c) => {
      const sha256 = c.req.param('sha256') ?? '';
      const stream = streamOf(c.req.param('notice'), c.req.param('key'));
      const name = /^[0-9a-f]{64}$/.test(sha256) ? await namedFile(kit, stream, sha256) : null;
      const bytes =
        name === null ? null : await readFile(keptFile(kit.ports.files, sha256)).catch(() => null);
      if (name === null || bytes === null) return c.notFound();
      return c.body(new Uint8Array(bytes), 200, {
        'Content-Type': typeOf(name),
        'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      });
    }),
  ];
}
