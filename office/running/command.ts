import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ApplicationFailure,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import type { Command, Envelope } from '../../domain/item/commands';
import { readEnvelope } from '../../domain/item/read-envelope';
import { canonical, sha256 } from '../../domain/journal/canonical';
import type { StreamId } from '../../domain/journal/types';
import { ok, refuse, text, type Problem, type Result } from '../../domain/problem';
import type { ProblemCode } from '../../domain/problem-codes';
import type { Answer } from '../../ledger/database/tables/journal';
import type { Ledger } from '../../ledger/ledger';
import { command } from '../../workflows/messages';
import { grpcCode, startingWorkItem, type Temporal } from './temporal';
import { UNAVAILABLE } from './workers';

/** What was recorded: the last seq of the item's stream, and one line on the item's state now. */
export interface RecordedAnswer {
  readonly seq: number;
  readonly status: string;
}

/** How long a caller waits in all, and between tries; ms. */
export interface Patience {
  readonly whole: number;
  readonly pause: number;
}

/** How long a front end waits for the answer to a command. */
export const COMMAND_PATIENCE: Patience = { whole: 30_000, pause: 500 };

/** What one try came to. `certain`: the code when nothing was done; null when it may have been. */
type CommandTry =
  | { readonly type: 'answer'; readonly answer: Answer }
  | { readonly type: 'gone' }
  | { readonly type: 'again'; readonly certain: ProblemCode | null; readonly why: string };

const CERTAIN = ['ledger-unavailable', 'turning-over'] as const;
const NO_WORKFLOW = { certain: 'no-workflow', why: 'no-workflow' } as const;

