import type { Ledger } from '../ledger/ledger';
import { agendaOf } from '../domain/mailroom-agenda';
import type { Instant } from '../domain/time';
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
    | 'setPaused'
    | 'missing'
    | 'faultsAt'
    | 'errands'
    | 'unrecorded'
  >,
): MailroomLocals {
  /** The pause that holds at a moment; one whose time is over ends with this look. */
  async function pauseAt(now: Instant) {
    const pause = await ledger.paused();
    if (pause?.until == null || now < pause.until) return pause;
    const by = { actor: 'duban', now, requestKey: `pause-over/${pause.since}` };
    await ledger.setPaused(false, '到了所定的时间', by);
    return null;
  }

  return {
    agenda: ({ now }) =>
      failing(async () => {
        const pause = await pauseAt(now);
        const [office, composed, checkpoint, { next }, errands] = await Promise.all([
          ledger.office(),
          ledger.lastComposed(),
          ledger.lastCheckpoint(),
          ledger.pending(now),
          ledger.errands(),
        ]);
        const anchored = checkpoint?.slot ?? null;
        return agendaOf(office, now, {
          composed,
          anchored,
          next,
          pause,
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
