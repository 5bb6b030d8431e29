import fc from 'fast-check';
import { recipientMark, type ClaimedMail, type DeliveryOutcome } from '../../../domain/digest/delivery';
import { AHEAD_MS, CLOSING_MS } from '../../../domain/mailroom-agenda';
import { slotAt, slotFor, windowOf } from '../../../domain/slot';
import { instant, plusMs, startOfDay, type CivilDate } from '../../../domain/time';
import { call, change, envelope } from '../../support/ledger';
import type { ClaimCall } from '../../../ledger/mails/attempts';
import { COMMANDS, type Said } from './random-commands';
import type { IssuedMailroom } from './issued-mailroom';
import { makeServer, type Post } from './post-model';

/** What may happen at any moment; `n` chooses among items, workers, mails in hand and outcomes. */
export const STEPS = [
  'wake',
  'compose',
  'composePart',
  'claim',
  'send',
  'settle',
  'kill',
  'killWithReceipt',
  'freeze',
  'thaw',
  'command',
  'retry',
  'pause',
  'resume',
  'look',
  'contact',
  'journal',
  'end',
] as const;

/** Moments that pass after a step, ms: a step's own time, and what mailroom and workers wait for. */
const PAUSES = [50, 5_000, 40_000, 240_000, 660_000, 2_100_000];

export interface Step {
  readonly type: (typeof STEPS)[number];
  readonly n: number;
  readonly pause: number;
}

export const anyStep: fc.Arbitrary<Step> = fc.record({
  type: fc.constantFrom(...STEPS, 'wake', 'compose', 'claim', 'claim', 'claim', 'send', 'send', 'settle'),
  n: fc.nat(60),
  pause: fc.constantFrom(...PAUSES),
});

/** A mail in somebody's hand: claimed, then given to the server, whose word is not in the ledger yet. */
interface InHand {
  readonly mail: ClaimedMail;
  readonly by: ClaimCall;
  said: DeliveryOutcome | null;
}

interface Worker {
  readonly run: string;
  attempt: number;
  hand: InHand[];
}

interface Walk {
  readonly room: IssuedMailroom;
  readonly post: Post;
  readonly workers: readonly Worker[];
  /** What frozen processes have in hand, whose attempts the server has given up. */
  frozen: InHand[];
  now: ReturnType<typeof instant>;
  keys: number;
}

const nextKey = (walk: Walk): string => `key ${(walk.keys += 1)}`;
const changeNow = (walk: Walk) => ({ ...change(nextKey(walk)), now: walk.now });
const oneOf = <T>(all: readonly T[], n: number): T | undefined => all[n % Math.max(1, all.length)];
const workerOf = (walk: Walk, n: number): Worker => oneOf(walk.workers, n) as Worker;

async function compose(walk: Walk, whole: boolean): Promise<void> {
  const { ledger } = walk.room;
  const slot = slotFor(await ledger.office(), walk.now, await ledger.lastComposed());
  if (walk.now < slotAt(await ledger.office(), slot) - AHEAD_MS) return;
  let after: string | null = null;
  do ({ next: after } = await ledger.composeSlot({ slot, now: walk.now, after, limit: 2 }));
  while (whole && after !== null);
  if (whole) await ledger.markComposed(slot, walk.now);
}

async function claim(walk: Walk, n: number): Promise<boolean> {
  const worker = workerOf(walk, n);
  const by = { run: worker.run, attempt: worker.attempt, now: walk.now };
  const claimed = await walk.room.ledger.claim(by);
  if (claimed.type !== 'mail') return false;
  walk.post.claimed(claimed.mail, walk.now, await walk.room.ledger.office());
  worker.hand.push({ mail: claimed.mail, by, said: null });
  return true;
}

/** Gives a mail to the server, unless its claim is too old. */
function give({ post, now }: Walk, hand: InHand, n: number): void {
  hand.said ??=
    now > plusMs(hand.by.now, CLOSING_MS)
      ? { type: 'later', response: 'not sent in time after its claim' }
      : post.send(hand.mail, n, now);
}

