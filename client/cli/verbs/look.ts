import { roundAtWork } from '../../../domain/item/dates';
import { isActive, isLate, isResponsible } from '../../../domain/item/view';
import type { ItemState } from '../../../domain/item/types';
import { ok, text, type Result } from '../../../domain/problem';
import type { Instant } from '../../../domain/time';
import { historyOf } from '../../../domain/view/history';
import { AS_OF, dated } from '../as-of';
import { itemNamed, unitOfName } from '../names';
import { presentLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { example, flag, flagged, textOf, type Options, type Verb } from '../verb';
import { historyText } from '../views/history';
import { itemTable, itemText } from '../views/items';

const isLateItem = (item: ItemState, now: Instant): boolean =>
  item.assignments.some((one) => {
    const round = roundAtWork(one);
    return isActive(one) && isResponsible(one) && round !== null && isLate(round, now);
  });

async function list(session: Session, options: Options): Promise<Result<Output>> {
  const ledger = await presentLedger(session);
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
  const now = session.now();
  const shown = flag(options, 'late') ? items.filter((item) => isLateItem(item, now)) : items;
  const none = pick(session, '没有符合条件的事项', 'no such items');
  return ok({
    data: shown,
    text: shown.length > 0 ? itemTable(shown, office, now, session.style.lang) : none,
  });
}

async function show(session: Session, key: string | undefined, options: Options): Promise<Result<Output>> {
  const ledger = await presentLedger(session);
  if (!ledger.ok) return ledger;
  const stream = await itemNamed(ledger.value, key ?? '');
  if (!stream.ok) return stream;
  const item = await ledger.value.item(stream.value);
  if (!item) {
    return ok({ data: null, text: pick(session, '已交办,尚未记录', 'issued, not recorded yet') });
  }
  const office = await ledger.value.office();
  const name = textOf(options, 'unit');
  const unit = name === undefined ? ok(null) : unitOfName(office.roster, name);
  if (!unit.ok) return unit;
  const events = await ledger.value.story(stream.value);
  const history = historyOf(stream.value, events, office, unit.value);
  const { lang } = session.style;
  const { zone } = office.calendar;
  return ok({
    data: { item, events, history },
    text: `${itemText(item, office, session.now(), lang)}\n\n${historyText(history, zone, lang)}`,
  });
}

/** duban item list | show: what stands where. */
export const lookVerbs: readonly Verb[] = [
  {
    usage: 'list',
    about: text('列出事项', 'list items'),
    flags: [
      flagged('--notice <通知>', '只看这份通知', 'of this notice'),
      flagged('--unit <单位>', '只看这个单位', 'of this unit'),
      flagged('--open', '只看未结', 'open ones only'),
      flagged('--late', '只看逾期', 'late ones only'),
      AS_OF,
    ],
    examples: [
      example('item list --open', '未结事项', 'open items'),
      example('item list --unit 区数据局 --late', '一个单位的逾期事项', 'what a unit is late with'),
    ],
    action: dated((session, _args, options) => list(session, options)),
  },
  {
    usage: 'show <事项>',
    about: text('一个事项的单位、日期和经过', 'units, dates and history of an item'),
    flags: [flagged('--unit <单位>', '经过只看这个单位', 'of the history only this unit'), AS_OF],
    examples: [
      example('item show 10', '第 10 项', 'item 10'),
      example('item show qp-2025-13/10', '几份通知都有第 10 项时', 'when several notices have an item 10'),
    ],
    action: dated((session, [name], options) => show(session, name, options)),
  },
];
