import { beginSession } from '../../../office/access/sessions';
import { plusMs } from '../../../domain/time';
import { asked, quantile, visited, type Taken as Pages } from '../../console/load';
import { PEOPLE, served } from '../../console/served';
import { onPostgres } from '../services';
import type { Prepared, Stage } from '../stage';
import { prepareTown, slotInstant, type Size } from '../town';
import { dubanWave } from '../wave';
import { scaled, type Bench } from './context';
import { lettersOf } from './slot';

/** By so much the last mail may come later than alone and count as not delayed, s. */
const NOT_DELAYED = 1;

/** All items wake at one moment, a minute before the slot: a morning is over in two minutes. */
const WAKE = { earliest: 1, latest: 1 } as const;

/** Milliseconds from opening to the slot: the minute of the wakes, and what starting takes. */
const aheadOf = ({ items }: Size): number => 75_000 + items * 10;

/** Fifty people at the console of a stage for so many seconds. */
async function people({ ledger, url, shift }: Stage, size: Size, seconds: number): Promise<Pages> {
  const now = plusMs(slotInstant(size), -1_000 * seconds);
  const secret = await beginSession(ledger, { account: 'ddy', shownAs: 'ddy', means: 'password', now });
  const serving = { ledger: url, bytes: 0, shift, pids: [], cookie: `duban=${secret}` };
  return served(serving, async (visitors) => {
    await asked(visitors, 1);
    return visited(visitors, PEOPLE, seconds);
  });
}

/** One morning, with or without people at the console: seconds from the slot to the last mail. */
async function morning(bench: Bench, who: string, town: Prepared, size: Size, open: boolean) {
  bench.say(`${who}, ${open ? `beside ${PEOPLE} people at the console` : 'alone'}`);
  const pages: Pages[] = [];
  const taken = await dubanWave({
    ...{ town, size, sink: bench.sink, ahead: aheadOf(size), kill: false },
    mails: (await lettersOf(bench, size)).length,
    settings: { wake: WAKE },
    ...(open && {
      beside: async (stage: Stage, seconds: number) => {
        pages.push(await people(stage, size, seconds));
      },
    }),
  });
  return { taken, pages: pages[0] };
}

/** The slot alone and beside the console, on one ledger; `town` gives it anew. */
async function both(bench: Bench, who: string, size: Size, onTown: OnTown): Promise<void> {
  const alone = await onTown((town) => morning(bench, who, town, size, false));
  const beside = await onTown((town) => morning(bench, who, town, size, true));
  const tell = (name: string, what: string, value: number, unit: string, target: string, met: boolean) => {
    bench.figure({ who: name, what, value, unit, target: target === '' ? null : { says: target, met } });
  };
  const open = `${who}, ${PEOPLE} people at the console`;
  tell(who, 'slot → first mail', alone.taken.first, 's', '', true);
  tell(who, 'slot → last mail', alone.taken.last, 's', '', true);
  tell(open, 'slot → first mail', beside.taken.first, 's', '', true);
  const delay = beside.taken.last - alone.taken.last;
  tell(open, 'slot → last mail', beside.taken.last, 's', `≤ alone + ${NOT_DELAYED}`, delay <= NOT_DELAYED);
  for (const [name, { taken }] of [[who, alone] as const, [open, beside] as const])
    tell(name, 'last row in the outbox before the slot', taken.early, 's', '> 0', taken.early > 0);
  const { pages } = beside;
  if (!pages) return;
  const [middle, most] = [quantile(pages, 0.5), quantile(pages, 0.99)];
  tell(open, 'pages answered', pages.answered, '', '', true);
  tell(open, 'pages failed', pages.failed, '', '0', pages.failed === 0);
  tell(open, 'a page, median', middle, 'ms', '≤ 40', middle <= 40);
  tell(open, 'a page, 99 %', most, 'ms', '≤ 150', most <= 150);
}

/** Something done with a prepared office whose ledger nobody has used yet. */
type OnTown = <T>(work: (town: Prepared) => Promise<T>) => Promise<T>;

/**
 * The digests of a morning, alone and beside fifty people at the console, on SQLite and on PostgreSQL. Half the items of
 * `digests`, so that one database takes four minutes.
 */
export async function besideConsole(bench: Bench): Promise<void> {
  const size = { items: scaled(bench, 1_667, 200), units: 200, each: 3 };
  if (bench.wanted('sqlite')) await both(bench, 'duban', size, async (work) => work(await bench.town(size)));
  if (bench.wanted('postgres'))
    await both(bench, 'duban, ledger on PostgreSQL', size, (work) =>
      onPostgres(async (town) => {
        await prepareTown(town.ledger, size);
        return work(town);
      }),
    );
}
