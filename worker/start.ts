import { join } from 'node:path';
import type { Output } from '../client/cli/output';
import type { Session } from '../client/cli/session';
import type { Duban, Issued } from '../client/duban';
import { ok, refuse, text, type Result, type Text } from '../domain/problem';
import { instant } from '../domain/time';
import { acquireHome } from '../engine/home';
import { keepEngine } from '../engine/keep';
import { startEngine, type StartOptions } from '../engine/start';
import type { Engine } from '../engine/types';
import type { Ledger } from '../ledger/types';
import { claimable } from '../activities/agenda';
import type { Scene } from '../client/scene';
import { ahead } from './ahead';
import { openConsole } from './console';
import { closing, type AtEnd } from './closing';
import { connectWorkers } from './connection';
import { demonstrate } from './demo';
import { openOutlet, type Outlet } from './outlet';
import { prepareRuntime, type WorkerRuntime } from './runtime';
import type { StopRequest } from './signals';
import { runWorkers } from './workers';

/** How long the first letters are waited for, ms; after that they go on by themselves. */
const LETTERS_MS = 60_000;
/** How many of the next mails are shown. */
const NEXT = 3;

/** What is read after a start, from the view of the front end. */
type Announce = (scene: Scene, lang: Session['style']['lang']) => string;

/** A start on its way. */
interface Start {
  readonly session: Session;
  readonly stop: StopRequest;
  readonly atEnd: AtEnd;
  readonly ledger: Ledger;
  readonly runtime: WorkerRuntime;
  readonly tell: (line: Text) => void;
  readonly announce: Announce;
}

/** A running engine, and the promise of the fault that makes going on impossible. */
interface Kept {
  readonly engine: Engine;
  readonly broken: Promise<Result<never>>;
}

const stopped = ok<Output>({ data: { stopped: true }, text: '' });

const isDone = ({ stop }: Start): boolean => stop.signal !== null;

/** Starts the engine and keeps it going; a new database gets all that should run. */
async function keep({ session, atEnd, tell, ...start }: Start): Promise<Result<Kept>> {
  const { home, env } = session.config;
  const options: StartOptions = {
    home,
    env,
    progress: (line) => {
      // An indented line is one of many that say how far something has come.
      const said = line[session.style.lang];
      if (said.startsWith(' ')) session.io.progress(said);
      else session.io.err(said);
    },
  };
  const engine = await startEngine(options);
  if (!engine.ok) return engine;
  let fail: (broken: Result<never>) => void = () => undefined;
  const broken = new Promise<Result<never>>((resolve) => (fail = resolve));
  const again = async (restarted: Result<Engine>): Promise<void> => {
    if (!restarted.ok) {
      start.runtime.log.error({ problem: restarted.problem }, 'the engine does not start');
      tell(restarted.problem.message);
    } else if (restarted.value.address !== engine.value.address) fail(moved(restarted.value.address));
    else if (restarted.value.fresh) {
      const duban = await session.duban();
      if (duban.ok) await duban.value.ensureAll();
    }
  };
  const keeper = keepEngine(engine.value, options, (restarted) => {
    again(restarted).catch((error: unknown) => {
      start.runtime.log.error({ error }, 'what should run could not be made sure of');
    });
  });
  atEnd(() => keeper.stop());
  return ok({ engine: engine.value, broken });
}

const moved = (address: string): Result<never> =>
  refuse(
    'engine-failed',
    text(
      `引擎的端口被别的程序占用,引擎改到 ${address}`,
      `another program took the engine's port; it moved to ${address}`,
    ),
    text('再执行一次 npm start 即可,什么也没有丢', 'run npm start again; nothing is lost'),
  );

/** Workers on the engine; resolves to the fault when they break down. */
async function work(
  { atEnd, session, ledger, runtime }: Start,
  { engine }: Kept,
  outlet: Outlet,
): Promise<Result<{ readonly broken: Promise<Result<never>> }>> {
  atEnd(() => outlet.transport.close());
  const connection = await connectWorkers(engine, session.config.env);
  if (!connection.ok) return connection;
  atEnd(() => connection.value.close());
  const workers = await runWorkers({
    connection: connection.value,
    namespace: engine.namespace,
    ledger,
    transport: outlet.transport,
    bundle: await runtime.bundle,
    shift: session.config.clockShift,
  });
  atEnd(() => workers.stop());
  const broken = workers.ended.then(
    () => new Promise<Result<never>>(() => undefined),
    (error: unknown) => brokenDown(error),
  );
  return ok({ broken });
}

const brokenDown = (error: unknown): Result<never> =>
  refuse(
    'engine-failed',
    text(`工作进程停了:${String(error)}`, `the workers broke down: ${String(error)}`),
    text('再执行一次;详见 duban.log', 'run it again; duban.log says more'),
  );

const byNumber = new Intl.Collator('en', { numeric: true });

