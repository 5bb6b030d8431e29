import { parseStream } from '../domain/journal/streams';
import type { StreamId } from '../domain/journal/types';
import type { Command } from '../domain/item/commands';
import { ok, type Problem, type Result } from '../domain/problem';
import type { Change, Ledger, Withdrawn } from '../ledger/types';
import type { Duban } from './duban';
import { pooled } from './pool';

/** What became of the items of a withdrawn notice. */
export interface WithdrawnNotice {
  readonly reason: string;
  readonly cancelled: readonly StreamId[];
  /** Items that could not be cancelled yet; the same call goes on with them. */
  readonly open: readonly { readonly stream: StreamId; readonly problem: Problem }[];
}

/** How many items are cancelled at a time. */
const WIDTH = 10;

/** The command that ends an item of a withdrawn notice, and the key under which it is sent. */
export const withdrawalOf = ({
  seq,
  reason,
}: Omit<Withdrawn, 'open'>): { command: Command; key: string } => ({
  command: { type: 'cancel', reason: `通知撤回:${reason}` },
  key: `withdrawn-${seq}`,
});

/**
 * Withdraws a notice (撤回通知) until the first signature: into the journal, then every open item is cancelled, which its
 * units are told once by a line of their next digest. Called again it goes on where it was broken off. Refuses like the
 * ledger's withdraw.
 */
export async function withdrawNotice(
  ports: { readonly ledger: Pick<Ledger, 'withdraw'>; readonly duban: Pick<Duban, 'command'> },
  notice: string,
  reason: string,
  by: Change,
): Promise<Result<WithdrawnNotice>> {
  const withdrawn = await ports.ledger.withdraw({ notice, reason, ...by });
  if (!withdrawn.ok) return withdrawn;
  const { command, key } = withdrawalOf(withdrawn.value);
  const cancelled: StreamId[] = [];
  const open: { stream: StreamId; problem: Problem }[] = [];
  await pooled(withdrawn.value.open, WIDTH, async (stream) => {
    const answer = await ports.duban.command({ stream, command, actor: by.actor, key });
    if (answer.ok) cancelled.push(stream);
    else open.push({ stream, problem: answer.problem });
  });
  return ok({ reason: withdrawn.value.reason, cancelled: cancelled.sort(), open });
}

/** The key of an item's stream. */
export function keyOfItem(stream: StreamId): string {
  const parsed = parseStream(stream);
  return parsed.type === 'item' ? parsed.key : stream;
}
