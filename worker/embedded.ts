import { Client } from '@temporalio/client';
import type { Demonstration } from '../client/console/ports';
import type { MailLinks } from '../office/access/links';
import { connectTo } from '../engine/elsewhere';
import type { Session } from '../client/cli/session';
import { unstartedLines } from '../office/running/ensure';
import { ok, refuse, text, type Result, type Text } from '../domain/problem';
import { keepEngine } from '../engine/keep';
import { startEngine, type StartOptions } from '../engine/start';
import type { Engine } from '../engine/types';
import type { Ledger } from '../ledger/ledger';
import type { Scene } from '../office/lists/ahead';
import type { AtEnd } from './closing';
import { demonstrationOf, type OfficeClock } from './demonstration';
import { clockTold } from './log';
import type { Meter } from './meter';
import { faultCounter, timedTransport } from './metrics-endpoint';
import type { Outlet } from './outlet';
import type { WorkerRuntime } from './runtime';
import type { StopRequest } from './signals';
import { runWorkers, connectWorkers } from './workers';

/** What is read after a start, from the view of the front end. */
export type Announce = (scene: Scene, lang: Session['style']['lang']) => string;

export interface StartCall {
  readonly session: Session;
  readonly stop: StopRequest;
  readonly atEnd: AtEnd;
  readonly ledger: Ledger;
  readonly runtime: WorkerRuntime;
  readonly meter: Meter;
  readonly tell: (line: Text) => void;
  readonly announce: Announce;
  readonly clock: OfficeClock;
}

/** How long the engine may take to answer, ms. */
const STOP_ENGINE_MS = 5_000;

/** A running engine, and the promise of the fault that makes going on impossible. */
interface KeptServer {
  readonly engine: Engine;
  readonly broken: Promise<Result<never>>;
}

/** Starts the engine and keeps it going; a new database gets all that should run. */
export async function keepRunning({
  session,
  atEnd,
  tell,
  ...start
}: StartCall): Promise<Result<KeptServer>> {
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
    } else if (restarted.value.address !== engine.value.address) fail(movedFiles(restarted.value.address));
    else if (restarted.value.fresh) {
      const duban = await session.duban();
      if (duban.ok) unstartedLines(await duban.value.ensureAll()).forEach(tell);
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

const movedFiles = (address: string): Result<never> =>
  refuse(
    'engine-failed',
    text(
      `引擎的端口被别的程序占用，引擎改到 ${address}`,
      `another program took the engine's port; it moved to ${address}`,
    ),
    text('再执行一次 npm start 即可，什么也没有丢', 'run npm start again; nothing is lost'),
  );

/** Workers on the engine under the office's clock, which a demonstration may move; the fault when they break down. */
export async function startWork(
  { atEnd, session, ledger, runtime, meter, clock, tell }: StartCall,
  { engine }: KeptServer,
  outlet: Outlet,
  links: MailLinks,
): Promise<Result<{ readonly broken: Promise<Result<never>>; readonly demonstration: Demonstration }>> {
  atEnd(() => outlet.transport.close());
  const { home, env, attestors } = session.config;
  const connection = await connectWorkers(engine, env);
  if (!connection.ok) return connection;
  atEnd(() => connection.value.close());
  const own = await connectTo(engine, env, STOP_ENGINE_MS);
  if (!own.ok) return own;
  atEnd(() => own.value.close());
  let fail: (broken: Result<never>) => void = () => undefined;
  const broken = new Promise<Result<never>>((resolve) => (fail = resolve));
  const { namespace } = engine;
  const workers = await runWorkers({
    connection: connection.value,
    namespace,
    ledger,
    transport: timedTransport(outlet.transport, meter),
    onFault: faultCounter(meter),
    onClock: clockTold(tell),
    bundle: await runtime.bundle,
    get shift() {
      return clock.shift;
    },
    links,
    attestors,
  });
  atEnd(() => workers.stop());
  workers.ended.catch((error: unknown) => {
    fail(brokenDown(error));
  });
  const client = new Client({ connection: own.value, namespace });
  return ok({ broken, demonstration: await demonstrationOf({ ledger, client, clock, home }) });
}

const brokenDown = (error: unknown): Result<never> =>
  refuse(
    'engine-failed',
    text(`工作进程停了：${String(error)}`, `the workers broke down: ${String(error)}`),
    text('再执行一次；详见 duban.log', 'run it again; duban.log says more'),
  );
