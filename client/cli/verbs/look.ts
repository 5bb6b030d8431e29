import { ok, text, type Result } from '../../../domain/problem';
import { historyOf } from '../../../domain/view/history';
import { onTimeOf } from '../../../domain/view/on-time';
import { AS_OF, dated } from '../as-of';
import { itemNamed, unitOption } from '../names';
import { presentLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { example, flaggedBy, type Options, type Verb } from '../verb';
import { historyText, onTimeText } from '../views/history';
import { itemText } from '../views/items';
import { itemListVerb } from './item-list';
import { whyVerb } from './why';

async function showLook(
  session: Session,
  key: string | undefined,
  options: Options,
): Promise<Result<Output>> {
  const ledger = await presentLedger(session);
  if (!ledger.ok) return ledger;
  const stream = await itemNamed(ledger.value, key ?? '');
  if (!stream.ok) return stream;
  const item = await ledger.value.item(stream.value);
  if (!item) {
    return ok({ data: null, text: pick(session, '已交办，尚未记录', 'issued, not recorded yet') });
  }
  const office = await ledger.value.office();
  const unit = unitOption(options, office.roster);
  if (!unit.ok) return unit;
  const events = await ledger.value.story(stream.value);
  const history = historyOf(stream.value, events, office, unit.value ?? null);
  const onTime = onTimeOf(stream.value, events, office, session.now()).filter(
    (row) => unit.value === undefined || row.unit === unit.value,
  );
  const { lang } = session.style;
  const { zone } = office.calendar;
  return ok({
    data: { item, events, history, onTime },
    text: [
      itemText(item, office, session.now(), lang),
      onTimeText(onTime, lang),
      historyText(history, zone, lang),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  });
}

/** duban item list | show: the items with their states. */
export const lookVerbs: readonly Verb[] = [
  itemListVerb,
  {
    usage: 'show <事项>',
    about: text('一个事项的单位、日期和经过', 'units, dates and history of an item'),
    flags: [flaggedBy('--unit <单位>', '经过只看这个单位', 'of the history only this unit'), AS_OF],
    examples: [
      example('item show 10', '第 10 项', 'item 10'),
      example('item show qp-2025-13/10', '几份通知都有第 10 项时', 'when several notices have an item 10'),
    ],
    action: dated((session, [name], options) => showLook(session, name, options)),
  },
  whyVerb,
];
