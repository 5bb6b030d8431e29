import { ok, text, type Result, type Text } from '../../../domain/problem';
import { unitOf } from '../../../domain/roster/roster';
import { firstWindowDay } from '../../../domain/slot';
import { dateOf, type CivilDate } from '../../../domain/time';
import { whyOf } from '../../../domain/view/why';
import { AUDIENCE, MAIL_KIND, MAIL_STATE } from '../../../domain/words';
import type { Ledger } from '../../../ledger/ledger';
import { missingOption } from '../item-commands';
import { dateOption, itemNamed, unitOfName } from '../names';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import type { Session } from '../session';
import { example, flaggedBy, required, optionText, type Options, type Verb } from '../verb';

/** How the unit's mails of a day that name the item ended. */
async function mailsOn(
  ledger: Ledger,
  stream: string,
  unit: string,
  day: CivilDate,
): Promise<readonly Text[]> {
  const mails = await ledger.mails({ unit });
  return mails
    .filter(({ slot, edition }) => slot === day && edition.lines.some((line) => line.stream === stream))
    .map(({ kind, to, state, response }) => {
      const [what, whom, how] = [MAIL_KIND[kind], AUDIENCE[to.audience], MAIL_STATE[state]];
      const answer = response === null ? '' : `（${response}）`;
      return text(
        `邮件：${what.zh}（${whom.zh}）${how.zh}${answer}`,
        `mail: ${what.en} (${whom.en}) ${how.en} ${response ?? ''}`.trim(),
      );
    });
}

async function why(
  session: Session,
  ledger: Ledger,
  name: string,
  options: Options,
): Promise<Result<Output>> {
  const stream = await itemNamed(ledger, name);
  if (!stream.ok) return stream;
  const on = dateOption(optionText(options, 'on'));
  if (!on.ok) return on;
  const office = await ledger.office();
  const given = optionText(options, 'unit');
  if (given === undefined) return missingOption('--unit');
  const unit = unitOfName(office.roster, given);
  if (!unit.ok) return unit;
  const now = session.now();
  const day = on.value ?? dateOf(now, office.calendar.zone);
  const events = await ledger.story(stream.value);
  const issuedAt = events[0]?.at ?? now;
  const letter = firstWindowDay(office, issuedAt);
  const found = whyOf({
    ...{ stream: stream.value, events, office, unit: unit.value, day, now },
    letters: (of) =>
      unitOf(office.roster, of)?.channel === 'manual'
        ? { state: 'waiting' }
        : { state: 'accepted', on: letter },
    paused: await ledger.paused(),
    mails: await mailsOn(ledger, stream.value, unit.value, day),
  });
  const { lang } = session.style;
  const sentences = found.because.map((one) => one[lang]);
  const guessed = found.ahead ? text('（预推，其间无人办理）', ' (ahead, nobody acting)')[lang] : '';
  return ok({ data: found, text: [`${day}${guessed}`, ...sentences].join('\n  ') });
}

/** duban item why: why a reminder went to a unit on a day, or why none did. */
export const whyVerb: Verb = {
  usage: 'why <事项>',
  about: text('为什么催、为什么没催:逐日数给人看', 'why a reminder went or none did, counted out day by day'),
  flags: [
    required(flaggedBy('--unit <单位>', '单位名称、简称或代号', 'name, alias or id of the unit')),
    flaggedBy('--on <日期>', '哪一天,默认今天', 'which day, by default today'),
  ],
  examples: [
    example(
      'item why 10 --unit 区数据局 --on 2025-09-24',
      '9 月 24 日为什么催',
      'why it was told on 24 September',
    ),
  ],
  action: onLedger((session, ledger, [name], options) => why(session, ledger, name ?? '', options)),
};
