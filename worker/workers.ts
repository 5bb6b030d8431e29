import type { Context } from '@temporalio/activity';
import { Client } from '@temporalio/client';
import { Runtime, Worker, NativeConnection, type WorkerOptions } from '@temporalio/worker';
import { makeItemActivities } from '../activities/item';
import { makeMailroomActivities } from '../activities/mailroom';
import { makeMailroomLocals } from '../activities/mailroomLocals';
import { makePostActivities } from '../activities/post';
import type { MailLinks } from '../office/access/links';
import { attest, type Attestors } from '../office/evidence/attest';
import { runChanges } from '../office/bulk/run';
import { commandsTo, COMMAND_PATIENCE } from '../office/running/command';
import { itemStarter, streamTitles } from '../office/running/ensure';
import { makeHostClock, type HostClock } from '../office/running/clock-right';
import { runErrands, wakeEach } from '../office/running/errands';
import { startItemAnew } from '../office/running/reconcile';
import { clockAhead } from '../office/running/server-clock';
import {
  attemptStart,
  kickMailroom,
  recallMailroom,
  resetFrom,
  type Temporal,
} from '../office/running/temporal';
import { tendMailroom } from '../office/running/tend';
import { messageOf, refuse, ok, text, type Problem, type Result } from '../domain/problem';
import { startOfDay, type Instant } from '../domain/time';
import { securedBy } from '../engine/elsewhere';
import type { Address } from '../engine/types';
import type { Ledger } from '../ledger/ledger';
import { renderMail } from '../mail/render';
import type { Transport } from '../mail/types';
import { version as buildId } from '../package.json';
import { namesOf, type Names } from '../workflows/names';
import { hearingFaults, ownLedgerOnly } from './interceptors';
import { measuringClock } from './measuring';

/**
 * A worker's connection to the server at an address, with TEMPORAL_API_KEY and TEMPORAL_TLS=true when set; the caller
 * closes it after its workers. Refuses `temporal-unreachable`.
 */
