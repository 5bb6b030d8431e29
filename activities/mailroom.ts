import { Context } from '@temporalio/activity';
import { partsThatFit } from '../domain/journal/canonical';
import type { StreamId } from '../domain/journal/types';
import type { Instant } from '../domain/time';
import type { ChangeSetProgress } from '../ledger/journal/change-sets';
import type { JournalChange } from '../ledger/journal/journal';
import type { Ledger } from '../ledger/ledger';
import { beating, failing } from './attempt';
import type { MailroomActivities, StartedPage } from './types';

/** Editions of one transaction. */
const COMPOSE_PAGE = 500;

/** Letters of one transaction: one may hold hundreds of items, and items that record meanwhile wait for it. */
const LETTERS_PAGE = 50;

/** Items started by one activity, and at the same time. */
const STARTS = 1_000;
const CONNECTION_WIDTH = 20;

/** Items started anew by one activity: each is asked first what it knows. */
const RESTARTS = 100;

/** Most items that did not run and are named in the journal. */
const NAMED_IN_LOG = 50;

/** How long one activity goes on with a change set, ms. */
const CHANGES_MS = 60_000;

/** Dependencies of the mailroom's activities beside the ledger. */
export interface MailroomPorts {
  readonly ledger: Pick<
    Ledger,
    | 'composeSlot'
    | 'composeLetters'
    | 'missing'
    | 'awaited'
    | 'shouldRun'
    | 'standing'
    | 'issuedPage'
    | 'markComposed'
    | 'endWindow'
    | 'checkpoint'
    | 'journalDeliveries'
    | 'note'
    | 'noteParts'
    | 'settleReceipts'
  >;
  /** Starts the workflow of an item; false when it runs already. */
  readonly startItem: (stream: StreamId) => Promise<boolean>;
  /** The same for an item that runs and does not get on, which is ended first; false when it is left alone. */
  readonly startItemAnew: (stream: StreamId) => Promise<boolean>;
  /** Has the newest checkpoint signed by those outside; that one is down is no fault. */
  readonly attest: (now: Instant) => Promise<void>;
  /** Does what the ledger owes to Temporal; the faults of what could not be done. */
  readonly runErrands: () => Promise<readonly unknown[]>;
  /** One pass over a change set; `stuck`: why some items could not be reached. */
  readonly runChanges: (
    key: string,
    how: { readonly now: Instant; readonly after: number; readonly isOver: () => boolean },
  ) => Promise<ChangeSetProgress & { readonly stuck: unknown; readonly after: number }>;
  /** A clock that only measures, ms. */
  readonly elapsed: () => number;
}

const by = (actor: string, now: Instant, requestKey: string): JournalChange => ({ actor, now, requestKey });

/** Runs the work of an activity under a heartbeat. */
const alive = <T>(work: () => Promise<T>): Promise<T> => failing(() => beating(work));

/** Tells the log of what was passed over. */
function passOver(faults: readonly unknown[], message: string): void {
  if (faults.length > 0) Context.current().log.warn(message, { count: faults.length, error: faults[0] });
}

/** Starts the items of a page; those that did not run, and the faults of those that could not be started. */
async function startEach(
  streams: readonly StreamId[],
  start: MailroomPorts['startItem'],
): Promise<{ readonly started: readonly StreamId[]; readonly faults: readonly unknown[] }> {
  const started: StreamId[] = [];
  const faults: unknown[] = [];
  for (let at = 0; at < streams.length; at += CONNECTION_WIDTH) {
    const part = streams.slice(at, at + CONNECTION_WIDTH);
    const tries = await Promise.allSettled(part.map(start));
    for (const [i, one] of tries.entries())
      if (one.status === 'rejected') faults.push(one.reason);
      else if (one.value) started.push(...part.slice(i, i + 1));
  }
  return { started, faults };
}

