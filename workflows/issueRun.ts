import type { Streams } from '../activities/types';
import { activities, locals } from './mailroomActivities';
import type { IssueNoticeInput } from './messages';
import { persist } from './persist';

const PAGE = 200;

/** The items of an issuing run: where they are known from, and how they are waited for. */
export interface IssueRun {
  /** Starts the workflow of every item. */
  begin(): Promise<void>;
  /** Items without an event: how many of how many, and the first `limit`. */
  unrecorded(limit: number): Promise<Streams & { readonly total: number }>;
  /** Waiting goes on while their number falls. */
  readonly renews: boolean;
  /** The longest pause between two looks, ms. */
  readonly pause: number;
}

/** Items as the ledger has them, read page by page: neither input nor history grows with their number. */
const inLedger = (id: string, { notice, batch }: IssueNoticeInput): IssueRun => ({
  renews: true,
  pause: 10_000,
  unrecorded: (limit) => locals.unrecordedOf({ notice, batch, limit }),
  async begin() {
    const start = async (after: string | null): Promise<string | null> => {
      const page = { notice, batch, after, limit: PAGE };
      return (await persist(id, () => activities.ensureIssued(page))).next;
    };
    let next = await start(null);
    while (next !== null) next = await start(next);
  },
});

/** Items that the input names, as runs of 0.1.0 do. */
const named = (id: string, streams: readonly string[]): IssueRun => ({
  renews: false,
  pause: 30_000,
  unrecorded: async (limit) => ({ total: streams.length, ...(await locals.unrecorded({ streams, limit })) }),
  async begin() {
    for (let from = 0; from < streams.length; from += PAGE) {
      const chunk = streams.slice(from, from + PAGE);
      await persist(id, () => activities.ensure({ streams: chunk }));
    }
  },
});

/** The items of an issuing run by its input. */
export const runOf = (id: string, input: IssueNoticeInput): IssueRun =>
  input.streams === undefined ? inLedger(id, input) : named(id, input.streams);
