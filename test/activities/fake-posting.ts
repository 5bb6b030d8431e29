import { MockActivityEnvironment } from '@temporalio/testing';
import { makePostActivities, type PostPorts } from '../../activities/post';
import type { PostCall, PostReply } from '../../activities/types';
import type { ClaimedMail, DeliveryOutcome } from '../../domain/digest/delivery';
import type { Instant } from '../../domain/time';
import type { ClaimCall } from '../../ledger/mails/attempts';
import type { Claim } from '../../ledger/mails/claim';
import type { ConnectionFailed, RenderedMail } from '../../mail/types';
import { parcel } from '../mail/parcel';
import { moment } from '../support/item';
import { testOffice } from '../support/office';

/** Ten minutes before the end of a window. */
export const FRIDAY = moment('2025-07-04 16:50');

/** What a mail server says that takes a mail. */
export const sent: DeliveryOutcome = { type: 'sent', response: '250 ok', refused: [] };

/** Posting on a ledger, a mail server and a clock that do as they are told, and what came of it. */
export interface FakePosting {
  readonly ports: PostPorts;
  readonly claims: ClaimCall[];
  readonly recovered: ClaimCall[];
  readonly settled: Map<string, DeliveryOutcome>;
  readonly log: string[];
  /** What the measuring clock says. */
  elapsed: number;
  kicks: number;
  readonly woken: string[];
}

const mail = (key: string): ClaimedMail => parcel([], '', key).claimed;

/** What a mail is written out as, whichever it is. */
export const rendered: RenderedMail = parcel([]).mail;

/** Posting of ready mails, one connection unless told, and a mail server that answers as it is told. */
export function fakePosting(
  ready: readonly string[],
  parts: {
    readonly answer?: (key: string) => DeliveryOutcome | ConnectionFailed;
    readonly stop?: Extract<Claim, { type: 'stop' }>['reason'];
    readonly left?: number;
    readonly settle?: (key: string) => void;
    /** What happens between a claim and its answer. */
    readonly claim?: () => void;
    readonly render?: PostPorts['render'];
    readonly connections?: number;
    /** What is wrong with the host's clock. */
    readonly astray?: PostPorts['astray'];
    /** Letters that were delayed, each with the one item that it names. */
    readonly delayed?: Readonly<Record<string, string>>;
    readonly wake?: () => void;
    /** How long the attempt waited in its queue, ms. */
    readonly queued?: number;
    /** What sending takes. */
    readonly send?: () => Promise<unknown>;
  } = {},
): FakePosting {
  const queue = [...ready];
  const office = testOffice();
  const made: FakePosting = {
    claims: [],
    recovered: [],
    settled: new Map(),
    log: [],
    elapsed: 0,
    kicks: 0,
    woken: [],
    ports: {
      ledger: {
        office: () =>
          Promise.resolve({
            ...office,
            policy: {
              ...office.policy,
              mail: { ...office.policy.mail, connections: parts.connections ?? 1 },
            },
          }),
        recover(call) {
          made.log.push('recover');
          made.recovered.push(call);
          return Promise.resolve();
        },
        claim(call) {
          made.log.push('claim');
          made.claims.push(call);
          const key = queue.shift();
          parts.claim?.();
          return Promise.resolve<Claim>(
            key === undefined
              ? { type: 'stop', reason: parts.stop ?? 'empty' }
              : { type: 'mail', mail: mail(key) },
          );
        },
        outgoing: ({ offset, limit }) => Promise.resolve(queue.slice(offset, offset + limit).map(mail)),
        settle(key, outcome) {
          parts.settle?.(key);
          made.settled.set(key, outcome);
          return Promise.resolve();
        },
        settleReceipts() {
          made.log.push('receipts');
          return Promise.resolve({ found: 0 });
        },
        delayedLetters: () =>
          Promise.resolve({
            letters: Object.keys(parts.delayed ?? {}).map((letter) => ({ mail: letter, round: 0 })),
            items: Object.values(parts.delayed ?? {}),
          }),
        forgetDelayed(letters) {
          made.log.push(['forget', ...letters.map((letter) => letter.mail)].join(' '));
          return Promise.resolve();
        },
        journalDeliveries() {
          made.log.push('journal');
          return Promise.resolve({ entries: made.settled.size });
        },
        pending: () => Promise.resolve({ ready: parts.left ?? 0, sending: 0, next: null, since: null }),
      },
      transport: {
        name: 'test',
        async send(_mail, { key }) {
          await parts.send?.();
          return parts.answer?.(key) ?? sent;
        },
        close: () => Promise.resolve(),
      },
      render: parts.render ?? (() => rendered),
      kickMailroom() {
        made.kicks += 1;
        return Promise.resolve();
      },
      async wakeItems(streams) {
        made.log.push('wake');
        await Promise.resolve();
        parts.wake?.();
        made.woken.push(...streams);
      },
      elapsed: () => made.elapsed,
      astray: parts.astray ?? (() => null),
      attemptStart: ({ currentAttemptScheduledTimestampMs }) =>
        Promise.resolve(currentAttemptScheduledTimestampMs + (parts.queued ?? 0)),
      sleep: () => Promise.resolve(),
    },
  };
  return made;
}

/** Runs a chunk; `info`: what the server says of the attempt. */
export const run = (
  { ports }: FakePosting,
  call: { readonly now: Instant } = { now: FRIDAY },
  info: ConstructorParameters<typeof MockActivityEnvironment>[0] = {},
): Promise<PostReply> =>
  new MockActivityEnvironment(info).run((given: PostCall) => makePostActivities(ports).post(given), call);
