import { resolve } from 'node:path';
import { feedOf } from '../../../domain/digest/calendar-feed';
import { ok, text, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/ledger';
import { mailboxText } from '../../../mail/address';
import { feedFile } from '../../../mail/ics';
import { unitOfName } from '../names';
import { listing } from '../listing';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { saveFile } from '../files';
import { pick, type Session } from '../session';
import { example, flaggedBy, optionText, type Options, type Verb } from '../verb';

async function unitCalendar(
  session: Session,
  ledger: Ledger,
  name: string,
  options: Options,
): Promise<Result<Output>> {
  const office = await ledger.office();
  const unit = unitOfName(office.roster, name);
  if (!unit.ok) return unit;
  const entries = feedOf(await ledger.items({ unit: unit.value }), unit.value, office, session.now());
  const organizer = mailboxText(office.policy.mail.replyTo).address;
  const content = feedFile(entries, { organizer, now: session.now() });
  const to = optionText(options, 'to');
  if (to === undefined) return ok({ data: { entries, content }, text: content.trimEnd() });
  const path = resolve(session.io.cwd, to);
  const saved = saveFile(path, content);
  if (!saved.ok) return saved;
  return ok({
    data: { to: path, entries },
    text: pick(session, `已写 ${path}：${entries.length} 条`, `wrote ${path}: ${entries.length} entries`),
  });
}

/** duban unit calendar. */
export const unitCalendarVerb: Verb = {
  usage: 'calendar <单位>',
  about: text(
    '单位的督办日历（.ics，可订阅）：每个时限一条，逾期的合为当天一条',
    "a unit's calendar (.ics, to subscribe to): an entry for each date, late ones together in one of today",
  ),
  flags: [flaggedBy('--to <文件>', '写到哪个文件，默认显示', 'the file; default: show it')],
  examples: [
    example('unit calendar 区数据局 --to 区数据局.ics', '写成文件', 'into a file'),
    example('unit calendar sjj', '显示', 'shows it'),
  ],
  action: listing(
    onLedger((session, ledger, [name], options) => unitCalendar(session, ledger, name ?? '', options)),
  ),
};
