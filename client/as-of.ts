import { MAILROOM, noticeStream } from '../domain/journal/streams';
import { ok, refuse, text, type Result } from '../domain/problem';
import { instantAt, parseDate, plusDays, plusMs, startOfDay, type Instant } from '../domain/time';
import { fromJson, type Json } from '../ledger/database/stored';
import type { Ledger } from '../ledger/ledger';
import type { MailRow } from '../ledger/mails/list';
import type { Delivered, DeliveryEntry } from '../ledger/mails/deliveries';

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
 * A ledger as it stood at an instant: items, histories, notices, tasks and mails that did not arrive, from what was
 * recorded up to then. What a briefing says first is of its own day and is left out.
 */
export const past = (ledger: Ledger, at: Instant): Ledger => ({
  ...ledger,
  item: (stream) => ledger.itemAsOf(stream, at),
  items: (filter) => ledger.itemsAsOf(filter, at),
  story: async (stream) => (await ledger.story(stream)).filter((event) => event.at <= at),
  history: async (stream, page) => (await ledger.history(stream, page)).filter((event) => event.at <= at),
  notices: async () => {
    const all = await ledger.notices();
    const begun = await Promise.all(
      all.map(({ id }) => ledger.history(noticeStream(id), { after: 0, limit: 1 })),
    );
    return all.filter((_, n) => begun[n]?.some((event) => event.at <= at));
  },
  tasks: async ({ open, ...filter }) =>
    [...(await ledger.tasks({ ...filter, open: true })), ...(await ledger.tasks({ ...filter, open: false }))]
      .filter(({ openedAt }) => openedAt <= at)
      .map((task) => (task.done && task.done.at > at ? { ...task, done: null } : task))
      .filter(({ done }) => (done === null) === open)
      .toSorted((a, b) => a.openedAt - b.openedAt),
  mails: async ({ state: wanted, ...filter }) => {
    const ended = await endedBy(ledger, at);
    return (await ledger.mails(filter))
      .filter(({ composedAt }) => composedAt <= at)
      .map((mail) => mailThen(mail, ended.get(mail.key)))
      .filter(({ state }) => wanted === undefined || state === wanted);
  },
  findings: () => Promise.resolve([]),
});

interface Ended {
  readonly entry: DeliveryEntry;
  readonly at: Instant;
}

/** The last end of each mail that was journaled up to then. */
async function endedBy(ledger: Ledger, at: Instant): Promise<ReadonlyMap<string, Ended>> {
  const ended = new Map<string, Ended>();
  for (const event of await ledger.history(MAILROOM)) {
    if (event.at > at || event.type !== 'delivered') continue;
    const body: Json<Delivered> = event.body;
    for (const entry of fromJson(body).entries) ended.set(entry.mail, { entry, at: event.at });
  }
  return ended;
}

const mailThen = (mail: MailRow, ended: Ended | undefined): MailRow =>
  ended
    ? { ...mail, state: ended.entry.outcome, settledAt: mail.settledAt ?? ended.at }
    : { ...mail, state: 'ready', settledAt: null, response: null };
