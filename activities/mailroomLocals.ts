import type { Ledger } from '../ledger/ledger';
import { agendaOf } from '../domain/mailroom-agenda';
import { failing } from './attempt';
import type { MailroomLocals } from './types';

/** More items than this cannot all be named; a count says how many there are. */
const EVERY_ITEM = 100_000;

/** Questions of the mailroom and of issuing runs to the ledger. */
export function makeMailroomLocals(
  ledger: Pick<
    Ledger,
    | 'office'
    | 'lastComposed'
    | 'lastCheckpoint'
    | 'pending'
    | 'paused'
    | 'missing'
    | 'faultsAt'
    | 'errands'
    | 'unrecorded'
  >,
): MailroomLocals {
  return {
    agenda: ({ now }) =>
      failing(async () => {
        const [office, composed, checkpoint, { next }, pause, errands] = await Promise.all([
          ledger.office(),
          ledger.lastComposed(),
          ledger.lastCheckpoint(),
          ledger.pending(now),
          ledger.paused(),
          ledger.errands(),
        ]);
        const anchored = checkpoint?.slot ?? null;
        return agendaOf(office, now, {
          composed,
          anchored,
          next,
          paused: pause !== null,
          owed: errands.length > 0,
        });
      }),
    missing: ({ slot, except, limit }) =>
      failing(async () => {
        const { count, streams } = await ledger.missing(slot, EVERY_ITEM);
        const faulted = new Set(count === 0 ? [] : await ledger.faultsAt(slot));
        const excepted = new Set([...except, ...faulted]);
        const known = streams.filter((stream) => excepted.has(stream)).length;
        return {
          count: count - known,
          faulted: streams.filter((stream) => faulted.has(stream)).length,
          streams: streams.slice(0, limit),
        };
      }),
    unrecordedOf: (call) => failing(() => ledger.unrecorded(call)),
  };
}
