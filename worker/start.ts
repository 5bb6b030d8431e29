import { join } from 'node:path';
import type { Demonstration } from '../client/console/ports';
import { isDemonstration } from '../office/acts/demo-ends';
import { openAccess } from '../office/open';
import type { Output } from '../client/cli/output';
import type { Session } from '../client/cli/session';
import type { Duban, IssuedPlan } from '../office/running/duban';
import { unstartedLines } from '../office/running/ensure';
import { ok, refuse, text, type Result, type Text } from '../domain/problem';
import { instant, plusMs, type Instant } from '../domain/time';
import { acquireHome } from '../engine/home';
import type { Ledger } from '../ledger/ledger';
import { claimable } from '../domain/mailroom-agenda';
import { ahead, standingIn, type Scene } from '../office/lists/ahead';
import { linksFor, openConsole } from './console';
import { closing, type AtEnd } from './closing';
import { demonstrate, seedDemo } from './demo';
import { firstMoment, saveShift, type OfficeClock } from './demonstration';
import { openOutlet, type Outlet } from './outlet';
import { makeLog } from './log';
import { openMeter, runtimeMetrics } from './metrics-endpoint';
import { prepareRuntime } from './runtime';
import { stoppedEarly, type StopRequest } from './signals';
import { type Announce, type StartCall, keepRunning, startWork } from './embedded';

/** How long the first letters are waited for, ms; after that they go on by themselves. */
const FIRST_LETTERS_MS = 60_000;
/** How many of the next mails are shown. */
const NEXT_ITEMS = 3;
/** Of more open items only the number is said: to read them all takes longer than anybody waits for a list of them. */
const LISTED_ITEMS = 1_000;

/** A session under a clock of its own: in a new home it begins shortly before a slot, so that something happens at once. */
async function clocked(
  given: Session,
  atEnd: AtEnd,
): Promise<Result<{ session: Session; clock: OfficeClock }>> {
  const { config, io } = given;
  const clock: OfficeClock = {
    shift: config.clockShift,
    now: () => plusMs(io.now(), clock.shift),
  };
  const moved = {
    ...config,
    get clockShift() {
      return clock.shift;
    },
  };
  const access = openAccess({ config: moved, now: () => clock.now() });
  atEnd(() => access.close());
  const session = { ...given, ...access };
  const known = await access.ledgerIfAny();
  // Killed before its tables were made, a first start has left an empty file. What else is wrong is said when it is migrated.
  const isNew = known.ok ? known.value === null : known.problem.code === 'ledger-empty';
  if (!isNew || config.env['DUBAN_CLOCK_SHIFT'] !== undefined || config.clockShift !== 0)
    return ok({ session, clock });
  const seed = await seedDemo(io.now());
  if (!seed.ok) return seed;
  clock.shift = firstMoment(seed.value.folder.office, io.now()) - io.now();
  saveShift(config.home, clock.shift);
  return ok({ session, clock });
}

const STOPPED = ok<Output>({ data: { stopped: true }, text: '' });

const startEnded = ({ stop }: StartCall): boolean => stop.signal !== null;

const byFileNumber = new Intl.Collator('en', { numeric: true });

/** What stands to be read of the items; nothing when there are many. */
async function itemsShown(
  ledger: Ledger,
  open: number,
  now: Instant,
): Promise<Pick<Scene, 'items' | 'broken' | 'ahead'>> {
  if (open > LISTED_ITEMS) return { items: [], broken: [], ahead: [] };
  const standing = await standingIn(ledger, now);
  const items = [...standing.open].sort((a, b) => byFileNumber.compare(a.stream, b.stream));
  return { items, broken: standing.broken, ahead: ahead(standing, { most: NEXT_ITEMS }) };
}

interface SceneCall {
  readonly session: Pick<Session, 'now'> & { readonly io: Pick<Session['io'], 'now'> };
  readonly ledger: Ledger;
}

/** How an office stands after a start, for people. */
export async function sceneOf({ session, ledger }: SceneCall, outlet: Pick<Outlet, 'name'>): Promise<Scene> {
  const now = session.now();
  const [office, open, letters, pause, demonstration] = await Promise.all([
    ledger.office(),
    ledger.openCount(),
    ledger.letters({}),
    ledger.paused(),
    isDemonstration(ledger),
  ]);
  const shown = await itemsShown(ledger, open, now);
  const waiting = letters.filter(({ state }) => state === 'ready' || state === 'sending');
  const from = Math.max(now, Math.min(...waiting.map(({ readyAt }) => readyAt)));
  const lettersFrom = claimable(office, waiting.length > 0 ? instant(from) : now);
  const paused = pause?.reason ?? null;
  const host = session.io.now();
  const standing = { office, now, host, demonstration, open, ...shown };
  return { ...standing, letters, lettersFrom, paused, outlet: outlet.name };
}

