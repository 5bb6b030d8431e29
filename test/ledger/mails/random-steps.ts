import { takenKeys } from '../../../domain/digest/mail-ref';
import { AHEAD_MS } from '../../../domain/mailroom-agenda';
import type { DeliveryOutcome } from '../../../domain/digest/delivery';
import type { Command } from '../../../domain/item/commands';
import type { Office } from '../../../domain/office';
import { slotAt, windowOf } from '../../../domain/slot';
import { instant, plusMs, type CivilDate, type Instant } from '../../../domain/time';
import { cancel, handIn } from '../../support/commands';
import { call, change, envelope } from '../../support/ledger';
import { ACCEPTED, type IssuedMailroom } from './issued-mailroom';

/** What may happen to a mailroom at any moment. */
export const STEPS = [
  'wake',
  'compose',
  'claim',
  'settle',
  'kill',
  'journal',
  'handIn',
  'cancel',
  'retry',
  'end',
] as const;

/** `n` chooses among items, mails in hand and outcomes. */
export interface Step {
  readonly type: (typeof STEPS)[number];
  readonly n: number;
}

/** A mail as it was when the mail server took it. */
export interface Taken {
  readonly key: string;
  readonly day: CivilDate;
  readonly rows: readonly string[];
}

interface Walk {
  readonly room: IssuedMailroom;
  readonly office: Office;
  readonly taken: Taken[];
  day: CivilDate;
  now: Instant;
  attempt: number;
  /** Mails claimed and not settled. */
  hand: Omit<Taken, 'day'>[];
  keys: number;
}

const OUTCOMES: readonly DeliveryOutcome[] = [
  ACCEPTED,
  ACCEPTED,
  ACCEPTED,
  { type: 'later', response: '451 try again' },
  { type: 'unknown', response: 'lost after the final dot' },
  { type: 'failed', response: '550 no', refused: [{ contact: 'sjj-liaison-1', response: '550 no' }] },
];

const streamOf = ({ room }: Walk, n: number): string => room.streams[n % room.streams.length] ?? '';

const keyOf = (walk: Walk): string => `key ${(walk.keys += 1)}`;

const say = (walk: Walk, stream: string, actor: string, command: Command) => {
  const commands = [envelope(keyOf(walk), command, actor)];
  return walk.room.ledger.record(call(stream, { now: walk.now, commands }));
};

async function settle(walk: Walk, n: number): Promise<void> {
  if (walk.hand.length === 0) await claim(walk);
  const [mail] = walk.hand.splice(n % Math.max(1, walk.hand.length), 1);
  const outcome = OUTCOMES[n % OUTCOMES.length] ?? ACCEPTED;
  if (!mail) return;
  await walk.room.ledger.settle(mail.key, outcome, walk.now);
  if (outcome.type === 'sent') walk.taken.push({ ...mail, day: walk.day });
}

async function claim(walk: Walk): Promise<void> {
  const claimed = await walk.room.ledger.claim({ run: 'run', attempt: walk.attempt, now: walk.now });
  if (claimed.type === 'mail')
    walk.hand.push({ key: claimed.mail.key, rows: takenKeys(claimed.mail.edition) });
}

async function kill(walk: Walk): Promise<void> {
  walk.hand = [];
  walk.attempt += 1;
  await walk.room.ledger.recover({ run: 'run', attempt: walk.attempt, now: walk.now });
}

async function compose(walk: Walk): Promise<void> {
  const { room, day } = walk;
  walk.now = instant(Math.max(walk.now, slotAt(walk.office, day) - AHEAD_MS));
  await room.ledger.composeSlot({ slot: day, now: walk.now, after: null, limit: 500 });
}

async function retry(walk: Walk): Promise<void> {
  const failed = (await walk.room.ledger.mails({ state: 'failed' })).map(({ key }) => key);
  if (failed.length > 0) await walk.room.ledger.retry(failed, { ...change(keyOf(walk)), now: walk.now });
}

const ACTS: Readonly<Record<Step['type'], (walk: Walk, n: number) => Promise<unknown>>> = {
  wake: (walk, n) => walk.room.ledger.record(call(streamOf(walk, n), { now: walk.now, wake: true })),
  compose,
  claim,
  settle,
  kill,
  journal: ({ room, now }) => room.ledger.journalDeliveries(now),
  handIn: (walk, n) => say(walk, streamOf(walk, n), 'll-sjj', handIn('sjj')),
  cancel: (walk, n) => (n === 0 ? say(walk, streamOf(walk, 0), 'ddy', cancel) : Promise.resolve()),
  retry,
  end: ({ room, day, now }) => room.ledger.endWindow(day, now),
};

/** Plays such steps on these days, four minutes apart from 08:50 on; what the mail server took, in its order. */
export async function playSteps(
  room: IssuedMailroom,
  days: readonly CivilDate[],
  steps: readonly (readonly Step[])[],
): Promise<readonly Taken[]> {
  const office = await room.ledger.office();
  const [day, ...rest] = days;
  if (day === undefined) return [];
  const walk: Walk = {
    room,
    office,
    taken: [],
    day,
    now: slotAt(office, day),
    attempt: 1,
    hand: [],
    keys: 0,
  };
  for (const [i, today] of [day, ...rest].entries()) {
    walk.day = today;
    walk.now = plusMs(slotAt(office, today), -600_000);
    for (const { type, n } of steps[i] ?? []) {
      await ACTS[type](walk, n);
      walk.now = plusMs(walk.now, 240_000);
    }
    walk.now = windowOf(office, today).to;
    await kill(walk);
    await room.ledger.endWindow(today, walk.now);
    await room.ledger.markComposed(today, walk.now);
  }
  await room.ledger.journalDeliveries(walk.now);
  return walk.taken;
}
