import type { Output } from '../client/cli/output';
import type { Session } from '../client/cli/session';
import type { Duban } from '../office/running/duban';
import { unstartedLines } from '../office/running/ensure';
import { ok, refuse, text, type Result } from '../domain/problem';
import { configured, reach } from '../engine/elsewhere';
import { openHome } from '../engine/home';
import { findEngine } from '../engine/start';
import type { Address } from '../engine/types';
import { closing, type AtEnd } from './closing';
import { openOutlet } from './outlet';
import { clockTold, makeLog, toldBy } from './log';
import { faultCounter, openMeter, runtimeMetrics, timedTransport } from './metrics-endpoint';
import { prepareRuntime } from './runtime';
import type { StopRequest } from './signals';
import { linksFor } from './console';
import { runWorkers, type RunningWorkers, connectWorkers } from './workers';

const SERVER_ANSWER_MS = 10_000;

const noTemporal = refuse(
  'no-temporal',
  text('没有指明 Temporal 服务', 'no Temporal server is named'),
  text(
    '设 TEMPORAL_ADDRESS=主机:端口（和 TEMPORAL_NAMESPACE）；没有 Temporal 服务的试用请执行 npm start',
    'set TEMPORAL_ADDRESS=host:port (and TEMPORAL_NAMESPACE); to try duban without one run npm start',
  ),
);

/** The server in the settings, its search attributes registered; outside production also the engine of this home. */
async function serverOf({ config }: Session): Promise<Result<Address>> {
  const elsewhere = configured(config.env);
  if (elsewhere !== undefined) return reach(elsewhere, config.env, SERVER_ANSWER_MS);
  return config.production ? noTemporal : findEngine(config);
}

/** A `duban worker` that comes up. */
interface Serving {
  readonly session: Session;
  readonly log: ReturnType<typeof makeLog>;
  readonly tell: ReturnType<typeof toldBy>;
}

/** Opens the dependencies of the workers, in the order in which they can be wrong, and starts them. */
async function openServing({ session, log, tell }: Serving, atEnd: AtEnd): Promise<Result<RunningWorkers>> {
  const { config } = session;
  const home = openHome(config.home);
  if (!home.ok) return home;
  const ledger = await session.ledger();
  if (!ledger.ok) return ledger;
  const outlet = await openOutlet(config, await ledger.value.office());
  if (!outlet.ok) return outlet;
  atEnd(() => outlet.value.transport.close());
  if (outlet.value.warning !== null) tell(outlet.value.warning, 'warn');
  const server = await serverOf(session);
  if (!server.ok) return server;
  const meter = await openMeter(session, 'worker', ledger.value, atEnd);
  if (!meter.ok) return meter;
  const metricsAt = await runtimeMetrics(session, meter.value);
  const runtime = prepareRuntime({ log, env: config.env, metricsAt });
  const connection = await connectWorkers(server.value, config.env);
  if (!connection.ok) return connection;
  atEnd(() => connection.value.close());
  const workers = await runWorkers({
    connection: connection.value,
    namespace: server.value.namespace,
    ledger: ledger.value,
    transport: timedTransport(outlet.value.transport, meter.value),
    onFault: faultCounter(meter.value),
    elsewhere: configured(config.env) !== undefined,
    onClock: clockTold(tell),
    bundle: await runtime.bundle,
    shift: config.clockShift,
    ...(config.publicUrl !== null && {
      links: await linksFor(ledger.value, config.publicUrl, session.now()),
    }),
    versionBuild: config.versionBuild,
    attestors: config.attestors,
  });
  atEnd(() => workers.stop());
  return ok(workers);
}

/** Temporal without a mailroom is empty: everything is started; else the mailroom starts what is missing. */
async function ensure(duban: Duban, tell: Serving['tell']): Promise<void> {
  if (await duban.mailroomRuns()) return;
  const ensured = await duban.ensureAll();
  const { items, issues } = ensured;
  tell(
    text(
      `Temporal 中没有收发室：已启动 ${items} 个事项、${issues.length} 批交办`,
      `Temporal knew no mailroom: ${items} items and ${issues.length} issuing runs were started`,
    ),
  );
  for (const line of unstartedLines(ensured)) tell(line, 'warn');
}

/**
 * `duban worker`: workers on all queues until SIGTERM or Ctrl-C, then what is under way is finished (under 30 s).
 * Refuses `home-unusable`, `no-temporal`, `temporal-unreachable`, `search-attributes-missing`, `no-smtp` and what the ledger refuses.
 */
export const serve = (session: Session, stop: StopRequest): Promise<Result<Output>> =>
  closing(async (atEnd) => {
    const log = makeLog(session.config.log, null);
    const tell = toldBy(session, log);
    const workers = await openServing({ session, log, tell }, atEnd);
    if (!workers.ok) return workers;
    const duban = await session.duban();
    if (!duban.ok) return duban;
    if (workers.value.clock.astray === null) await ensure(duban.value, tell);
    tell(text('工作进程已启动', 'the workers run'));
    await Promise.race([stop.asked, workers.value.ended]);
    tell(text('正在停止：做完手上的事…', 'stopping: what is in hand is finished…'));
    return ok({ data: { stopped: true }, text: '' });
  });
