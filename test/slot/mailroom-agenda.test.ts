import {
  agendaOf,
  claimable,
  isMailroomDue,
  mayClaim,
  type MailroomFacts,
} from '../../domain/mailroom-agenda';
import { civilDate, plusMs, type Instant } from '../../domain/time';
import { moment } from '../support/item';
import { testOffice } from '../support/office';

const office = testOffice();
const nothing: MailroomFacts = { composed: null, anchored: null, next: null, pause: null, owed: false };
const at = (words: string, facts: Partial<MailroomFacts> = {}) =>
  agendaOf(office, moment(words), { ...nothing, ...facts });

describe("the mailroom's next slot", () => {
  it('is today at nine on a working day that is not composed', () => {
    expect(at('2025-07-01 08:59')).toMatchObject({ slot: '2025-07-01', slotAt: moment('2025-07-01 09:00') });
  });

  it('is that of the next working day once today is composed, over a weekend too', () => {
    expect(at('2025-07-04 09:01', { composed: civilDate('2025-07-04') }).slot).toBe('2025-07-07');
  });

  it('can be a make-up Sunday', () => {
    expect(at('2025-09-27 12:00').slot).toBe('2025-09-28');
  });

  it('is still today in the afternoon when the morning was lost, but not in the last half hour', () => {
    expect(at('2025-07-01 16:29').slot).toBe('2025-07-01');
    expect(at('2025-07-01 16:30').slot).toBe('2025-07-02');
  });
});

describe('composing', () => {
  it('is half a minute before the slot, and the slot to come is then that of the next working day', () => {
    expect(at('2025-07-01 08:59').composeAt).toBe(plusMs(moment('2025-07-01 09:00'), -30_000));
    const composed = civilDate('2025-07-01');
    const after = agendaOf(office, plusMs(moment('2025-07-01 09:00'), -20_000), { ...nothing, composed });
    expect(after.slot).toBe('2025-07-02');
    expect(after.composed?.slotAt).toBe(moment('2025-07-01 09:00'));
  });
});

describe('slots that were missed', () => {
  it('are the working days between the last one composed and the one to come', () => {
    const { slot, missedSlots } = at('2025-10-10 08:00', { composed: civilDate('2025-09-29') });
    expect(slot).toBe('2025-10-10');
    expect(missedSlots).toEqual(['2025-09-30', '2025-10-09']);
  });

  it('are none before anything was ever composed', () => {
    expect(at('2025-07-01 08:00').missedSlots).toEqual([]);
  });
});

describe('ready mail', () => {
  it('may be tried at once inside the window', () => {
    const now = moment('2025-07-01 10:00');
    expect(at('2025-07-01 10:00', { next: moment('2025-07-01 09:00') }).sweepAt).toBe(now);
  });

  it('waits for the opening when it became ready in the evening, on a Friday until Monday', () => {
    const { sweepAt, openUntil } = at('2025-07-04 18:00', { next: moment('2025-07-04 17:30') });
    expect(sweepAt).toBe(moment('2025-07-07 08:30'));
    expect(openUntil).toBeNull();
  });

  it('is not claimed in the last half minute of a window', () => {
    const end = moment('2025-07-01 17:00');
    expect(claimable(office, plusMs(end, -30_001))).toBe(end - 30_001);
    expect(claimable(office, plusMs(end, -30_000))).toBe(moment('2025-07-02 08:30'));
    expect([-30_001, -30_000].map((ms) => mayClaim(office, plusMs(end, ms)))).toEqual([true, false]);
  });

  it('is not asked for while sending is paused, before the pause ends by itself', () => {
    const ready = (until: Instant | null) =>
      at('2025-07-01 10:00', { next: moment('2025-07-01 09:00'), pause: { until } }).sweepAt;
    expect(ready(null)).toBeNull();
    expect(ready(moment('2025-07-01 14:00'))).toBe(moment('2025-07-01 14:00'));
    expect(ready(moment('2025-07-04 20:00'))).toBe(moment('2025-07-07 08:30'));
  });

  it('does not exist when nothing waits', () => {
    expect(at('2025-07-01 10:00').sweepAt).toBeNull();
  });
});

describe('a pause that ends by itself', () => {
  const opens = (until: Instant | null) => at('2025-07-01 10:00', { pause: { until } }).openAt;

  it('is ended at its moment, though nothing waits for it', () => {
    expect(opens(moment('2025-07-01 14:00'))).toBe(moment('2025-07-01 14:00'));
  });

  it('does not keep the mailroom from looking at the next opening', () => {
    expect(opens(moment('2025-07-04 20:00'))).toBe(moment('2025-07-02 08:30'));
    expect(opens(null)).toBe(moment('2025-07-02 08:30'));
  });
});

describe('the anchor of a slot', () => {
  it('is wanted until there is one for it', () => {
    const composed = civilDate('2025-07-01');
    expect(at('2025-07-01 09:05', { composed }).composed).toMatchObject({ slot: composed, anchored: false });
    expect(at('2025-07-01 09:05', { composed, anchored: composed }).composed?.anchored).toBe(true);
  });
});

describe('the mailroom has something to do', () => {
  const composed = civilDate('2025-07-01');
  const due = (words: string, facts: Partial<MailroomFacts> = {}) =>
    isMailroomDue(at(words, facts), moment(words));

  it('from half a minute before a slot until the slot has been composed and anchored', () => {
    expect(due('2025-07-01 08:59')).toBe(false);
    expect(due('2025-07-01 09:00')).toBe(true);
    expect(due('2025-07-01 09:10', { composed })).toBe(true);
    expect(due('2025-07-01 09:10', { composed, anchored: composed })).toBe(false);
  });

  it('while mail may be posted, and not while sending is paused or the window is closed', () => {
    const facts = { composed, anchored: composed, next: moment('2025-07-01 09:00') };
    expect(due('2025-07-01 10:00', facts)).toBe(true);
    expect(due('2025-07-01 10:00', { ...facts, pause: { until: null } })).toBe(false);
    expect(due('2025-07-01 20:00', facts)).toBe(false);
  });
});
