import type { Result } from '../../../domain/problem';
import type { ItemState } from '../../../domain/item/types';
import type { BulkOrder } from '../../../office/bulk/order';
import { sendBatch } from '../batch';
import { missingOption, readGiven } from '../item-commands';
import { keyOf, presentLedger } from '../on-ledger';
import type { Output } from '../output';
import { behalfOf } from '../send';
import { actingAccount, type Session } from '../session';
import type { Options } from '../verb';

const isUnsignedBy =
  (unit: string) =>
  ({ assignments }: ItemState): boolean =>
    assignments.some((one) => one.unit === unit && one.status === 'issued');

/** Signs for every item that a unit has not signed (全部签收), one command each; what is refused is listed. */
export async function signAll(session: Session, options: Options): Promise<Result<Output>> {
  const ledger = await presentLedger(session);
  if (!ledger.ok) return ledger;
  const given = await readGiven(session, ledger.value, options);
  if (!given.ok) return given;
  const { unit } = given.value;
  if (unit === undefined) return missingOption('--unit');
  const account = await actingAccount(session, ledger.value);
  if (!account.ok) return account;
  const onBehalf = await behalfOf(ledger.value, options);
  if (!onBehalf.ok) return onBehalf;
  const open = (await ledger.value.items({ unit, open: true })).filter(isUnsignedBy(unit));
  const order: BulkOrder = {
    items: open.map(({ stream }) => stream),
    key: keyOf(options),
    actor: account.value.id,
    onBehalf: onBehalf.value,
    asked: { type: 'command', command: { type: 'acknowledge', unit } },
  };
  return sendBatch(session, ledger.value, { order, deed: { zh: '签收', en: 'signed' }, options });
}
