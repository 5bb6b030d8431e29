import { ok, refuse, text, type Result } from '../domain/problem';
import { SERVER } from './binaries';
import { configured, reach } from './elsewhere';
import { findBinary } from './find';
import {
  isUsed,
  complaintIn,
  makeRoom,
  markUsed,
  placeIn,
  putBack,
  readRunning,
  setDatabaseAside,
  writeRunning,
} from './place';
import type { EnginePlace } from './place';
import { allWith, runsWith, startMark, stopProcess } from './processes';
import { serverAddress, serverAnswers, freePort, launch, serverMarks, NAMESPACE } from './server';
import type { Address, Engine, Environment, EngineProgress } from './types';

/** How long each thing may take, in milliseconds. */
export interface StartPatience {
  /** A server that was just started, until it answers. */
  readonly start: number;
  /** A server found running, until it answers. */
  readonly adopt: number;
  /** From SIGTERM to SIGKILL. */
  readonly stop: number;
}

const ENGINE_PATIENCE: StartPatience = { start: 30_000, adopt: 10_000, stop: 10_000 };

/** What an engine is started with. The caller holds the home (see acquireHome). */
export interface StartOptions {
  readonly home: string;
  readonly progress: EngineProgress;
  readonly env: Environment;
  readonly patience?: StartPatience;
}

/**
 * The engine of a home: the server at TEMPORAL_ADDRESS, else the one of ours that is still running,
 * else a new process on the home's database. A database that does not answer is set aside and a new
 * one made (`fresh`). Refuses `no-engine`, `temporal-unreachable`, `search-attributes-missing`,
 * `engine-failed` (then the database is where it was).
 */
export async function startEngine(options: StartOptions): Promise<Result<Engine>> {
  const { home, progress, env, patience = ENGINE_PATIENCE } = options;
  const elsewhere = configured(env);
  if (elsewhere !== undefined) return reach(elsewhere, env, patience.adopt);
  const place = placeIn(home);
  const adopted = await adopt(place, patience, progress);
  if (adopted !== undefined) return ok(adopted);
  for (const pid of allWith(serverMarks(place))) await stopProcess(pid, patience.stop);
  const program = await findBinary(SERVER, { env, progress });
  return program.ok ? startOn({ place, program: program.value, progress, env, patience }) : program;
}

/** Where the engine of a home answers, without starting one. Refuses `engine-not-running`. */
export function findEngine({ home, env }: Pick<StartOptions, 'home' | 'env'>): Result<Address> {
  const elsewhere = configured(env);
  if (elsewhere !== undefined) return ok(elsewhere);
  const alive = living(placeIn(home));
  if (alive !== undefined) return ok({ address: serverAddress(alive.port), namespace: NAMESPACE });
  return refuse(
    'engine-not-running',
    text(`${home} 的引擎没有运行`, `the engine of ${home} is not running`),
    text('先执行 npm start（或 duban start）', 'run npm start (or duban start) first'),
  );
}

/** The process of engine.json, when it is alive, is the same one and serves this home's database. */
function living(place: EnginePlace): { pid: number; port: number } | undefined {
  const { pid, port, started } = readRunning(place) ?? {};
  if (pid === undefined || port === undefined) return undefined;
  return startMark(pid) === started && runsWith(pid, serverMarks(place)) ? { pid, port } : undefined;
}

async function adopt(
  place: EnginePlace,
  patience: StartPatience,
  progress: EngineProgress,
): Promise<Engine | undefined> {
  const alive = living(place);
  if (alive === undefined) return undefined;
  const { pid, port } = alive;
  const fresh = !isUsed(place);
  const which = `(pid ${pid}, ${serverAddress(port)})`;
  if (await serverAnswers(port, patience.adopt, () => startMark(pid) === undefined)) {
    progress(text(`接管仍在运行的引擎${which}`, `taking over the engine that is still running ${which}`));
    markUsed(place);
    return engineOf({ place, patience, pid, port, fresh });
  }
  progress(text(`引擎${which}没有应答，停掉重启`, `the engine ${which} does not answer and is restarted`));
  return undefined;
}

interface ServerStart {
  readonly place: EnginePlace;
  readonly program: string;
  readonly progress: EngineProgress;
  readonly env: Environment;
  readonly patience: StartPatience;
}

async function startOn(start: ServerStart): Promise<Result<Engine>> {
  const { place, progress } = start;
  const first = await startOnce(start);
  if (first !== undefined) return ok(first);
  const complaint = complaintIn(place);
  if (!isUsed(place)) return startFailed(place, complaint);
  const aside = setDatabaseAside(place);
  progress(
    text(`引擎数据库没有应答，移到 ${aside}`, `the engine's database does not answer; moved to ${aside}`),
  );
  const second = await startOnce(start);
  if (second !== undefined) return ok(second);
  // A new database fares no better, so the old one was not to blame.
  putBack(place, aside);
  return startFailed(place, complaint);
}

function startFailed(place: EnginePlace, complaint: string): Result<never> {
  return refuse(
    'engine-failed',
    text(`Temporal 引擎没有启动成功：${complaint}`, `the Temporal engine did not start: ${complaint}`),
    text(
      `详见 ${place.log}；检查磁盘空间、目录权限和 PATH 上 temporal 的版本（须 ${SERVER.version} 或更新）`,
      `see ${place.log}; check disk space, permissions and the version of temporal on the PATH (${SERVER.version} or newer)`,
    ),
  );
}

// The server looks for free ports of its own before it binds them and ends when another was quicker.
const START_ATTEMPTS = 3;

async function startOnce(start: ServerStart, attempt = 1): Promise<Engine | undefined> {
  const { place, program, progress, env, patience } = start;
  makeRoom(place);
  const fresh = !isUsed(place);
  const port = await freePort(readRunning(place)?.port);
  progress(
    text(
      `启动 Temporal 引擎（${serverAddress(port)}）…`,
      `starting the Temporal engine (${serverAddress(port)})…`,
    ),
  );
  const { pid, ended } = launch(program, place, port, env);
  if (pid === undefined) return undefined;
  writeRunning(place, { port, pid, started: startMark(pid) });
  if (await serverAnswers(port, patience.start, ended)) {
    markUsed(place);
    return engineOf({ place, patience, pid, port, fresh });
  }
  const again = ended() && attempt < START_ATTEMPTS;
  await stopProcess(pid, patience.stop);
  return again ? startOnce(start, attempt + 1) : undefined;
}

interface Ours {
  readonly place: EnginePlace;
  readonly patience: StartPatience;
  readonly pid: number;
  readonly port: number;
  readonly fresh: boolean;
}

const engineOf = ({ place, patience, pid, port, fresh }: Ours): Engine => ({
  address: serverAddress(port),
  namespace: NAMESPACE,
  pid,
  fresh,
  async stop() {
    await stopProcess(pid, patience.stop);
    writeRunning(place, { port });
  },
});
