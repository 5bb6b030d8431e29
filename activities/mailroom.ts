import type { StreamId } from '../domain/journal/types';
import type { Instant } from '../domain/time';
import type { Change, Ledger } from '../ledger/types';
import { beating } from './beat';
import { failing } from './failure';
import type { MailroomActivities } from './types';

const PAGE = 500;

/** Letters of one transaction: one may hold hundreds of items, and items that record meanwhile wait for it. */
const LETTERS = 50;

/** Starts the workflow of an item unless it runs. */
export type StartItem = (stream: StreamId) => Promise<void>;

const duban = (now: Instant, requestKey: string): Change => ({ actor: 'duban', now, requestKey });

/** Does the work of an activity whose worker is seen to live. */
const alive = <T>(work: () => Promise<T>): Promise<T> => failing(() => beating(work));

/** The mailroom's own work; every one may be done twice. */
export function makeMailroomActivities(
  ledger: Pick<
    Ledger,
    | 'composeSlot'
    | 'composeLetters'
    | 'standing'
    | 'issuedPage'
    | 'lastComposed'
    | 'markComposed'
    | 'endWindow'
    | 'anchor'
    | 'note'
  >,
  startItem: StartItem,
): MailroomActivities {
  return {
    compose: (call) => alive(() => ledger.composeSlot({ ...call, limit: PAGE })),
    composeLetters: (call) =>
      alive(async () => {
        let composed = 0;
        for (let after: string | null = null; ;) {
          const page: Awaited<ReturnType<typeof ledger.composeLetters>> = await ledger.composeLetters({
            ...call,
            page: { after, limit: LETTERS },
          });
          composed += page.composed;
          if (page.next === null) return { composed };
          after = page.next;
        }
      }),
    ensure: ({ streams }) =>
      alive(async () => {
        const standing = await ledger.standing(streams);
        const open = standing.filter((one) => !one.closed);
        await Promise.all(open.map((one) => startItem(one.stream)));
        return { started: open.length };
      }),
    ensureIssued: (page) =>
      alive(async () => {
        const streams = await ledger.issuedPage(page);
        await Promise.all(streams.map((stream) => startItem(stream)));
        return {
          started: streams.length,
          next: streams.length < page.limit ? null : (streams.at(-1) ?? null),
        };
      }),
    closeSlot: ({ slot, now, missedSlots }) =>
      alive(async () => {
        if (missedSlots.length > 0)
          await ledger.note('slotsMissed', { slots: missedSlots }, duban(now, `missed/${slot}`));
        await ledger.markComposed(slot, now);
      }),
    endWindow: ({ slot, now }) =>
      alive(async () => {
        await ledger.endWindow(slot, now);
      }),
    anchor: ({ slot, now }) =>
      alive(async () => {
        await ledger.anchor(slot, now);
      }),
    reportMissing: ({ notice, batch, streams, now }) =>
      alive(() =>
        ledger.note(
          'issueMissing',
          { notice, batch, streams },
          duban(now, `issue-missing/${notice}/${batch}`),
        ),
      ),
  };
}
