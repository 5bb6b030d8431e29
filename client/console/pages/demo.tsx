import { dueAtWork } from '../../../domain/item/dates';
import { isActive, isOpen } from '../../../domain/item/view';
import type { Text } from '../../../domain/problem';
import { accountOf } from '../../../domain/roster/roster';
import { nextWorkingDay, slotAt, slotFor } from '../../../domain/slot';
import { civilDate, dateOf, plusMs, type Instant } from '../../../domain/time';
import { keptAs } from '../../../office/access/secrets';
import type { Kit } from '../kit';
import type { Demonstration } from '../ports';
import { secretOf } from '../web/cookie';
import { page } from '../web/layout';
import { postedWords } from '../web/posted';
import { get, post, type Ctx, type Route } from '../web/route';
import { mayLookAs } from '../web/who-comes';
import { guidePage } from './guide';
import { backTo } from './look';
import { DAY_MS } from '../../../domain/measures';

/** The next date on which something of an open item falls due. */
async function nextThing(kit: Kit, today: string): Promise<string | null> {
  const dues = (await kit.cache.items())
    .filter(isOpen)
    .flatMap(({ assignments }) => assignments.filter(isActive))
    .flatMap((assignment) => dueAtWork(assignment)?.date ?? [])
    .filter((date) => date > today)
    .sort();
  return dues[0] ?? null;
}

/** The instant to which a button moves the clock. */
async function demoTarget(kit: Kit, c: Ctx, to: string | undefined): Promise<Instant> {
  const { office, now } = c.get('visit');
  const slot = slotFor(office, now, await kit.ports.ledger.lastComposed());
  const today = dateOf(now, office.calendar.zone);
  switch (to) {
    case 'day':
      return plusMs(now, DAY_MS);
    case 'week':
      return plusMs(now, 7 * DAY_MS);
    case 'year':
      return plusMs(now, 365 * DAY_MS);
    case 'next': {
      const due = await nextThing(kit, today);
      return slotAt(office, due === null ? slot : nextWorkingDay(office, civilDate(due)));
    }
    default:
      return slotAt(office, slot);
  }
}

/** Says why the clock did not get where it was sent. */
function failedMove(c: Ctx, why: Text) {
  const { say, lang } = c.get('visit');
  return page(
    c,
    { title: say('时钟没有走到', 'The clock did not get there'), status: 503 },
    <>
      <p class="lead">{why[lang]}</p>
      <p>
        {say(
          '台账里的都还在。请再走一次；还不行时按 Ctrl-C 停止，再 npm start。',
          'What is in the ledger is safe. Move it again; else stop with Ctrl-C and run npm start.',
        )}
      </p>
    </>,
  );
}

/** Where a move has come to; once it is over, the page from which it was begun. */
function movingPage(c: Ctx, demonstration: Demonstration) {
  const { say } = c.get('visit');
  const at = demonstration.moving();
  const back = backTo(c.req.query('back'));
  if (at === null) {
    const failed = demonstration.failed();
    if (failed !== null) return failedMove(c, failed);
    return c.redirect(back, 303);
  }
  return page(
    c,
    { title: say('时钟在走', 'The clock moves') },
    <div data-again="1000">
      <p class="lead">
        {say(`正在过 ${at}：每个时点的邮件照常编发。`, `Now at ${at}; every slot's mails are sent.`)}
      </p>
      <p>
        <a href={`/demo/moving?back=${encodeURIComponent(back)}`}>{say('看看走到哪里了', 'Look again')}</a>
      </p>
    </div>,
  );
}

/** The demonstration's clock and actors; none of these routes is there in production. */
export function demoRoutes(kit: Kit): readonly Route[] {
  const { demonstration } = kit.ports;
  if (!demonstration) return [];
  return [
    get('/guide', 'signedIn', (c) => guidePage(kit, c)),
    post('/demo/clock', 'signedIn', async (c) => {
      if (!c.get('visit').demonstration) return c.notFound();
      const { to, back } = await postedWords(c);
      demonstration.moveTo(await demoTarget(kit, c, to));
      return c.redirect(`/demo/moving?back=${encodeURIComponent(backTo(back))}`, 303);
    }),
    get('/demo/moving', 'signedIn', (c) => movingPage(c, demonstration)),
    post('/demo/as', 'signedIn', async (c) => {
      const { account = '', back } = await postedWords(c);
      const { office, self, demonstration: goesOn } = c.get('visit');
      if (!goesOn || self === null || !mayLookAs(office, self)) return c.notFound();
      if (!accountOf(office.roster, account)) return c.notFound();
      await kit.ports.ledger.moveSession(keptAs(secretOf(c, kit.ports)), { shownAs: account });
      return c.redirect(backTo(back), 303);
    }),
  ];
}
