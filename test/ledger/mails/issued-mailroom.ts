import { shift } from '../../../domain/calendar/calendar';
import type { ClaimedMail, DeliveryOutcome } from '../../../domain/digest/delivery';
import type { Command } from '../../../domain/item/commands';
import type { StreamId } from '../../../domain/journal/types';
import type { Office } from '../../../domain/office';
import { makePlan } from '../../../domain/plan/plan';
import type { PlanItem } from '../../../domain/plan/types';
import { DEFAULT_POLICY, type MailPolicy } from '../../../domain/policy';
import { nextWorkingDay } from '../../../domain/slot';
import { civilDate, type CivilDate, type Instant } from '../../../domain/time';
import type { Ledger } from '../../../ledger/ledger';
import type { Claim } from '../../../ledger/mails/claim';
import type { MailRow } from '../../../ledger/mails/list';
import { SQLITE, type DatabaseUnderTest, type TestDatabase } from '../database';
import { moment, planItem, testPlan } from '../../support/item';
import {
  call,
  change,
  envelope,
  importPlan,
  issueCall,
  opened,
  planItems,
  setOffice,
} from '../../support/ledger';
import { testOffice } from '../../support/office';
import { POSTGRES } from '../../support/postgres';
import { sure } from '../../support/sure';

/** The databases on which these rules are tested. */
export const DATABASES: readonly DatabaseUnderTest[] = [SQLITE, POSTGRES];

/** What a mail server says that takes a mail. */
export const ACCEPTED = {
  type: 'sent',
  response: '250 2.0.0 queued',
  refused: [],
} as const satisfies DeliveryOutcome;

/** What is issued, and in which office. */
export interface MailroomOptions {
  readonly items?: readonly PlanItem[];
  readonly office?: Office;
  readonly issuedAt?: string;
  readonly year?: number;
  /** Items begin, sign (their liaisons) and get their letters before the test; default true. */
  readonly underway?: boolean;
}

/** A mailroom under test: a ledger with an issued plan, and what item, mailroom and post do to it. */
export interface IssuedMailroom {
  readonly database: TestDatabase;
  readonly ledger: Ledger;
  readonly streams: readonly StreamId[];
  /** Items look at their agenda, all or some. */
  wake(at: string, streams?: readonly StreamId[]): Promise<void>;
  say(at: string, actor: string, command: Command, stream?: StreamId): Promise<void>;
  /** Composes a slot at its moment, by pages; keys of the mails of that slot. */
  compose(
    slot: string,
    options?: { readonly at?: string; readonly limit?: number; readonly mark?: boolean },
  ): Promise<readonly string[]>;
  /** Wake at 08:55 and compose at 09:00. */
  morning(slot: string): Promise<readonly string[]>;
  /** Morning, and everything ready is sent at 09:05. */
  day(slot: string): Promise<readonly string[]>;
  /** Every working day of a stretch, both included. */
  days(from: string, to: string): Promise<void>;
  claim(at: string, by?: { readonly run?: string; readonly attempt?: number }): Promise<Claim>;
  /** Claims until nothing is given any more; nothing is settled. */
  claimAll(at: string): Promise<readonly ClaimedMail[]>;
  /** Claims and settles all as accepted; the mails sent. */
  send(at: string, outcome?: DeliveryOutcome): Promise<readonly ClaimedMail[]>;
  mail(key: string): Promise<MailRow>;
  close(): Promise<void>;
}

/** Mails of a test; more are one and the same again and again. */
const MOST = 1_000;

/** An office whose mail policy differs. */
export const officeWith = (mail: Partial<MailPolicy>): Office =>
  testOffice({ policy: { ...DEFAULT_POLICY, mail: { ...DEFAULT_POLICY.mail, ...mail } } });

/** An item due on a day with these units answering for themselves. */
export const dueOn = (day: string, ...units: readonly string[]): PlanItem =>
  planItem({ dates: [day], units: Object.fromEntries(units.map((unit) => [unit, 'each' as const])) });

/** The keys of mails. */
export const keysOf = (mails: readonly { readonly key: string }[]): readonly string[] =>
  mails.map(({ key }) => key);

async function issue(ledger: Ledger, options: MailroomOptions): Promise<readonly StreamId[]> {
  const { items = planItems(1), issuedAt = '2025-06-30 10:00', year = 2025 } = options;
  const plan = makePlan(testPlan(items, year));
  await setOffice(ledger, options.office);
  await importPlan(ledger, plan);
  return sure(await ledger.issue({ ...issueCall(plan), now: moment(issuedAt) })).streams;
}

