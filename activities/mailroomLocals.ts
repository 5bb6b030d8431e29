import type { Ledger } from '../ledger/ledger';
import { isPauseInTime } from '../ledger/mails/pause';
import { agendaOf } from '../domain/mailroom-agenda';
import type { Instant } from '../domain/time';
import { failing } from './attempt';
import type { MailroomLocals } from './types';

/** Questions of the mailroom and of issuing runs to the ledger. */
export function makeMailroomLocals(
  ledger: Pick<
    Ledger,
    | 'office'
    | 'lastComposed'
    | 'lastCheckpoint'
    | 'pending'
    | 'paused'
    | 'pauseAt'
    | 'missing'
    | 'awaited'
    | 'errands'
    | 'unrecorded'
  >,
): MailroomLocals {
  async function pauseAt(now: Instant) {
    const pause = await ledger.paused();
    return isPauseInTime(pause, now) ? pause : ledger.pauseAt(now);
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
    missing: ({ slot }) =>
      failing(async () => {
        const [missing, awaited] = await Promise.all([ledger.missing(slot, 0), ledger.awaited(slot, 0)]);
        return { missing: missing.count, awaited: awaited.count };
      }),
    unrecordedOf: (call) => failing(() => ledger.unrecorded(call)),
  };
}
