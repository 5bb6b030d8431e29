import { recipientMark, type ClaimedMail, type DeliveryOutcome } from '../../../domain/digest/delivery';
import { takenKeys } from '../../../domain/digest/mail-ref';
import type { Command } from '../../../domain/item/commands';
import type { StreamId } from '../../../domain/journal/types';
import type { Office } from '../../../domain/office';
import { inWindow } from '../../../domain/slot';
import { dateOf, type CivilDate, type Instant } from '../../../domain/time';
import { OF_SLOT } from '../../../ledger/database/tables/mails';
import type { IssuedMailroom } from './issued-mailroom';

/** What the mail server took of one mail at one time. */
interface Taken {
  readonly mail: ClaimedMail;
  readonly day: CivilDate;
  /** Marks of those who got it. */
  readonly marks: readonly string[];
  /** The ledger has heard of it. */
  settled: boolean;
}

/**
 * The mail server and what is known from outside of what it may be given. It knows nothing of the ledger: only what was
 * claimed, given and settled, and which commands were accepted.
 */
export interface Post {
  /** What was wrong so far. */
  readonly faults: readonly string[];
  paused: { readonly until: Instant | null } | null;
  /** The server takes everything. */
  calm: boolean;
  accepted(stream: StreamId, command: Command): void;
  claimed(mail: ClaimedMail, now: Instant, office: Office): void;
  /** What the server says; `n` chooses. */
  send(mail: ClaimedMail, n: number, now: Instant): DeliveryOutcome;
  /** That a mail was sent has been told to the ledger; `heard`: which keeps it as sent. */
  settled(mail: ClaimedMail, heard: boolean): void;
  nothingLost(room: IssuedMailroom): Promise<void>;
}

type Answer = (mail: ClaimedMail) => {
  readonly outcome: DeliveryOutcome;
  /** Places of the recipients who got it. */
  readonly got: (place: number) => boolean;
};

const refusedFrom = (mail: ClaimedMail, from: number, response: string) =>
  mail.recipients.slice(from).map(({ contact }) => ({ contact, response }));

const all = (): boolean => true;
const none = (): boolean => false;
const first = (place: number): boolean => place === 0;

const TAKES_ALL: Answer = () => ({ outcome: { type: 'sent', response: '250 ok', refused: [] }, got: all });

const takesFirst =
  (response: string): Answer =>
  (mail) =>
    mail.recipients.length < 2
      ? TAKES_ALL(mail)
      : {
          outcome: { type: 'sent', response: '250 ok', refused: refusedFrom(mail, 1, response) },
          got: first,
        };

const ANSWERS: readonly Answer[] = [
  TAKES_ALL,
  takesFirst('450 busy'),
  TAKES_ALL,
  takesFirst('550 nobody'),
  () => ({ outcome: { type: 'later', response: '451 later' }, got: none }),
  (mail) => ({
    outcome: { type: 'later', response: '451 later', refused: refusedFrom(mail, 1, '550 nobody') },
    got: none,
  }),
  () => ({ outcome: { type: 'later', response: 'connection refused' }, got: none }),
  (mail) => ({
    outcome: { type: 'failed', response: '550 nobody', refused: refusedFrom(mail, 0, '550 nobody') },
    got: none,
  }),
  () => ({ outcome: { type: 'unknown', response: 'lost after the final dot' }, got: all }),
  () => ({ outcome: { type: 'unknown', response: 'lost after the final dot' }, got: none }),
  TAKES_ALL,
];

const isToUnit = ({ edition: { to } }: ClaimedMail): boolean => 'unit' in to;
const isDigest = ({ edition: { kind } }: ClaimedMail): boolean => OF_SLOT.includes(kind);
const addressee = ({ edition: { to } }: ClaimedMail): string => JSON.stringify(to);

