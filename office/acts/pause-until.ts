import { ok, refuse, text, type Result } from '../../domain/problem';
import { instantAt, parseDate, type ClockTime, type Instant } from '../../domain/time';

const isClockTime = (word: string): word is ClockTime => /^([01]\d|2[0-3]):[0-5]\d$/.test(word);

/**
 * The moment of the office at which a pause ends by itself: "2025-07-01 14:00", also with a T between; null for "". Refuses
 * `bad-date` for another form or a moment that is not ahead.
 */
export function pauseUntil(
  given: string,
  { zone, now }: { readonly zone: string; readonly now: Instant },
): Result<Instant | null> {
  if (given.trim() === '') return ok(null);
  const [day = '', time = ''] = given.trim().split(/[T ]/);
  const date = parseDate(day);
  const at = date.ok && isClockTime(time) ? instantAt(date.value, time, zone) : null;
  return at !== null && at > now
    ? ok(at)
    : refuse(
        'bad-date',
        text(`“${given}”不是以后的时刻`, `"${given}" is no moment ahead`),
        text('写成 2025-07-01 14:00 的样子，晚于现在', 'write it like 2025-07-01 14:00, later than now'),
      );
}
