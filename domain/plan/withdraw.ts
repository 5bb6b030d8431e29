import type { ItemState } from '../item/types';
import { hint, ok, refuse, type Result, text } from '../problem';

/**
 * Whether a notice may still be withdrawn (撤回): until the first unit has signed for any of its items. Refuses
 * `notice-signed`, naming the items.
 */
export function mayWithdraw(states: readonly ItemState[]): Result<null> {
  const signed = states.filter(({ assignments }) =>
    assignments.some(({ acknowledgedAt }) => acknowledgedAt !== null),
  );
  const [first] = signed;
  if (!first) return ok(null);
  const shown = signed
    .slice(0, 10)
    .map(({ key }) => key)
    .join('、');
  return refuse(
    'notice-signed',
    text(
      `已有单位签收（事项 ${shown}${signed.length > 10 ? ` 等 ${signed.length} 项` : ''}），通知不能再撤回`,
      `units have signed already (${signed.length} items: ${shown}); the notice cannot be withdrawn`,
    ),
    hint('只能取消：整份取消，或逐项取消', 'it can only be cancelled, all of it or item by item', 'cancel'),
  );
}