/** A server that takes mails, and knows of none that ended before. */
export function makeServer(begun: Instant): Post {
  const faults: string[] = [];
  const taken: Taken[] = [];
  const closed = new Set<StreamId>();
  const expect = (holds: boolean, what: string): void => {
    if (!holds) faults.push(what);
  };
  const post: Post = {
    faults,
    paused: null,
    calm: false,
    accepted(stream, { type }) {
      if (type === 'cancel' || type === 'close') closed.add(stream);
      if (type === 'reopen') closed.delete(stream);
    },
    claimed(mail, now, office) {
      const { key, edition, recipients } = mail;
      const { until = null } = post.paused ?? {};
      expect(inWindow(office, now), `${key} outside of the window`);
      expect(!post.paused || (until !== null && now >= until), `${key} during a pause`);
      expect(!isDigest(mail) || edition.slot === dateOf(now, office.calendar.zone), `${key} on another day`);
      for (const row of edition.rows)
        expect(row.rung === 'C' || !closed.has(row.stream), `${key} reminds of ${row.stream}, closed`);
      if (edition.kind === 'urge')
        for (const { stream } of edition.lines) expect(!closed.has(stream), `${key} urges ${stream}, closed`);
      const inOffice = new Set(
        [...office.roster.contacts, ...office.roster.accounts].map((one) => one.address),
      );
      for (const one of recipients) {
        expect(inOffice.has(one.address), `${key} to an address of before`);
        const before = taken.find(
          (other) => other.settled && other.mail.key === key && other.marks.includes(recipientMark(one)),
        );
        expect(!before, `${key} again to ${one.contact}`);
      }
    },
    send(mail, n, now) {
      const day = dateOf(now, 'Asia/Shanghai');
      const answer = (post.calm ? undefined : ANSWERS[n % ANSWERS.length]) ?? TAKES_ALL;
      const { outcome, got } = answer(mail);
      const marks = mail.recipients.filter((_, place) => got(place)).map(recipientMark);
      if (marks.length === 0) return outcome;
      for (const other of taken) {
        const isSame = other.mail.key === mail.key;
        const isSecond = isDigest(mail) && isDigest(other.mail) && other.day === day;
        expect(isSame || !isSecond || addressee(other.mail) !== addressee(mail), `a second ${mail.key}`);
        if (isSame || !isToUnit(mail) || !other.settled) continue;
        const told = takenKeys(other.mail.edition);
        for (const row of takenKeys(mail.edition)) expect(!told.includes(row), `${row} told twice`);
      }
      taken.push({ mail, day, marks, settled: false });
      return outcome;
    },
    settled(mail, heard) {
      const last = taken.findLast((one) => one.mail === mail);
      if (last) last.settled = heard;
    },
    async nothingLost(room) {
      const mails = await room.ledger.mails({});
      const byHand = new Set(mails.filter(({ state }) => state === 'manual').map(({ key }) => key));
      for (const { key, state, kind, settledAt } of mails) {
        if (settledAt !== null && settledAt < begun) continue;
        const ended = ['sent', 'dropped', 'manual', ...(OF_SLOT.includes(kind) ? ['missed'] : [])];
        expect(ended.includes(state), `${key} is ${state}`);
        expect(state !== 'sent' || taken.some(({ mail }) => mail.key === key), `${key} was never taken`);
      }
      for (const row of await outboxOf(room)) {
        const { key, mail } = row;
        if (!(await isToBeTold(room, row))) continue;
        if (mail === null) faults.push(`${key} is lost`);
        else if (!byHand.has(mail))
          expect(
            taken.some((one) => one.mail.key === mail && takenKeys(one.mail.edition).includes(key)),
            `${key} was not told by ${mail}`,
          );
      }
    },
  };
  return post;
}

interface StoredRow {
  readonly key: string;
  readonly mail: string | null;
  readonly stream: StreamId;
  readonly unit: string;
  readonly rung: string;
  readonly audience: string;
  readonly waits: number;
}

const outboxOf = async (room: IssuedMailroom): Promise<readonly StoredRow[]> =>
  (await room.database.query(
    'select key, mail, stream, unit, rung, audience, waits from outbox',
  )) as readonly StoredRow[];

/** Whether a row has been told or is still to be told, by the item as it stands: rungs of dates, and changes. */
async function isToBeTold(
  room: IssuedMailroom,
  { key, mail, stream, unit, rung, audience, waits }: StoredRow,
): Promise<boolean> {
  if (waits === 1 || audience === 'coordinator' || audience === 'reviewer' || rung === 'R1') return false;
  if (mail !== null || rung === 'C') return true;
  const item = await room.ledger.item(stream);
  const assignment = item?.assignments.find((one) => one.unit === unit);
  if (!item || !assignment || item.closedAt !== null) return false;
  const [round] = assignment.rounds;
  const [version] = key.split('|').slice(4);
  return (
    ['issued', 'underway'].includes(assignment.status) &&
    round !== undefined &&
    !round.over &&
    round.handIns.every(({ fate }) => fate !== 'open') &&
    Number(version) === round.versions.at(-1)?.version
  );
}
