import { inWindow, slotAt } from '../../domain/slot';
import { clockText, dateOf, plusMs, type Instant } from '../../domain/time';
import { firstMoment } from '../../worker/demonstration';
import { moment } from '../support/item';
import { seedDemoAt } from '../support/seed';

const HOUR = 3_600_000;
const TWO_MINUTES = 120_000;
const { office } = seedDemoAt(moment('2026-11-27 10:00')).folder;

/** Every hour of two weeks, a holiday and a make-up Sunday among them, and the moments around a slot. */
const HOSTS: readonly Instant[] = [
  ...Array.from({ length: 14 * 24 }, (_, n) => plusMs(moment('2025-09-26 00:00'), n * HOUR)),
  ...['08:58', '08:59', '09:00', '09:01', '16:59', '17:00'].map((at) => moment(`2025-09-29 ${at}`)),
];

const shown = (at: Instant): string => clockText(at, office.calendar.zone);

describe('the clock of a new demonstration', () => {
  it('stands on Monday shortly before nine for who starts at three in the night on a Sunday', () => {
    expect(shown(moment('2026-11-29 03:00'))).toBe('2026-11-29 03:00');
    expect(shown(firstMoment(office, moment('2026-11-29 03:00')))).toBe('2026-11-30 08:58');
  });

  it('stands, whatever the hour of the host, inside the window and within two minutes of a slot, and never goes back', () => {
    const wrong = HOSTS.filter((host) => {
      const first = firstMoment(office, host);
      const ahead = slotAt(office, dateOf(first, office.calendar.zone)) - first;
      return !(inWindow(office, first) && ahead > 0 && ahead < TWO_MINUTES && first >= host);
    });
    expect(wrong.map(shown)).toEqual([]);
  });

  it.each(['2026-11-29 03:00', '2026-12-31 23:59', '2025-10-01 12:00'])(
    'has a plan whose dates lie ahead of it when the host says %s',
    (host) => {
      const first = firstMoment(office, moment(host));
      const { plan } = seedDemoAt(first);
      const dates = plan.items.flatMap((item) => item.dates);
      expect(dates.length).toBeGreaterThan(0);
      expect(dates.filter((date) => date < dateOf(first, office.calendar.zone))).toEqual([]);
    },
  );
});
