import { ok, text, type Result } from '../../../domain/problem';
import { plusDays, plusMs, startOfDay, clockText } from '../../../domain/time';
import type { Ledger } from '../../../ledger/ledger';
import { dateOption, unitOption } from '../names';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { columnTable } from '../table';
import { example, flaggedBy, optionText, type Options, type Verb } from '../verb';

async function searchAudit(session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> {
  const { roster, calendar } = await ledger.office();
  const from = dateOption(options, 'from');
  if (!from.ok) return from;
  const to = dateOption(options, 'to');
  if (!to.ok) return to;
  const unit = unitOption(options, roster);
  if (!unit.ok) return unit;
  const events = await ledger.findEvents({
    unit: unit.value,
    actor: optionText(options, 'actor'),
    type: optionText(options, 'type'),
    from: from.value && startOfDay(from.value, calendar.zone),
    to: to.value && plusMs(startOfDay(plusDays(to.value, 1), calendar.zone), -1),
  });
  if (events.length === 0)
    return ok({ data: events, text: pick(session, '没有符合条件的记录', 'no such events') });
  const table = columnTable(session.style.lang, events, [
    ['时间', 'at', ({ at }) => clockText(at, calendar.zone)],
    ['流', 'stream', ({ stream }) => stream],
    ['序', 'seq', ({ seq }) => seq],
    ['事件', 'type', ({ type }) => type],
    ['谁', 'actor', ({ actor }) => actor],
    ['哈希', 'hash', ({ hash }) => hash.slice(0, 12)],
  ]);
  return ok({ data: events, text: table });
}

/** duban audit search: events of all streams by unit, day, actor, type. */
export const searchVerb: Verb = {
  usage: 'search',
  about: text(
    '在全部流中按单位、日期、经办人、事件查找，新的在前，至多 1000 条',
    'events of all streams by unit, day, actor, type; the newest first, at most 1,000',
  ),
  flags: [
    flaggedBy('--unit <单位>', '涉及这个单位', 'that name this unit'),
    flaggedBy('--from <日期>', '从哪天零时起', 'from the beginning of this day'),
    flaggedBy('--to <日期>', '到哪天末', 'to the end of this day'),
    flaggedBy('--actor <帐号>', '谁做的', 'by this account'),
    flaggedBy('--type <事件>', '事件名，如 extensionGranted', 'of this type, like extensionGranted'),
  ],
  examples: [
    example('audit search --unit 区数据局 --from 2025-09-01', '一个单位九月以来', 'a unit since September'),
    example('audit search --type extensionGranted', '全部准予的延期', 'all extensions that were granted'),
  ],
  action: onLedger((session, ledger, _args, options) => searchAudit(session, ledger, options)),
};