async function composeAll(ledger: Ledger, slot: CivilDate, now: Instant, limit: number): Promise<void> {
  let after: string | null = null;
  do {
    ({ next: after } = await ledger.composeSlot({ slot, now, after, limit }));
  } while (after !== null);
}

/** Units sign so that nothing but the ladder of the date is raised. */
async function begin(room: IssuedMailroom, items: readonly PlanItem[], day: string): Promise<void> {
  await room.wake(`${day} 10:00`);
  await room.ledger.composeLetters({ notice: 'n1', batch: 1, now: moment(`${day} 10:01`) });
  await room.send(`${day} 10:02`);
  for (const [i, { units }] of items.entries())
    for (const { unit } of units)
      await room.say(`${day} 11:00`, `ll-${unit}`, { type: 'acknowledge', unit }, room.streams[i]);
}

/** A mailroom over a fresh ledger. */
export async function openIssuedMailroom(
  database: DatabaseUnderTest,
  options: MailroomOptions = {},
): Promise<IssuedMailroom> {
  const fresh = await database.fresh();
  const ledger = await opened({ url: fresh.url, groupMs: 0 });
  const streams = await issue(ledger, options);
  let said = 0;
  let began = false;
  // An office that has been at work: nothing was missed before the first slot that a test composes.
  const beginAt = async (slot: CivilDate): Promise<void> => {
    if (began) return;
    began = true;
    const before = shift((await ledger.office()).calendar, slot, -1).date;
    await ledger.markComposed(before, moment(`${before} 09:00`));
  };
  const claim: IssuedMailroom['claim'] = (at, { run = 'run', attempt = 1 } = {}) =>
    ledger.claim({ run, attempt, now: moment(at) });
  const claimAll: IssuedMailroom['claimAll'] = async (at) => {
    const mails: ClaimedMail[] = [];
    for (;;) {
      const claimed = await claim(at);
      if (claimed.type === 'wait') throw new Error('the bucket is empty');
      if (claimed.type === 'stop') return mails;
      if (mails.length > MOST) throw new Error('there is no end of mails to be claimed');
      mails.push(claimed.mail);
    }
  };
  const room: IssuedMailroom = {
    database: fresh,
    ledger,
    streams,
    wake: async (at, some = streams) => {
      for (const stream of some) await ledger.record(call(stream, { now: moment(at), wake: true }));
    },
    say: async (at, actor, command, stream = streams[0]) => {
      const key = `said-${(said += 1)}`;
      const commands = [envelope(key, command, actor)];
      const reply = await ledger.record(call(stream ?? '', { now: moment(at), commands }));
      const answer = reply.answers[key];
      if (!answer?.ok) throw new Error(`${answer?.problem.code}: ${answer?.problem.message.en}`);
    },
    compose: async (slot, { at = `${slot} 09:00`, limit = 500, mark = true } = {}) => {
      await beginAt(civilDate(slot));
      await composeAll(ledger, civilDate(slot), moment(at), limit);
      if (mark) await ledger.markComposed(civilDate(slot), moment(at));
      const mails = (await ledger.mails({})).filter(
        (mail) => mail.slot === slot && mail.key.endsWith(`|${slot}`),
      );
      return keysOf(mails).toSorted();
    },
    morning: async (slot) => {
      await room.wake(`${slot} 08:55`);
      return room.compose(slot);
    },
    day: async (slot) => {
      const keys = await room.morning(slot);
      await room.send(`${slot} 09:05`);
      return keys;
    },
    days: async (from, to) => {
      const office = await ledger.office();
      for (let day = civilDate(from); day <= to; day = nextWorkingDay(office, day)) await room.day(day);
    },
    claim,
    claimAll,
    send: async (at, outcome = ACCEPTED) => {
      const mails = await claimAll(at);
      for (const { key } of mails) await ledger.settle(key, outcome, moment(at));
      return mails;
    },
    mail: async (key) => {
      const found = (await ledger.mails({})).find((mail) => mail.key === key);
      if (!found) throw new Error(`no mail ${key}`);
      return found;
    },
    close: async () => {
      await ledger.close();
      await fresh.remove();
    },
  };
  const { items = planItems(1), underway = true, issuedAt = '2025-06-30' } = options;
  try {
    if (underway) await begin(room, items, issuedAt.slice(0, 10));
  } catch (error) {
    // Nobody else could: an open pool keeps the tests from ending.
    await room.close();
    throw error;
  }
  return room;
}

/** Changes by the administrator for tests that need a key each time. */
export const by = (key: string, at: string) => change(key, at);