function readFault(error: unknown): CommandTry {
  if (error instanceof WorkflowNotFoundError) return { type: 'gone' };
  if (error instanceof WorkflowUpdateFailedError) {
    const { cause } = error;
    const why = cause instanceof ApplicationFailure ? (cause.type ?? cause.message) : error.message;
    return { type: 'again', certain: CERTAIN.find((code) => code === why) ?? null, why };
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
    return { type: 'again', certain: null, why: 'timeout' };
  const code = grpcCode(error);
  if (code === null) throw error;
  return { type: 'again', certain: null, why: code === UNAVAILABLE ? 'no-temporal' : `grpc-${code}` };
}

async function tried(client: Client, deadline: number, update: () => Promise<Answer>): Promise<CommandTry> {
  try {
    return { type: 'answer', answer: await client.withDeadline(deadline, update) };
  } catch (error) {
    return readFault(error);
  }
}

/** One try: the running workflow, or one started with the update in its first task, so that a closed item hears it. */
async function tryOnce(
  temporal: Temporal,
  stream: StreamId,
  envelope: Envelope,
  within: number,
): Promise<CommandTry> {
  const { client, names } = temporal;
  const update = { updateId: `${envelope.key}:${envelope.digest}`, args: [envelope] as [Envelope] };
  const handle = client.workflow.getHandle(names.item(stream));
  const deadline = Date.now() + within;
  const said = await tried(client, deadline, () => handle.executeUpdate(command, update));
  if (said.type !== 'gone') return said;
  const startWorkflowOperation = startingWorkItem(temporal, { stream, title: null });
  return tried(client, deadline, () =>
    client.workflow.executeUpdateWithStart(command, { ...update, startWorkflowOperation }),
  );
}

const commandResult = (answer: Answer): Result<RecordedAnswer> =>
  answer.ok ? ok({ seq: answer.seq, status: answer.status }) : answer;

const keyReusedThere = (key: string): Result<never> =>
  refuse(
    'key-reused',
    text(
      `请求号 ${key} 已用于内容不同的另一条命令`,
      `the key ${key} was used for a command with other content`,
    ),
    text('换一个请求号，或不写 --key', 'choose another key, or leave --key out'),
  );

const itemNotFound = (stream: StreamId): Result<never> =>
  refuse(
    'item-not-found',
    text(`没有已交办的事项 ${stream}`, `there is no issued item ${stream}`),
    text('用 duban item list 查看', 'see duban item list'),
  );

function gaveUp(key: string, certain: ProblemCode | null, why: string): Problem {
  if (certain) {
    return {
      code: certain,
      message: text('台账暂时不能写，命令没有执行', 'the ledger cannot be written now; nothing was done'),
      hint: text('稍后再试；duban doctor 说明原因', 'try again later; duban doctor says why'),
    };
  }
  return {
    code: 'outcome-unknown',
    message: text(
      `没有等到答复（${why}），不知道命令是否已经记录`,
      `no answer came (${why}); it is not known whether the command was recorded`,
    ),
    hint: text(
      `用同一请求号再发一次：--key ${key}；已记录的不会重复执行`,
      `send it again under the same key: --key ${key}; nothing is done twice`,
    ),
  };
}

/** What sending commands stands on. */
interface CommandPorts {
  readonly ledger: Pick<Ledger, 'request' | 'standing'>;
  readonly temporal: Temporal;
  readonly patience: Patience;
  /** A clock that only measures, ms; default: the process's, which stands still while the machine sleeps. */
  readonly elapsed?: () => number;
}

/**
 * Sends a command to its item and brings its one answer. The ledger is asked first, and again after every fault, so
 * that an answer that was lost on the way is found. Refuses `item-not-found`, `key-reused`, what the rules refuse,
 * `ledger-unavailable` and `turning-over` (nothing was done), `outcome-unknown` (repeat with the same key).
 */
export async function sendCommand(
  ports: CommandPorts,
  stream: StreamId,
  envelope: Envelope,
): Promise<Result<RecordedAnswer>> {
  const { ledger, temporal, patience, elapsed = () => performance.now() } = ports;
  const until = elapsed() + patience.whole;
  let sure = true;
  for (;;) {
    const known = await ledger.request(stream, envelope.key);
    if (known)
      return known.digest === envelope.digest ? commandResult(known.answer) : keyReusedThere(envelope.key);
    if ((await ledger.standing([stream])).length === 0) return itemNotFound(stream);
    const left = until - elapsed();
    // Whoever was frozen on the way here has been given up: it may have been refused since, and the next thing done.
    if (left <= 0)
      return { ok: false, problem: gaveUp(envelope.key, sure ? 'ledger-unavailable' : null, 'timeout') };
    const said = await tryOnce(temporal, stream, envelope, left);
    if (said.type === 'answer') return commandResult(said.answer);
    const { certain, why } = said.type === 'again' ? said : NO_WORKFLOW;
    sure &&= certain !== null;
    // A try that is cut off at once would only turn a sure "nothing was done" into "not known".
    if (elapsed() + 2 * patience.pause >= until)
      return { ok: false, problem: gaveUp(envelope.key, sure ? certain : null, why) };
    await sleep(patience.pause);
  }
}

/** A command of a front end: for which item, by whom; without a key one is made. */
export interface CommandParts {
  readonly stream: StreamId;
  readonly command: Command;
  readonly actor: string;
  readonly onBehalf?: Envelope['onBehalf'];
  readonly key?: string;
  /** How long the answer is waited for, ms; default: as long as the front end waits. */
  readonly within?: number;
}

/** The digest under which a command's key is remembered: what, by whom, on whose behalf. */
export const commandDigest = (command: Command, actor: string, onBehalf: Envelope['onBehalf']): string =>
  sha256(canonical({ command, actor, onBehalf }));

/** Sends commands of front ends; refuses what `sendCommand` refuses. */
export const commandsTo =
  (ports: CommandPorts) =>
  ({
    stream,
    command: asked,
    actor,
    onBehalf = null,
    key = randomUUID(),
    within: whole = ports.patience.whole,
  }: CommandParts): Promise<Result<RecordedAnswer>> => {
    const digest = commandDigest(asked, actor, onBehalf);
    const envelope = readEnvelope({ key, digest, actor, onBehalf, command: asked });
    if (!envelope.ok) return Promise.resolve(envelope);
    return sendCommand({ ...ports, patience: { ...ports.patience, whole } }, stream, envelope.value);
  };
