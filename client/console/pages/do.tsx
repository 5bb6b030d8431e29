import { isCommandType } from '../../../domain/item/commands';
import { isUnitCommand, may } from '../../../domain/item/may';
import type { Account } from '../../../domain/roster/types';
import type { Values } from '../acts/input';
import { doAct } from '../acts/act';
import { taskActedOn } from '../acts/on-task';
import { actPage, INBOX, type ActPage } from '../acts/act-page';
import type { Kit } from '../kit';
import { streamOf } from '../web/paths';
import { itemPath } from '../../../domain/journal/streams';
import { postedWords } from '../web/posted';
import { refusePage } from '../web/refuse';
import { get, post, type Ctx, type Route } from '../web/route';

/** The act that a path names; null when there is no such item or command. */
async function actAsked(kit: Kit, c: Ctx, account: Account): Promise<ActPage | 'none' | 'forbidden'> {
  const type = c.req.param('type') ?? '';
  const item = await kit.item(streamOf(c.req.param('notice'), c.req.param('key')));
  if (!item || !isCommandType(type)) return 'none';
  const entered = isUnitCommand(type);
  const units = item.assignments.map(({ unit }) => unit);
  // Judging a hand-in is looked at unit by unit, when it is done.
  if (![...units, null].some((unit) => may(account, type, item, unit, entered).ok)) return 'forbidden';
  const own = itemPath(item.stream);
  const brought: Values = c.req.method === 'POST' ? await postedWords(c) : c.req.query();
  const on = type === 'taskDone' ? taskActedOn(item, brought) : null;
  if (on === 'undecided') return 'none';
  return {
    item,
    type,
    path: `${own}/do/${type}`,
    after: brought['back'] === 'inbox' ? INBOX : own,
    actor: account.id,
    unit: null,
    entered,
    at: '/items',
    on,
  };
}

/** What an address fills in: the unit, or a task by the number that people see; and the date that a request asks for. */
function askedItem(c: Ctx, { item, type, on }: ActPage): Values {
  const query = c.req.query();
  const of = item.assignments.find(({ unit }) => unit === query['unit']);
  const request = type === 'grant' ? of?.rounds.find((round) => round.request !== null)?.request : null;
  return {
    ...(request && { date: request.asked }),
    ...query,
    ...(on && { task: on.task.id }),
  };
}

/** Every act on an item, as a form; what the rules refuse stands in the form. */
export function doRoutes(kit: Kit): readonly Route[] {
  const run =
    (work: (c: Ctx, act: ActPage) => Response | Promise<Response>): Route['run'] =>
    async (c) => {
      const { account } = c.get('visit');
      const act = account ? await actAsked(kit, c, account) : 'forbidden';
      if (act === 'none') return c.notFound();
      return act === 'forbidden' ? refusePage(c, 403) : work(c, act);
    };
  const path = '/items/:notice/:key/do/:type';
  return [
    get(
      path,
      ['coordinator', 'reviewer'],
      run((c, act) => actPage(c, act, { values: askedItem(c, act) })),
    ),
    post(
      path,
      ['coordinator', 'reviewer'],
      run((c, act) => doAct(kit, c, act)),
    ),
  ];
}
