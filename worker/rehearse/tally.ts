import type { MailTally } from '../../office/rehearsal';
import type { Edition, MailKind } from '../../domain/digest/types';
import { isWorkingDay } from '../../domain/calendar/calendar';
import type { Office } from '../../domain/office';
import { windowOf } from '../../domain/slot';
import { dateOf, type Instant } from '../../domain/time';

/** One mail that a mail server took. */
export interface Delivery {
  readonly messageId: string;
  readonly edition: Edition;
  readonly at: Instant;
}

const DAILY: readonly MailKind[] = ['digest', 'change'];

/** Counts deliveries; days are those on which a mail went out. At most one digest a day for a unit and audience is invariant 5. */
export function tallyMails(deliveries: readonly Delivery[], office: Office): MailTally {
  const { zone } = office.calendar;
  const count = (kind: MailKind): number =>
    deliveries.filter((delivery) => delivery.edition.kind === kind).length;
  const outside = (delivery: Delivery): boolean => {
    const window = windowOf(office, dateOf(delivery.at, zone));
    return delivery.at < window.from || delivery.at >= window.to;
  };
  return {
    days: new Set(deliveries.map((delivery) => dateOf(delivery.at, zone))).size,
    letters: count('letter'),
    digests: count('digest'),
    urges: count('urge'),
    changes: count('change'),
    answers: count('answer'),
    lines: deliveries.reduce((sum, delivery) => sum + delivery.edition.lines.length, 0),
    mails: deliveries.length,
    duplicates: deliveries.length - new Set(deliveries.map((delivery) => delivery.messageId)).size,
    outsideWindow: deliveries.filter(outside).length,
    onDaysOff: deliveries.filter((delivery) => !isWorkingDay(office.calendar, dateOf(delivery.at, zone)))
      .length,
    maxPerUnitDay: mostADay(deliveries, zone),
  };
}

/** The most digests that one addressee got on one day. */
function mostADay(deliveries: readonly Delivery[], zone: string): number {
  const counts = new Map<string, number>();
  for (const { edition, at } of deliveries) {
    if (!DAILY.includes(edition.kind)) continue;
    const whom = 'unit' in edition.to ? edition.to.unit : edition.to.account;
    const key = `${whom}|${edition.to.audience}|${dateOf(at, zone)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}
