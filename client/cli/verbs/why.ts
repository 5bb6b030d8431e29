import { ok, text, type Result } from '../../../domain/problem';
import { dateOf } from '../../../domain/time';
import type { Ledger } from '../../../ledger/ledger';
import { whyHead, whyIn } from '../../../office/lists/why';
import { missingOption } from '../item-commands';
import { dateOption, itemNamed, unitOption } from '../names';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import type { Session } from '../session';
import { example, flaggedBy, requiredFlag, UNIT_FLAG, type Options, type Verb } from '../verb';

async function explainWhy(
  session: Session,
  ledger: Ledger,
  name: string,
  options: Options,
): Promise<Result<Output>> {
  const stream = await itemNamed(ledger, name);
  if (!stream.ok) return stream;
  const on = dateOption(options, 'on');
  if (!on.ok) return on;
  const office = await ledger.office();
  const unit = unitOption(options, office.roster);
  if (!unit.ok) return unit;
  if (unit.value === undefined) return missingOption('--unit');
  const now = session.now();
  const day = on.value ?? dateOf(now, office.calendar.zone);
  const found = await whyIn(ledger, { stream: stream.value, unit: unit.value, day, now });
  const { lang } = session.style;
  const sentences = found.because.map((one) => one[lang]);
  return ok({ data: found, text: [whyHead(found)[lang], ...sentences].join('\n  ') });
}

/** duban item why: why a reminder went to a unit on a day, or why none did. */
export const whyVerb: Verb = {
  usage: 'why <事项>',
  about: text(
    '为什么催、为什么没催：逐日数给人看',
    'why a reminder went or none did, counted out day by day',
  ),
  flags: [
    requiredFlag(UNIT_FLAG),
    flaggedBy('--on <日期>', '哪一天，默认今天', 'which day, by default today'),
  ],
  examples: [
    example(
      'item why 10 --unit 区数据局 --on 2025-09-24',
      '9 月 24 日为什么催',
      'why it was told on 24 September',
    ),
  ],
  action: onLedger((session, ledger, [name], options) => explainWhy(session, ledger, name ?? '', options)),
};
