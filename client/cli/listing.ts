import type { StreamId } from '../../domain/journal/types';
import { ok, text, type Result, type Text } from '../../domain/problem';
import type { Ledger } from '../../ledger/ledger';
import type { Action } from './verb';

/** Names the items that are left out of what is shown, because nothing that can be read is stored as their state. */
export function brokenText(streams: readonly StreamId[]): Text {
  const names = streams.map((stream) => stream.slice('item/'.length));
  return text(
    `■ ${names.length} 个事项的状态已损坏，没有算在内，其他事项照常：${names.join('、')}。请管理员运行 duban ledger check 查明`,
    `■ the stored state of ${names.length} items is broken; they are left out, all others are as ever: ${names.join(', ')}. Have an administrator run duban ledger check`,
  );
}

const soundLedger = (ledger: Ledger, broken: Set<StreamId>): Ledger => ({
  ...ledger,
  async items(filter) {
    const { states, unreadable } = await ledger.soundItems(filter);
    for (const stream of unreadable) broken.add(stream);
    return states;
  },
});

/** A verb that shows what can be read and names the items that cannot; one that acts on them all goes without it. */
export const listing =
  (action: Action): Action =>
  async (session, args, options) => {
    const broken = new Set<StreamId>();
    const sound = <L extends Ledger | null>(opened: Result<L>): Result<L | Ledger> =>
      opened.ok && opened.value !== null ? ok(soundLedger(opened.value, broken)) : opened;
    const result = await action(
      {
        ...session,
        ledger: async (...how) => sound<Ledger>(await session.ledger(...how)),
        ledgerIfAny: async () => sound(await session.ledgerIfAny()),
      },
      args,
      options,
    );
    return result.ok && broken.size > 0 ? ok({ ...result.value, broken: [...broken].sort() }) : result;
  };
