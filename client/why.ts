import { text, type Text } from '../domain/problem';
import { unitOf } from '../domain/roster/roster';
import type { UnitId } from '../domain/roster/types';
import type { StreamId } from '../domain/journal/types';
import { firstWindowDay } from '../domain/slot';
import type { CivilDate, Instant } from '../domain/time';
import { whyOf, type Why } from '../domain/view/why';
import { AUDIENCE, MAIL_KIND, MAIL_STATE } from '../domain/words';
import type { Ledger } from '../ledger/ledger';

/** Which reminder is asked about. */
export interface WhyAsked {
  readonly stream: StreamId;
  readonly unit: UnitId;
  readonly day: CivilDate;
  readonly now: Instant;
}

type WhyLedger = Pick<Ledger, 'story' | 'office' | 'paused' | 'mails'>;

/** How the unit's mails of a day that name the item ended. */
async function mailsOn(
  ledger: Pick<WhyLedger, 'mails'>,
  { stream, unit, day }: WhyAsked,
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

/** Why a reminder went to a unit of an issued item on a day, or why none did (为什么发了、没发), from the ledger. */
export async function whyIn(ledger: WhyLedger, asked: WhyAsked): Promise<Why> {
  const { stream, now } = asked;
  const office = await ledger.office();
  const events = await ledger.story(stream);
  const letter = firstWindowDay(office, events[0]?.at ?? now);
  return whyOf({
    ...{ ...asked, events, office },
    letters: (of) =>
      unitOf(office.roster, of)?.channel === 'manual'
        ? { state: 'waiting' }
        : { state: 'accepted', on: letter },
    paused: await ledger.paused(),
    mails: await mailsOn(ledger, asked),
  });
}

/** The day of an answer, and whether it was looked ahead to. */
export function whyHead({ day, ahead }: Why): Text {
  const guessed = ahead ? text('（预推，其间无人办理）', ' (ahead, nobody acting)') : text('', '');
  return text(`${day}${guessed.zh}`, `${day}${guessed.en}`);
}