export async function connectWorkers(
  { address }: Address,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Result<NativeConnection>> {
  try {
    return ok(await NativeConnection.connect({ address, ...securedBy(env) }));
  } catch (error) {
    const reason = messageOf(error);
    return refuse(
      'temporal-unreachable',
      text(`Temporal（${address}）没有应答：${reason}`, `Temporal at ${address} does not answer: ${reason}`),
      text('检查 TEMPORAL_ADDRESS 和网络', 'check TEMPORAL_ADDRESS and the network'),
    );
  }
}

/** Dependencies of the workers. The caller opens them and closes them after `stop`. */
export interface WorkerPorts {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly ledger: Ledger;
  readonly transport: Transport;
  /** The workflows, bundled once for all workers of a process. */
  readonly bundle: NonNullable<WorkerOptions['workflowBundle']>;
  /** Links that mails carry to units; absent: there is no console. */
  readonly links?: MailLinks;
  /** Who outside signs checkpoints; default: nobody. */
  readonly attestors?: Attestors;
  /** Difference of the office's clock from the Temporal server's, read at each use, ms; default 0. */
  readonly shift?: number;
  /** Items kept in memory between their wakes, each about 350 kB; default 500. */
  readonly cached?: number;
  /** Which queues this process works on; default all three. */
  readonly only?: readonly (keyof Names['queues'])[];
  /** How often it is seen to that the mailroom runs, and what was ended from outside, ms; default 30 s. */
  readonly tendMs?: number;
  /**
   * How long a mailroom may stand still while there is something to do, ms; default 3 minutes. Infinity where time can be
   * moved: nothing that runs is started anew then, as time can pass it by.
   */
  readonly stillMs?: number;
  /** The Temporal server is on another host, so that its clock too judges that of this one; default false. */
  readonly elsewhere?: boolean;
  /** Hears that this host's clock has gone astray; null: that it is right again. */
  readonly onClock?: (astray: Problem | null) => void;
  /** Hears of each failed attempt of an activity, by the code of its problem. */
  readonly onFault?: (activity: string, code: string) => void;
  /** Build of Temporal's worker versioning (deployment `duban`), which gets work once it is made current; default: no versioning. */
  readonly versionBuild?: string | null;
}

export interface RunningWorkers {
  /** Takes nothing more, lets what is under way finish (mails in hand are settled), and ends within 30 s. */
  stop(): Promise<void>;
  /** Resolves after `stop`; rejects when a worker has broken down. */
  readonly ended: Promise<void>;
  readonly clock: HostClock;
}

// Enough that a record waiting for its COMMIT leaves no core idle, and no more: they share two cores, and after a mass
// start few at once are more punctual than many.
const TASKS = 80;
const CACHED = 500;

// In a wave of wakes a task waits longer for its turn than the ten seconds after which it would be given to any worker,
// which costs two events and a replay; well below what a caller waits for an answer, who else would give up on every item
// that a worker which has died had in its memory.
const STICKY = (COMMAND_PATIENCE.whole * 2) / 3;
const MAILROOM_CACHED = 20;

/** Interval at which a mailroom that somebody has ended is started again, ms. */
const TEND_MS = 30_000;

/** The mailroom's longest wait between two attempts is two and a half minutes. */
const MAILROOM_STILL_MS = 180_000;

// Half of them for items that this process has in memory, half for the others: with the SDK's two of ten for those, new
// items wait for polls while a core is idle.
const ITEM_POLLS = { maxConcurrentWorkflowTaskPolls: 16, nonStickyToStickyPollRatio: 0.5 } as const;

// A process that is frozen still holds its open polls, and each swallows one attempt of an activity.
const POLLS = 2;

/** After this the activities are cancelled; a chunk then finishes the mails in hand. */
const GRACE = '1 s';
const FORCE = '25 s';

// Stands in every event of a workflow task: the release is shorter than the digest of the bundle that the SDK would take.
const RELEASE = {
  version: { deploymentName: 'duban', buildId },
  useWorkerVersioning: false,
} as const;

// Items run for months: pinned ones would need the workers of their first release for as long.
const versioned = (build: string) =>
  ({
    version: { deploymentName: 'duban', buildId: build },
    useWorkerVersioning: true,
    defaultVersioningBehavior: 'AUTO_UPGRADE',
  }) as const;

const NO_ATTESTORS: Attestors = { witnesses: [], tsa: null };

function optionsFor(ports: WorkerPorts, temporal: Temporal, clock: HostClock): readonly WorkerOptions[] {
  const { connection, namespace, ledger, transport, bundle, cached = CACHED, versionBuild = null } = ports;
  const { links, attestors = NO_ATTESTORS, stillMs = MAILROOM_STILL_MS, onFault = () => undefined } = ports;
  const titleOf = streamTitles(ledger);
  const elapsed = measuringClock();
  const command = commandsTo({ ledger, temporal, patience: COMMAND_PATIENCE, elapsed });
  const { queues } = temporal.names;
  const common = {
    interceptors: {
      activity: [
        () => ({ inbound: ownLedgerOnly(temporal.names.ledger) }),
        ({ info }: Context) => ({
          inbound: hearingFaults((code) => {
            onFault(info.activityType, code);
          }),
        }),
      ],
    },
    connection,
    namespace,
    shutdownGraceTime: GRACE,
    shutdownForceTime: FORCE,
    workerDeploymentOptions: versionBuild === null ? RELEASE : versioned(versionBuild),
  };
  return [
    {
      ...common,
      taskQueue: queues.items,
      workflowBundle: bundle,
      maxCachedWorkflows: cached,
      stickyQueueScheduleToStartTimeout: STICKY,
      maxConcurrentWorkflowTaskExecutions: TASKS,
      ...ITEM_POLLS,
      maxConcurrentLocalActivityExecutions: 200,
      activities: { ...makeItemActivities({ ledger, resetFrom: (run) => resetFrom(temporal, run) }) },
    },
    {
      ...common,
      taskQueue: queues.mailroom,
      workflowBundle: bundle,
      maxCachedWorkflows: MAILROOM_CACHED,
      maxConcurrentWorkflowTaskExecutions: 10,
      maxConcurrentActivityTaskExecutions: 10,
      maxConcurrentActivityTaskPolls: POLLS,
      activities: {
        ...makeMailroomLocals(ledger),
        ...makeMailroomActivities({
          ledger,
          startItem: itemStarter(ledger, temporal),
          startItemAnew: async (stream) =>
            stillMs < Infinity && startItemAnew(ledger, temporal, { stream, title: await titleOf(stream) }),
          attest: (now) => attest(ledger, attestors, now),
          runErrands: async () => (await runErrands(ledger, temporal)).faults,
          runChanges: (key, how) =>
            runChanges({ ledger, duban: { command }, kickMailroom: () => kickMailroom(temporal) }, key, how),
          elapsed,
        }),
      },
    },
    {
      ...common,
      taskQueue: queues.post,
      maxConcurrentActivityTaskExecutions: 20,
      maxConcurrentActivityTaskPolls: POLLS,
      activities: {
        ...makePostActivities({
          ledger,
          transport,
          render: (mail, { policy, calendar }, now) =>
            renderMail(mail, {
              policy: policy.mail,
              lamps: policy.lamps,
              zone: calendar.zone,
              now,
              ...(links && {
                unitLink: (unit, day) => links.unit(unit, startOfDay(day, calendar.zone)),
                itemLink: (stream) => links.item(stream),
              }),
            }),
          kickMailroom: () => kickMailroom(temporal),
          wakeItems: (streams) => wakeEach(temporal, streams),
          elapsed,
          astray: () => clock.astray,
          attemptStart: (info) => attemptStart(temporal, info),
        }),
      },
    },
  ];
}

/**
 * Starts a worker on each of the queues: items, the mailroom's own work, posting. Rejects when a worker cannot
 * reach the server or its namespace.
 */
export async function runWorkers(ports: WorkerPorts): Promise<RunningWorkers> {
  const { connection, namespace, ledger, tendMs = TEND_MS, stillMs = MAILROOM_STILL_MS, only } = ports;
  const names = namesOf(await ledger.identity());
  const temporal: Temporal = {
    client: new Client({ connection, namespace }),
    names,
    get shift() {
      return ports.shift ?? 0;
    },
  };
  const clock = makeHostClock(
    [ledger.hostAhead, ...(ports.elsewhere === true ? [() => clockAhead(temporal)] : [])],
    ports.onClock,
  );
  const right = await clock.look();
  const wanted = only?.map((queue) => names.queues[queue]);
  const options = optionsFor(ports, temporal, clock).filter(
    ({ taskQueue }) => wanted?.includes(taskQueue) ?? true,
  );
  const workers = await Promise.all(options.map((one) => Worker.create(one)));
  const shutdown = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const ended = Promise.all(workers.map((worker) => worker.run().finally(shutdown))).then(() => undefined);
  // Whoever does not watch `ended` hears of a breakdown from `stop`.
  ended.catch(() => undefined);
  const locals = makeMailroomLocals(ledger);
  const servesMailroom = only?.includes('mailroom') ?? true;
  const startItem = itemStarter(ledger, temporal);
  const watched = { ledger, temporal, clock, startItem, agenda: (now: Instant) => locals.agenda({ now }) };
  const watch = tendMailroom(
    watched,
    { every: tendMs, still: servesMailroom ? stillMs : Infinity },
    (error) => {
      Runtime.instance().logger.warn('mailroom and items could not be looked after', { error });
    },
  );
  // Mail that a dead worker left is posted at once; without this, when its silence has been noticed.
  if (right.ok) recallMailroom(temporal).catch(() => undefined);
  return {
    ended,
    clock,
    stop() {
      watch.stop();
      shutdown();
      return ended;
    },
  };
}