async function sceneOf({ session, ledger }: Start, outlet: Outlet): Promise<Scene> {
  const [office, notices, open, mails, composed, pause] = await Promise.all([
    ledger.office(),
    ledger.notices(),
    ledger.items({ open: true }),
    ledger.mails({ limit: 100_000 }),
    ledger.lastComposed(),
    ledger.paused(),
  ]);
  const now = session.now();
  const items = [...open].sort((a, b) => byNumber.compare(a.stream, b.stream));
  const letters = mails.filter(({ kind }) => kind === 'letter');
  const next = ahead({ office, notices, items: open, letters, composed, now }, NEXT);
  const waiting = letters.filter(({ state }) => state === 'ready' || state === 'sending');
  const from = Math.max(now, Math.min(...waiting.map(({ readyAt }) => readyAt)));
  const lettersFrom = claimable(office, waiting.length > 0 ? instant(from) : now);
  const paused = pause?.reason ?? null;
  return { office, now, items, letters, lettersFrom, ahead: next, paused, outlet: outlet.name };
}

/** Says what stands and what comes. */
async function say(start: Start, outlet: Outlet): Promise<void> {
  const { session, tell } = start;
  const { io, style } = session;
  const scene = await sceneOf(start, outlet);
  if (outlet.warning !== null) io.err(`▲ ${outlet.warning[style.lang]}`);
  if (style.json) {
    const { items, letters, ahead: next } = scene;
    io.out(JSON.stringify({ ok: true, data: { items, letters: letters.length, next } }));
  } else io.out(start.announce(scene, style.lang));
  tell(
    text(
      '运行中。按 Ctrl-C 停止,再次启动会接着运行。',
      'Running. Ctrl-C stops; the next start goes on from here.',
    ),
  );
}

/** Starts what should run, and waits for the letters of issuing runs that have not ended. */
async function begin({ session, stop, tell }: Start, duban: Duban, issued: Issued | null): Promise<void> {
  if (issued !== null)
    tell(text(`交办 ${issued.streams.length} 个事项…`, `issuing ${issued.streams.length} items…`));
  const { issues } = await duban.ensureAll((done) => {
    const { io, style } = session;
    io.progress(style.lang === 'zh' ? `  已看过 ${done} 个未结事项` : `  ${done} open items seen to`);
  });
  const ends = issues.map((issue) => duban.issueEnd(issue, LETTERS_MS));
  await Promise.race([Promise.all(ends), stop.asked]);
}

async function run(start: Start): Promise<Result<Output>> {
  const { session, stop, ledger } = start;
  const kept = await keep(start);
  if (!kept.ok) return kept;
  if (isDone(start)) return stopped;
  const duban = await session.duban();
  if (!duban.ok) return duban;
  const issued = await demonstrate(ledger, duban.value, session.now());
  if (!issued.ok) return issued;
  const outlet = await openOutlet(session.config, await ledger.office());
  if (!outlet.ok) return outlet;
  const working = await work(start, kept.value, outlet.value);
  if (!working.ok) return working;
  await begin(start, duban.value, issued.value);
  const opened = await openConsole(session, ledger, {
    moveTo: () => Promise.resolve(ok(null)),
    moving: () => null,
  });
  if (!opened.ok) return opened;
  start.atEnd(() => opened.value.close());
  if (!isDone(start)) await say(start, outlet.value);
  for (const line of opened.value.lines) start.tell(line);
  const ended = await Promise.race([stop.asked, kept.value.broken, working.value.broken]);
  start.tell(text('正在停止…', 'stopping…'));
  return typeof ended === 'string' ? stopped : ended;
}

/**
 * `duban start` (embedded): engine, ledger, workers and mailbox in one process until Ctrl-C or SIGTERM; an empty ledger
 * gets the seed as a marked demonstration. Refuses `home-in-use` and what engine, ledger and mail refuse.
 */
export const start = (session: Session, stop: StopRequest, announce: Announce): Promise<Result<Output>> =>
  closing(async (atEnd) => {
    const { config, io, style } = session;
    if (config.production) return notInProduction;
    const lock = acquireHome(config.home);
    if (!lock.ok) return lock;
    atEnd(() => {
      lock.value.release();
    });
    const ledger = await session.ledger('migrate');
    if (!ledger.ok) return ledger;
    const runtime = prepareRuntime({ ...config, file: join(config.home, 'duban.log') });
    const tell = (line: Text): void => {
      io.err(line[style.lang]);
    };
    return run({ session, stop, atEnd, ledger: ledger.value, runtime, tell, announce });
  });

const notInProduction = refuse(
  'usage',
  text('正式环境不用 start', 'start is not for production'),
  text(
    '运行 duban worker(DUBAN_ENV=production);试用请去掉 DUBAN_ENV',
    'run duban worker (DUBAN_ENV=production); to try duban, unset DUBAN_ENV',
  ),
);
