import type { StreamId } from '../../domain/journal/types';
import type { Problem, Result } from '../../domain/problem';
import { isOutage } from '../../domain/problem-codes';
import type { BatchOrder } from '../../ledger/database/tables/errands';
import type { Ledger } from '../../ledger/ledger';
import type { Duban } from '../duban';
import { pooled } from '../pool';
import { stepKey, type Batch, type BatchProgress, type Planner, type Refused } from './order';
import { plannerOf } from './planner';

/** Commands under way at once. */
const WIDTH = 10;

/** What a batch stands on. */
export interface BatchPorts {
  readonly ledger: Pick<Ledger, 'item' | 'request' | 'office'>;
  readonly duban: Pick<Duban, 'command'>;
}

/** Sends the commands of one item in their order; how many, or the first refusal. */
async function sendTo(
  { ledger, duban }: BatchPorts,
  order: BatchOrder,
  planner: Planner,
  stream: StreamId,
): Promise<Result<{ readonly sent: number; readonly known: number }>> {
  let known = 0;
  const isDone = async (part: string): Promise<boolean> => {
    const found = (await ledger.request(stream, stepKey(order, stream, part))) !== null;
    if (found) known += 1;
    return found;
  };
  const steps = await planner(await ledger.item(stream), isDone);
  if (!steps.ok) return steps;
  const { actor, onBehalf } = order;
  let sent = 0;
  for (const { part, command } of steps.value) {
    const answer = await duban.command({
      stream,
      command,
      actor,
      onBehalf,
      key: stepKey(order, stream, part),
    });
    if (answer.ok) sent += 1;
    else if (answer.problem.code !== 'no-change') return answer;
  }
  return { ok: true, value: { sent, known } };
}

/**
 * Asks the same of many items, ten at a time, telling how far it is. What the rules refuse is listed and the others go
 * on; when a service is not there, or the outcome of a command is not known, nothing more is tried. The same order again
 * does nothing twice.
 */
export async function runBatch(
  ports: BatchPorts,
  order: BatchOrder,
  told: (progress: BatchProgress) => void,
): Promise<Batch> {
  const done = new Set<StreamId>();
  const unchanged = new Set<StreamId>();
  const refused = new Map<StreamId, Problem>();
  let stopped: Problem | null = null;
  const planner = plannerOf(order.asked, await ports.ledger.office());
  await pooled(order.streams, WIDTH, async (stream) => {
    if (stopped !== null) return;
    const sent = await sendTo(ports, order, planner, stream);
    if (sent.ok) (sent.value.sent + sent.value.known > 0 ? done : unchanged).add(stream);
    else if (isOutage(sent.problem)) stopped ??= sent.problem;
    else refused.set(stream, sent.problem);
    told({ done: done.size + unchanged.size, refused: refused.size, total: order.streams.length });
  });
  // In the order of the items, whichever answered first.
  const { streams } = order;
  return {
    done: streams.filter((stream) => done.has(stream)),
    unchanged: streams.filter((stream) => unchanged.has(stream)),
    refused: streams.flatMap((stream): Refused[] => {
      const problem = refused.get(stream);
      return problem ? [{ stream, problem }] : [];
    }),
    left: streams.filter((stream) => !done.has(stream) && !unchanged.has(stream) && !refused.has(stream)),
    stopped,
  };
}