async function settle(walk: Walk, hand: InHand, receipt = false): Promise<void> {
  const { mail, by, said } = hand;
  if (!said) return;
  const to = mail.recipients.map(recipientMark);
  const outcome: DeliveryOutcome = said.type === 'sent' ? { ...said, to } : said;
  await walk.room.ledger.settle(mail.key, outcome, walk.now, receipt ? undefined : by);
  if (outcome.type === 'sent') walk.post.settled(mail, (await walk.room.mail(mail.key)).state === 'sent');
}

/** The next attempt of a run takes the place of one that is no more, or thought to be. */
async function nextAttempt(walk: Walk, worker: Worker): Promise<void> {
  worker.hand = [];
  worker.attempt += 1;
  await walk.room.ledger.recover({ run: worker.run, attempt: worker.attempt, now: walk.now });
}

async function kill(walk: Walk, n: number, withReceipts: boolean): Promise<void> {
  const worker = workerOf(walk, n);
  for (const hand of withReceipts ? worker.hand : [])
    if (hand.said?.type === 'sent') await settle(walk, hand, true);
  await nextAttempt(walk, worker);
}

async function freeze(walk: Walk, n: number): Promise<void> {
  const worker = workerOf(walk, n);
  walk.frozen.push(...worker.hand);
  await nextAttempt(walk, worker);
}

async function thaw(walk: Walk, n: number): Promise<void> {
  const [hand] = walk.frozen.splice(n % Math.max(1, walk.frozen.length), 1);
  if (!hand) return;
  give(walk, hand, n);
  await settle(walk, hand);
  const again = await walk.room.ledger.claim({ ...hand.by, now: walk.now });
  if (again.type === 'mail') throw new Error(`a superseded attempt claimed ${again.mail.key}`);
}

/** Whatever a person says to an item; the rules may refuse it. */
async function say(walk: Walk, n: number): Promise<void> {
  const { room } = walk;
  const said: Said | undefined = oneOf(COMMANDS, n);
  const stream = oneOf(room.streams, n >> 1);
  if (!said || stream === undefined) return;
  const key = nextKey(walk);
  const commands = [envelope(key, said.command, said.actor)];
  const { answers } = await room.ledger.record(call(stream, { now: walk.now, commands }));
  if (answers[key]?.ok) walk.post.accepted(stream, said.command);
}

async function retry(walk: Walk): Promise<void> {
  const { ledger } = walk.room;
  const states = await Promise.all((['failed', 'unknown'] as const).map((state) => ledger.mails({ state })));
  for (const { key } of states.flat()) await ledger.retry([key], changeNow(walk));
}

async function pause(walk: Walk, n: number): Promise<void> {
  const until = n % 2 === 0 ? null : plusMs(walk.now, 600_000);
  await walk.room.ledger.setPaused(true, '检修', changeNow(walk), until);
  walk.post.paused = { until };
}

async function resume(walk: Walk): Promise<void> {
  await walk.room.ledger.setPaused(false, '好了', changeNow(walk));
  walk.post.paused = null;
}

/** A liaison gets another address, leaves, comes back, or is joined by another. */
async function moveContact(walk: Walk, n: number): Promise<void> {
  const { ledger } = walk.room;
  const { roster } = await ledger.office();
  const contact = oneOf(
    roster.contacts.filter(({ unit, role }) => role === 'liaison' && unit !== 'fb'),
    n,
  );
  if (!contact) return;
  const moved = [
    { ...contact, address: `moved${walk.keys}@qingpu.example` },
    {
      ...contact,
      until: contact.until === null ? (roster.contacts[0]?.from ?? ('2025-06-01' as CivilDate)) : null,
    },
    { ...contact, id: `${contact.id}-n${walk.keys}`, address: `new${walk.keys}@qingpu.example` },
  ];
  await ledger.setContact(oneOf(moved, n >> 2) ?? contact, changeNow(walk));
}