/** The mailroom's own work; every one may be done twice. */
export function makeMailroomActivities(ports: MailroomPorts): MailroomActivities {
  const { ledger, startItem, startItemAnew, runErrands, runChanges, attest, elapsed } = ports;
  const startPage = async (
    streams: readonly StreamId[],
    now: Instant,
    { start, limit } = { start: startItem, limit: STARTS },
  ): Promise<StartedPage> => {
    const begun = (await ledger.standing(streams)).filter(({ recorded }) => recorded);
    const { started, faults } = await startEach(streams, start);
    passOver(faults, 'items could not be started');
    // Those had run; who ended them, if it was at the Temporal server, it does not say.
    const ran = new Set(begun.map(({ stream }) => stream));
    const again = started.filter((stream) => ran.has(stream));
    const [first] = again;
    if (first !== undefined) {
      const body = { count: again.length, items: again.slice(0, NAMED_IN_LOG) };
      await ledger.note('itemsRestarted', body, by('duban', now, `restarted/${now}/${first}`));
    }
    return { started: started.length, next: streams.length < limit ? null : (streams.at(-1) ?? null) };
  };
  return {
    compose: (call) =>
      alive(async () => {
        // What a killed worker had sent is not taken back from it.
        if (call.after === null) await ledger.settleReceipts();
        return ledger.composeSlot({ ...call, limit: COMPOSE_PAGE });
      }),
    composeLetters: (call) =>
      alive(async () => {
        let composed = 0;
        for (let after: string | null = null; ;) {
          const page: Awaited<ReturnType<typeof ledger.composeLetters>> = await ledger.composeLetters({
            ...call,
            page: { after, limit: LETTERS_PAGE },
          });
          composed += page.composed;
          if (page.next === null) return { composed };
          after = page.next;
        }
      }),
    ensureMissing: ({ slot, after, now }) =>
      alive(async () => startPage((await ledger.missing(slot, STARTS, after)).streams, now)),
    restartMissing: ({ slot, after, now }) =>
      alive(async () =>
        startPage((await ledger.awaited(slot, RESTARTS, after)).streams, now, {
          start: startItemAnew,
          limit: RESTARTS,
        }),
      ),
    ensureOpen: ({ after, now }) =>
      alive(async () => startPage(await ledger.shouldRun({ after, limit: STARTS }), now)),
    ensureIssued: (page) =>
      alive(async () => {
        const streams = await ledger.issuedPage(page);
        const { faults } = await startEach(streams, startItem);
        passOver(faults, 'items of an issuing run could not be started');
        return {
          failed: faults.length,
          next: streams.length < page.limit ? null : (streams.at(-1) ?? null),
        };
      }),
    runErrands: () =>
      alive(async () => {
        passOver(await runErrands(), 'errands are left for another time');
      }),
    runChanges: ({ key, now, after }) =>
      alive(async () => {
        const { cancellationSignal } = Context.current();
        const began = elapsed();
        // One that was given up while it was frozen leaves the rest to the pass in its place.
        const isOver = () => cancellationSignal.aborted || elapsed() - began > CHANGES_MS;
        const { stuck, ...progress } = await runChanges(key, { now, after, isOver });
        passOver(stuck ? [stuck] : [], 'changes are left for another time');
        return { ...progress, stuck: stuck !== null };
      }),
    noteCancel: ({ now, run }) =>
      alive(() => ledger.note('mailroomCancelAsked', { run }, by('temporal', now, `cancel/${run}`))),
    closeSlot: ({ slot, now, missedSlots }) =>
      alive(async () => {
        if (missedSlots.length > 0)
          await ledger.note('slotsMissed', { slots: missedSlots }, by('duban', now, `missed/${slot}`));
        await ledger.markComposed(slot, now);
      }),
    endWindow: ({ slot, now }) =>
      alive(async () => {
        await ledger.settleReceipts();
        await ledger.endWindow(slot, now);
      }),
    anchor: ({ slot, now }) =>
      alive(async () => {
        // A chunk whose worker and run are both gone has nobody else who would write down its ends today.
        await ledger.journalDeliveries(now);
        await ledger.checkpoint({ slot, now });
        await attest(now);
      }),
    reportMissing: ({ notice, batch, streams, now }) =>
      alive(() =>
        ledger.noteParts(
          'issueMissing',
          partsThatFit(streams).map((some) => ({ notice, batch, streams: some })),
          by('duban', now, `issue-missing/${notice}/${batch}`),
        ),
      ),
  };
}