/** Prints the items, the letters on their way and the next mails. */
async function sayStarted(start: StartCall, outlet: Outlet): Promise<void> {
  const { session, tell } = start;
  const { io, style } = session;
  const scene = await sceneOf(start, outlet);
  if (outlet.warning !== null) io.err(`▲ ${outlet.warning[style.lang]}`);
  if (style.json) {
    const { open, items, broken, letters, ahead: next } = scene;
    const named = broken.length > 0 && { broken };
    io.out(JSON.stringify({ ok: true, data: { open, items, letters: letters.length, next }, ...named }));
  } else io.out(start.announce(scene, style.lang));
  tell(
    text(
      '运行中。按 Ctrl-C 停止，再次启动会接着运行。',
      'Running. Ctrl-C stops; the next start goes on from here.',
    ),
  );
}

/** Starts what should run, and waits for the letters of issuing runs that have not ended. */
async function beginStart(
  { session, stop, tell }: StartCall,
  duban: Duban,
  issued: IssuedPlan | null,
): Promise<void> {
  if (issued !== null)
    tell(text(`交办 ${issued.streams.length} 个事项…`, `issuing ${issued.streams.length} items…`));
  const ensured = await duban.ensureAll((done) => {
    const { io, style } = session;
    io.progress(style.lang === 'zh' ? `  已看过 ${done} 个未结事项` : `  ${done} open items seen to`);
  });
  unstartedLines(ensured).forEach(tell);
  // Whatever is still asked of an engine that ends would be asked again, and be a fault.
  const leaving = new AbortController();
  const ends = ensured.issues.map((issue) => duban.issueEnd(issue, FIRST_LETTERS_MS, leaving.signal));
  await Promise.race([Promise.all(ends), stop.asked]);
  leaving.abort();
}

async function runStarted(start: StartCall): Promise<Result<Output>> {
  const { session, stop, ledger } = start;
  const kept = await keepRunning(start);
  if (!kept.ok) return kept;
  if (startEnded(start)) return stoppedEarly;
  const duban = await session.duban();
  if (!duban.ok) return duban;
  const issued = await demonstrate(ledger, duban.value, session.now());
  if (!issued.ok) return issued;
  const outlet = await openOutlet(session.config, await ledger.office());
  if (!outlet.ok) return outlet;
  const begun: { demonstration: Demonstration | null } = { demonstration: null };
  const opened = await openConsole(session, ledger, {
    log: start.runtime.log,
    meter: start.meter,
    duban: () => Promise.resolve(duban),
    demonstration: (await isDemonstration(ledger))
      ? {
          moveTo: (to) => begun.demonstration?.moveTo(to),
          moving: () => begun.demonstration?.moving() ?? null,
          failed: () => begun.demonstration?.failed() ?? null,
        }
      : null,
  });
  if (!opened.ok) return opened;
  start.atEnd(() => opened.value.close());
  const working = await startWork(
    start,
    kept.value,
    outlet.value,
    await linksFor(ledger, opened.value.url, session.now()),
  );
  if (!working.ok) return working;
  begun.demonstration = working.value.demonstration;
  await beginStart(start, duban.value, issued.value);
  const isUp = !startEnded(start);
  if (isUp) {
    await sayStarted(start, outlet.value);
    for (const line of opened.value.lines) start.tell(line);
  }
  const ended = await Promise.race([stop.asked, kept.value.broken, working.value.broken]);
  start.tell(text('正在停止…', 'stopping…'));
  if (typeof ended !== 'string') return ended;
  return isUp ? STOPPED : stoppedEarly;
}

/**
 * `duban start` (embedded): engine, ledger, workers and mailbox in one process until Ctrl-C or SIGTERM; an empty ledger
 * gets the seed as a marked demonstration. Refuses `home-in-use`, `interrupted` while it comes up, and what engine, ledger
 * and mail refuse.
 */
export const start = (given: Session, stop: StopRequest, announce: Announce): Promise<Result<Output>> =>
  closing(async (atEnd) => {
    const { config, io, style } = given;
    if (config.production) return notInProduction;
    const lock = acquireHome(config.home);
    if (!lock.ok) return lock;
    atEnd(() => {
      lock.value.release();
    });
    const clocks = await clocked(given, atEnd);
    if (!clocks.ok) return clocks;
    const { session, clock } = clocks.value;
    const ledger = await session.ledger('migrate');
    if (!ledger.ok) return ledger;
    const meter = await openMeter(session, 'start', ledger.value, atEnd);
    if (!meter.ok) return meter;
    const runtime = prepareRuntime({
      log: makeLog(config.log, join(config.home, 'duban.log')),
      env: config.env,
      metricsAt: await runtimeMetrics(session, meter.value),
    });
    const tell = (line: Text): void => {
      io.err(line[style.lang]);
    };
    const parts = { session, stop, atEnd, ledger: ledger.value, runtime, meter: meter.value };
    return runStarted({ ...parts, tell, announce, clock });
  });

const notInProduction = refuse(
  'usage',
  text('正式环境不用 start', 'start is not for production'),
  text(
    '运行 duban worker（DUBAN_ENV=production）；试用请去掉 DUBAN_ENV',
    'run duban worker (DUBAN_ENV=production); to try duban, unset DUBAN_ENV',
  ),
);
