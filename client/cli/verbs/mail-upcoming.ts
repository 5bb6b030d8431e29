import { ok, text, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/ledger';
import { subjectOf } from '../../../mail/subject';
import { ahead, standingIn } from '../../../office/lists/ahead';
import { bodyAhead } from '../../../office/lists/mail-body';
import { countOption, unitOption } from '../names';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { example, flagOption, flaggedBy, optionText, type Options, type Verb } from '../verb';
import { mailTable } from '../views/mails';
import { editionData } from '../../../office/lists/mails';

async function upcoming(session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> {
  const most = countOption('--limit', optionText(options, 'limit') ?? '20');
  if (!most.ok) return most;
  const standing = await standingIn(ledger, session.now());
  const { office, now } = standing;
  const unit = unitOption(options, office.roster);
  if (!unit.ok) return unit;
  const mails = ahead(standing, { most: most.value ?? 0, unit: unit.value });
  const bodies = mails.map((mail) => ({
    ...editionData(mail),
    ...(flagOption(options, 'body')
      ? {
          subject: subjectOf(mail),
          body: bodyAhead(mail, { office, now, publicUrl: session.config.publicUrl }).text,
        }
      : {}),
  }));
  const none = pick(session, '六十个工作日内没有要发的', 'nothing to be sent within 60 working days');
  const listed = flagOption(options, 'body')
    ? bodies
        .map(({ slot, subject, body }) => `${slot}  ${subject ?? ''}\n\n${body ?? ''}`)
        .join(`\n${'─'.repeat(72)}\n`)
    : mailTable(mails, office, session.style.lang);
  const { broken } = standing;
  return ok({ data: bodies, text: mails.length > 0 ? listed : none, broken });
}

/** duban mail upcoming: what running items will send when nobody acts. */
export const mailUpcomingVerb: Verb = {
  usage: 'upcoming',
  about: text(
    '在办事项接下来会发给各单位的邮件（假定谁都不动），可看正文',
    'the next mails to units of running items (nobody acting), bodies too',
  ),
  flags: [
    flaggedBy('--unit <单位>', '只看发给这个单位的', 'to this unit only'),
    flaggedBy('--limit <n>', '最多几封，默认 20', 'at most this many, 20 by default'),
    flaggedBy('--body', '连同主题和正文', 'with subjects and bodies'),
  ],
  examples: [
    example('mail upcoming --limit 10', '接下来的十封', 'the next ten'),
    example(
      'mail upcoming --unit 区数据局 --limit 1 --body',
      '这个单位的下一封，全文',
      'the next of a unit, in full',
    ),
  ],
  action: onLedger((session, ledger, _args, options) => upcoming(session, ledger, options)),
};
