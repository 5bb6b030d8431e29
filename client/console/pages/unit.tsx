import { feedOf } from '../../../domain/digest/calendar-feed';
import { isCommandType, type CommandType } from '../../../domain/item/commands';
import { isUnitCommand } from '../../../domain/item/may';
import type { Assignment, ItemState } from '../../../domain/item/types';
import { unitOf } from '../../../domain/roster/roster';
import { mailboxText } from '../../../mail/address';
import { feedFile } from '../../../mail/ics';
import { doAct } from '../acts/act';
import { actPage, type ActPage } from '../acts/act-page';
import type { Kit } from '../kit';
import { redirectTelling } from '../web/banner';
import { streamOf } from '../web/paths';
import { postedList, postedWords, requestKeyIn } from '../web/posted';
import { refusePage } from '../web/refuse';
import { get, post, type Ctx, type Route, type RouteRole } from '../web/route';
import { itemFile } from './item-file';
import { type UnitSide, type WithSide, linked, noLink, unitByLink, unitSignedIn } from './unit-side';
import { itemAt, unitListPage, unitItemPage } from './unit-items';

/** Signs for what was chosen, each item under a key of its own. */
async function sign(kit: Kit, c: Ctx, side: UnitSide) {
  const { say, lang } = c.get('visit');
  const chosen = await postedList(c, 'item');
  const key = requestKeyIn(await postedWords(c));
  const duban = await kit.ports.duban();
  if (!duban.ok) {
    const { message, hint } = duban.problem;
    const told = { kind: 'refused', title: message[lang], lines: [hint[lang]] } as const;
    return redirectTelling(c, kit.ports, side.base, told);
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
    else refused.push(answer.problem.message[lang]);
  }
  return redirectTelling(c, kit.ports, side.base, {
    kind: refused.length > 0 || chosen.length === 0 ? 'refused' : 'done',
    title:
      chosen.length === 0
        ? say('没有选事项', 'nothing was chosen')
        : say(`已签收 ${done} 项`, `signed for ${done}`),
    lines: refused,
  });
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
        on: null,
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
      `${prefix}/items/:notice/:key/files/:sha256`,
      who,
      withPart((c, { unit }) => itemFile(kit, c, unit)),
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
  if (!unitOf(office.roster, link.subject)) return noLink(c, 'ended');
  const entries = feedOf(await kit.cache.items(), link.subject, office, now);
  const organizer = mailboxText(office.policy.mail.replyTo).address;
  return c.body(feedFile(entries, { organizer, now }), 200, {
    'Content-Type': 'text/calendar; charset=utf-8',
  });
}

/** Pages of a unit by the signed link of its mails, and for its liaisons who sign in; its calendar. */
export const unitRoutes = (kit: Kit): readonly Route[] => [
  ...unitSide(kit, '/u/:token', 'link', unitByLink(kit)),
  ...unitSide(kit, '/my', ['liaison', 'unitLeader'], unitSignedIn),
  get('/feed/:token', 'link', (c) => unitFeed(kit, c)),
];
