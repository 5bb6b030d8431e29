import { byCodeUnits } from '../../domain/digest/order';
import { noticeStream } from '../../domain/journal/streams';
import { ok, refuse, text, type Result } from '../../domain/problem';
import { instantAt, parseDate, plusDays, plusMs, startOfDay, type Instant } from '../../domain/time';
import type { TaskRow } from '../../ledger/database/tables/items';
import type { Ledger } from '../../ledger/ledger';
import { findingsThen, mailroomThen, mailThen } from './mailroom-then';

/** The last instant of a day that has begun. Refuses `bad-date`, `future-date`. */
export function endOfDay(given: string, zone: string, now: Instant): Result<Instant> {
  const day = parseDate(given);
  if (!day.ok) return day;
  return startOfDay(day.value, zone) > now
    ? future(given)
    : ok(plusMs(instantAt(plusDays(day.value, 1), '00:00', zone), -1));
}

const future = (day: string): Result<never> =>
  refuse(
    'future-date',
    text(`${day} 还没有到`, `${day} has not come yet`),
    text(
      '写今天或以前的日期；以后会怎样，见计划预演',
      'give today or an earlier day; for what will be, preview the plan',
    ),
  );

/**
 * A ledger as it stood at an instant: items, histories, notices, tasks, mails that did not arrive, what a briefing says
 * first, calendar, policy, units and groups, and the checkpoint of that time, from what was recorded up to then. Contacts and
 * accounts are those of today.
 */
export function pastLedger(ledger: Ledger, at: Instant): Ledger {
  const mailroom = readOnce(() => mailroomThen(ledger, at));
  const allMails = readOnce(() => ledger.mails({}));
  const office = readOnce(() => ledger.officeAsOf(at));
  const then: Ledger = {
    ...ledger,
    office,
    item: (stream) => ledger.itemAsOf(stream, at),
    items: (filter) => ledger.itemsAsOf(filter, at),
    story: async (stream) => (await ledger.story(stream)).filter((event) => event.at <= at),
    stories: async (streams) =>
      new Map(
        [...(await ledger.stories(streams))].map(([stream, events]) => [
          stream,
          events.filter((event) => event.at <= at),
        ]),
      ),
    history: async (stream, page) => (await ledger.history(stream, page)).filter((event) => event.at <= at),
    notices: async () => {
      const all = await ledger.notices();
      const begun = await Promise.all(
        all.map(({ id }) => ledger.history(noticeStream(id), { after: 0, limit: 1 })),
      );
      return all.filter((_, n) => begun[n]?.some((event) => event.at <= at));
    },
    tasks: async ({ open, ...filter }) =>
      [
        ...(await ledger.tasks({ ...filter, open: true })),
        ...(await ledger.tasks({ ...filter, open: false })),
      ]
        .filter(({ openedAt }) => openedAt <= at)
        .map((task) => (task.done && task.done.at > at ? { ...task, done: null } : task))
        .filter(({ done }) => (done === null) === open)
        .toSorted(inTaskOrder),
    mails: async ({ state: wanted, kind: only, limit, ...filter }) => {
      const { ended } = await mailroom();
      const ofAll = filter.unit === undefined && filter.notice === undefined;
      return (await (ofAll ? allMails() : ledger.mails(filter)))
        .filter(({ composedAt }) => composedAt <= at)
        .map((mail) => mailThen(mail, ended.get(mail.key)))
        .filter(({ state, kind }) => (wanted ?? state) === state && (only ?? kind) === kind)
        .slice(0, limit);
    },
    sentMails: () => then.mails({ state: 'sent' }),
    lastCheckpoint: () => ledger.lastCheckpoint(at),
    findings: async (slot) => findingsThen(then, await mailroom(), slot),
  };
  return then;
}

/** What is read once and then known: the past does not change. */
function readOnce<T>(read: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | null = null;
  return () => (known ??= read());
}

/** As the ledger lists tasks. */
const inTaskOrder = (a: TaskRow, b: TaskRow): number =>
  a.openedAt - b.openedAt || byCodeUnits(a.stream, b.stream) || byCodeUnits(a.id, b.id);
