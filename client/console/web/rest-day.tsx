import { parseDate } from '../../../domain/time';
import { whyOff } from '../../../domain/view/count';
import type { Visit } from './visit';

/** Points out a new date that is a day off, beside what confirms it; nothing for a working day or no date. */
export const RestDay = ({ visit, date }: { visit: Visit; date: string | undefined }) => {
  const day = parseDate(date ?? '');
  const why = day.ok ? whyOff(visit.office.calendar, day.value) : null;
  return why === null ? (
    <></>
  ) : (
    <p class="note">
      ▲{' '}
      {visit.say(
        `${date ?? ''} 是休息日（${why.zh}）：期限从休息日后的第一个工作日起算逾期。`,
        `${date ?? ''} is a day off (${why.en}): it counts as late from the first working day after it.`,
      )}
    </p>
  );
};
