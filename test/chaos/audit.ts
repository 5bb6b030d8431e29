import { groupBy } from '../../domain/digest/snapshot';
import type { Ledger } from '../../ledger/ledger';
import { remindersOf } from '../kill/arrived';
import type { Note } from '../kill/notes';
import type { KillableOffice } from '../kill/killable-office';
import type { Wave } from '../kill/wave';
import { arrivals, type Arrival } from '../support/arrival';

/** What was closed in the middle of a wave: the "unit|stream" that must not be reminded of after an instant, µs. */
export interface Closed {
  readonly key: string;
  readonly stream: string;
  readonly pairs: readonly string[];
  readonly at: number;
}

/** What a round must have none of, and how many mails came how often. */
export interface Findings {
  readonly lost: readonly string[];
  /** Reminders that nobody should have had. */
  readonly uncalled: readonly string[];
  readonly afterClosing: readonly string[];
  /** Keys of mails that came under two Message-IDs. */
  readonly renamed: readonly string[];
  readonly journal: readonly unknown[];
  /** Commands that stand in the journal not exactly once. */
  readonly commands: readonly string[];
}

/** Nothing found. */
export const NOTHING_FOUND: Findings = {
  lost: [],
  uncalled: [],
  afterClosing: [],
  renamed: [],
  journal: [],
  commands: [],
};

/** The "unit|stream" of a reminder. */
const pairOf = (reminder: string): string => {
  const [unit = '', , , stream = ''] = reminder.split('|');
  return `${unit}|${stream}`;
};

const copiesOf = (mails: readonly Arrival[]) => [...groupBy(mails, ({ key }) => key)];

/** Mails that came too often, each copy counted. */
const doubled = (mails: readonly Arrival[]): number => mails.length - copiesOf(mails).length;

/**
 * Mails that remind of what was closed: a claim that begins after the closing lists it no more, and no mail came with it
 * more often than it had been claimed with it before.
 */
function sentAfterClosing(mails: readonly Arrival[], notes: readonly Note[], closed: readonly Closed[]) {
  const claims = notes.flatMap((note) => ('claimed' in note ? [note] : []));
  return closed.flatMap(({ pairs, at }) =>
    pairs.flatMap((pair) => {
      const listing = claims.filter(({ reminds }) => reminds.includes(pair));
      const late = listing
        .filter(({ began }) => began > at)
        .map(({ claimed }) => `claimed ${claimed} ${pair}`);
      const came = mails.filter((mail) => digestLines(mail).some((line) => pairOf(line) === pair));
      const uncovered = copiesOf(came)
        .filter(([key, copies]) => copies.length > listing.filter(({ claimed }) => claimed === key).length)
        .map(([key]) => `came ${key} ${pair}`);
      return [...late, ...uncovered];
    }),
  );
}

/** The reminders of a digest: a change line is none. */
const digestLines = (mail: Arrival): readonly string[] =>
  mail.kind === 'digest' ? remindersOf(mail).filter((line) => !line.endsWith('|C')) : [];

async function notOnce(ledger: Ledger, closed: readonly Closed[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { key, stream } of closed) {
    const events = (await ledger.history(stream)).filter(({ requestKey }) => requestKey === key);
    if (events.length !== 1) wrong.push(`${key}: ${events.length}`);
  }
  return wrong;
}

/** Reads the mail server and the journal after a round; `refused` are the units that nothing can reach. */
export async function audit(
  { stage, wave }: { readonly stage: KillableOffice; readonly wave: Wave },
  closed: readonly Closed[],
  refused: readonly string[],
): Promise<{ readonly findings: Findings; readonly duplicates: number }> {
  const mails = await arrivals(stage.taken);
  const came = new Set(mails.flatMap(digestLines));
  const expected = new Set(wave.expected);
  const optional = new Set(closed.flatMap(({ pairs }) => pairs));
  const owed = wave.expected.filter(
    (line) => !optional.has(pairOf(line)) && !refused.some((unit) => line.startsWith(`${unit}|`)),
  );
  const { ledger } = stage;
  const { findings } = await ledger.check();
  return {
    findings: {
      lost: owed.filter((line) => !came.has(line)),
      uncalled: [...came].filter((line) => !expected.has(line)),
      afterClosing: sentAfterClosing(
        mails,
        stage.workers.flatMap(({ notes }) => notes),
        closed,
      ),
      renamed: copiesOf(mails)
        .filter(([, copies]) => new Set(copies.map(({ messageId }) => messageId)).size > 1)
        .map(([key]) => key),
      journal: [...(await ledger.verify()).findings, ...findings],
      commands: await notOnce(ledger, closed),
    },
    duplicates: doubled(mails),
  };
}
