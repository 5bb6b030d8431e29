import { ok, refuse, text, type Result } from '../../domain/problem';
import { instantAt, parseDate, plusDays, plusMs, startOfDay, type Instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import type { Session } from './session';
import { flaggedBy, optionText, type Action } from './verb';

/** Asks for the state at the end of a day. */
export const AS_OF = flaggedBy(
  '--as-of <日期>',
  '这一天结束时的样子,由台账重算',
  'as it stood at the end of this day, computed from the journal',
);

/** A ledger as it stood at an instant: items and histories come from the events up to then. */
const past = (ledger: Ledger, at: Instant): Ledger => ({
  ...ledger,
  item: (stream) => ledger.itemAsOf(stream, at),
  items: (filter) => ledger.itemsAsOf(filter, at),
  story: async (stream) => (await ledger.story(stream)).filter((event) => event.at <= at),
  history: async (stream, page) => (await ledger.history(stream, page)).filter((event) => event.at <= at),
});

async function pastSession(session: Session, given: string): Promise<Result<Session>> {
  const day = parseDate(given);
  if (!day.ok) return day;
  const ledger = await session.ledgerIfAny();
  if (!ledger.ok) return ledger;
  if (!ledger.value) return ok(session);
  const { zone } = (await ledger.value.office()).calendar;
  if (startOfDay(day.value, zone) > session.now()) return future(given);
  const at = plusMs(instantAt(plusDays(day.value, 1), '00:00', zone), -1);
  const then = past(ledger.value, at);
  return ok({
    ...session,
    now: () => at,
    ledger: () => Promise.resolve(ok(then)),
    ledgerIfAny: () => Promise.resolve(ok(then)),
  });
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

/** A look that can also be at the past (--as-of). Refuses `bad-date`, `future-date`. */
export const dated =
  (action: Action): Action =>
  async (session, args, options) => {
    const given = optionText(options, 'asOf');
    if (given === undefined) return action(session, args, options);
    const then = await pastSession(session, given);
    return then.ok ? action(then.value, args, options) : then;
  };
