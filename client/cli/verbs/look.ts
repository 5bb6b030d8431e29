import type { Command as Commander } from 'commander';
import { isLate, current } from '../../../domain/item/view';
import type { ItemState } from '../../../domain/item/types';
import { ok, type Result } from '../../../domain/problem';
import type { Instant } from '../../../domain/time';
import { itemNamed, unitOfName } from '../names';
import type { Output } from '../output';
import type { Session } from '../session';
import { flag, textOf, type On, type Options } from '../verb';
import { itemTable, itemText } from '../views/items';

const isLateItem = (item: ItemState, now: Instant): boolean =>
  item.assignments.some((one) => {
    const occurrence = current(one);
    return (
      one.role !== 'support' && one.status !== 'accepted' && occurrence !== null && isLate(occurrence, now)
    );
  });

async function list(session: Session, options: Options): Promise<Result<Output>> {
  const ledger = await session.ledger();
  if (!ledger.ok) return ledger;
  const office = await ledger.value.office();
  const name = textOf(options, 'unit');
  const unit = name === undefined ? null : unitOfName(office.roster, name);
  if (unit && !unit.ok) return unit;
  const notice = textOf(options, 'notice');
  const items = await ledger.value.items({
    ...(notice === undefined ? {} : { notice }),
    ...(unit ? { unit: unit.value } : {}),
    ...(flag(options, 'open') ? { open: true } : {}),
  });
  const now = session.io.now();
  const shown = flag(options, 'late') ? items.filter((item) => isLateItem(item, now)) : items;
  const text =
    shown.length > 0
      ? itemTable(shown, office, now, session.style.lang)
      : session.style.lang === 'zh'
        ? '没有符合条件的事项'
        : 'no such items';
  return ok({ data: shown, text });
}

async function show(session: Session, name: string | undefined): Promise<Result<Output>> {
  const ledger = await session.ledger();
  if (!ledger.ok) return ledger;
  const stream = await itemNamed(ledger.value, name ?? '');
  if (!stream.ok) return stream;
  const item = await ledger.value.item(stream.value);
  const zh = session.style.lang === 'zh';
  if (!item) return ok({ data: null, text: zh ? '已交办,尚未记录' : 'issued, not recorded yet' });
  const office = await ledger.value.office();
  const history = await ledger.value.history(stream.value);
  const events = history.map((event) => `  ${event.seq} ${event.type} ${event.actor}`).join('\n');
  return ok({
    data: { item, events: history },
    text: `${itemText(item, office, session.io.now(), session.style.lang)}\n${zh ? '经过' : 'history'}:\n${events}`,
  });
}

/** duban item list | show: what stands where. */
export function lookVerbs(item: Commander, on: On): void {
  on(
    item
      .command('list')
      .description('列出事项')
      .option('--notice <通知>')
      .option('--unit <单位>')
      .option('--open', '只看未结')
      .option('--late', '只看逾期'),
    (session, _args, options) => list(session, options),
  );
  on(item.command('show <事项>').description('一个事项的单位、日期和经过'), (session, [name]) =>
    show(session, name),
  );
}
