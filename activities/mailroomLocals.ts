import type { Ledger } from '../ledger/types';
import { agendaOf } from './agenda';
import { failing } from './failure';
import type { MailroomLocals } from './types';

/** More items than this cannot all be named; a count says how many there are. */
const ALL = 100_000;

/** Questions of the mailroom and of issuing runs to the ledger. */
export function makeMailroomLocals(
  ledger: Pick<
    Ledger,
    'office' | 'lastComposed' | 'lastAnchor' | 'pending' | 'paused' | 'missing' | 'standing' | 'unrecorded'
  >,
): MailroomLocals {
  return {
    agenda: ({ now }) =>
      failing(async () => {
        const [office, composed, anchor, { next }, pause] = await Promise.all([
          ledger.office(),
          ledger.lastComposed(),
          ledger.lastAnchor(),
          ledger.pending(now),
          ledger.paused(),
        ]);
        const anchored = anchor?.slot ?? null;
        return agendaOf(office, now, { composed, anchored, next, paused: pause !== null });
      }),
    missing: ({ slot, except, limit }) =>
      failing(async () => {
        const { count, streams } = await ledger.missing(slot, ALL);
        const excepted = new Set(except);
        const known = streams.filter((stream) => excepted.has(stream)).length;
        return { count: count - known, streams: streams.slice(0, limit) };
      }),
    unrecordedOf: (call) => failing(() => ledger.unrecorded(call)),
    unrecorded: ({ streams, limit }) =>
      failing(async () => {
        const standing = await ledger.standing(streams);
        const missing = standing.filter((one) => !one.recorded).map((one) => one.stream);
        return { count: missing.length, streams: missing.slice(0, limit) };
      }),
  };
}
