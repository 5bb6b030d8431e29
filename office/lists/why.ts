import { text, type Text } from '../../domain/problem';
import { unitOf } from '../../domain/roster/roster';
import type { UnitId } from '../../domain/roster/types';
import type { StreamId } from '../../domain/journal/types';
import { firstWindowDay } from '../../domain/slot';
import type { CivilDate, Instant } from '../../domain/time';
import { whyOf, type Why } from '../../domain/view/why';
import { AUDIENCE, MAIL_KIND, MAIL_STATE } from '../../domain/words';
import type { Ledger } from '../../ledger/ledger';
import type { MailRow } from '../../ledger/mails/list';

/** Which reminder is asked about. */
export interface WhyAsked {
  readonly stream: StreamId;
  readonly unit: UnitId;
  readonly day: CivilDate;
  readonly now: Instant;
}

type WhyLedger = Pick<Ledger, 'story' | 'office' | 'paused' | 'mails'>;

/** How mails of the unit that name the item ended. */
const mailsSaid = (mails: readonly MailRow[], stream: StreamId): readonly Text[] =>
  mails
    .filter(({ edition }) => edition.lines.some((line) => line.stream === stream))
    .map(({ kind, to, state, response }) => {
      const [what, whom, how] = [MAIL_KIND[kind], AUDIENCE[to.audience], MAIL_STATE[state]];
      const answer = response === null ? '' : `（${response}）`;
      return text(
        `邮件：${what.zh}（${whom.zh}）${how.zh}${answer}`,
        `mail: ${what.en} (${whom.en}) ${how.en} ${response ?? ''}`.trim(),
      );
    });

/** The mails of a unit on a day, and for each of some of its items why a reminder went or did not. */
interface UnitWhy {
  readonly mails: readonly MailRow[];
  readonly items: readonly { readonly stream: StreamId; readonly why: Why }[];
}

/** All that answers about a unit on a day rest on. */
async function whyGround(ledger: WhyLedger, { unit, day, now }: Omit<WhyAsked, 'stream'>) {
  const [office, paused, all] = await Promise.all([ledger.office(), ledger.paused(), ledger.mails({ unit })]);
  const mails = all.filter(({ slot }) => slot === day);
  const answer = async (stream: StreamId, said: readonly Text[]): Promise<Why> => {
    const events = await ledger.story(stream);
    const letter = firstWindowDay(office, events[0]?.at ?? now);
    return whyOf({
      ...{ stream, unit, day, now, events, office, paused, mails: said },
      letters: (of) =>
        unitOf(office.roster, of)?.channel === 'manual'
          ? { state: 'waiting' }
          : { state: 'accepted', on: letter },
    });
  };
  return { mails, answer };
}

/** Why a unit got the mails of a day, or none (为什么发了、没发): its mails, then item by item, from the ledger. */
export async function whyUnit(
  ledger: WhyLedger,
  { streams, ...asked }: Omit<WhyAsked, 'stream'> & { readonly streams: readonly StreamId[] },
): Promise<UnitWhy> {
  const { mails, answer } = await whyGround(ledger, asked);
  const items: UnitWhy['items'][number][] = [];
  for (const stream of streams) items.push({ stream, why: await answer(stream, []) });
  return { mails, items };
}

/** Why a reminder went to a unit of an issued item on a day, or why none did, and how its mails ended. */
export async function whyIn(ledger: WhyLedger, { stream, ...asked }: WhyAsked): Promise<Why> {
  const { mails, answer } = await whyGround(ledger, asked);
  return answer(stream, mailsSaid(mails, stream));
}

/** The day of an answer, and whether it was looked ahead to. */
export function whyHead({ day, ahead }: Why): Text {
  const guessed = ahead ? text('（预推，其间无人办理）', ' (ahead, nobody acting)') : text('', '');
  return text(`${day}${guessed.zh}`, `${day}${guessed.en}`);
}