async function end(walk: Walk): Promise<void> {
  const { ledger } = walk.room;
  const composed = await ledger.lastComposed();
  if (composed) await ledger.endWindow(composed, walk.now);
}

const ACTS: Readonly<Record<Step['type'], (walk: Walk, n: number) => Promise<unknown>>> = {
  wake: (walk, n) =>
    walk.room.ledger.record(call(oneOf(walk.room.streams, n) ?? '', { now: walk.now, wake: true })),
  compose: (walk) => compose(walk, true),
  composePart: (walk) => compose(walk, false),
  claim,
  send: async (walk, n) => {
    if (!workerOf(walk, n).hand.some(({ said }) => !said)) await claim(walk, n);
    const hand = workerOf(walk, n).hand.find(({ said }) => !said);
    if (hand) give(walk, hand, n >> 1);
  },
  settle: async (walk, n) => {
    const worker = workerOf(walk, n);
    const hand = oneOf(
      worker.hand.filter(({ said }) => said),
      n,
    );
    if (!hand) return;
    worker.hand = worker.hand.filter((one) => one !== hand);
    await settle(walk, hand);
  },
  kill: (walk, n) => kill(walk, n, false),
  killWithReceipt: (walk, n) => kill(walk, n, true),
  freeze,
  thaw,
  command: say,
  retry,
  pause,
  resume,
  look: async (walk) => {
    if ((await walk.room.ledger.pauseAt(walk.now)) === null) walk.post.paused = null;
  },
  contact: moveContact,
  journal: ({ room, now }) => room.ledger.journalDeliveries(now),
  end,
};

async function act(walk: Walk, { type, n, pause: ms }: Step): Promise<void> {
  await ACTS[type](walk, n);
  walk.now = plusMs(walk.now, ms);
}

/** A day on which everybody does what he should, and the server takes everything. */
async function calmDay(walk: Walk, day: CivilDate): Promise<void> {
  const office = await walk.room.ledger.office();
  walk.now = plusMs(slotAt(office, day), -600_000);
  await resume(walk);
  walk.post.calm = true;
  while (walk.frozen.length > 0) await thaw(walk, 0);
  for (const worker of walk.workers) await nextAttempt(walk, worker);
  for (const contact of office.roster.contacts)
    await walk.room.ledger.setContact({ ...contact, until: null }, changeNow(walk));
  await retry(walk);
  for (const n of walk.room.streams.keys()) await ACTS.wake(walk, n);
  walk.now = slotAt(office, day);
  await compose(walk, true);
  for (let hour = 0; hour < 8; hour++) {
    while (await claim(walk, 0)) {
      const [hand] = workerOf(walk, 0).hand.splice(0);
      if (!hand) break;
      give(walk, hand, 0);
      await settle(walk, hand);
    }
    walk.now = plusMs(walk.now, 3_000_000);
  }
  walk.now = windowOf(office, day).to;
  await end(walk);
}

/** Plays such steps on some days, then calm ones, from ten minutes before each slot; what was wrong with the mails. */
export async function playSteps(
  room: IssuedMailroom,
  days: readonly (readonly [CivilDate, readonly Step[]])[],
  calm: readonly CivilDate[],
): Promise<readonly string[]> {
  const office = await room.ledger.office();
  const workers = ['run', 'run 2'].map((run): Worker => ({ run, attempt: 1, hand: [] }));
  const [[begun] = []] = days;
  const now = begun ? startOfDay(begun, office.calendar.zone) : instant(0);
  const walk: Walk = { room, post: makeServer(now), workers, frozen: [], now, keys: 0 };
  for (const [day, steps] of days) {
    walk.now = instant(Math.max(walk.now, plusMs(slotAt(office, day), -600_000)));
    for (const step of steps) await act(walk, step);
    walk.now = instant(Math.max(walk.now, windowOf(office, day).to));
    await end(walk);
  }
  for (const day of calm) await calmDay(walk, day);
  await room.ledger.journalDeliveries(walk.now);
  await walk.post.nothingLost(room);
  return walk.post.faults;
}
