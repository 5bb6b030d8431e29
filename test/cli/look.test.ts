import { clockLook, DATABASE, workerLook } from '../../office/health/look';
import { waitingLooks } from '../../office/health/mail-looks';
import type { Instant } from '../../domain/time';
import type { MailRow } from '../../ledger/mails/list';
import { moment } from '../support/item';
import { testOffice } from '../support/office';

const office = testOffice();

/** A mail as far as a look at its waiting goes. */
const mail = (kind: MailRow['kind'], composed: string, ready = composed) =>
  ({ kind, composedAt: moment(composed), readyAt: moment(ready) }) as MailRow;

const bad = (ready: readonly MailRow[], now: Instant, paused = false): readonly string[] =>
  waitingLooks({ office, ready, now, paused }).map(({ name, level }) => `${level} ${name}`);

describe('a mail that waits', () => {
  const digest = mail('digest', '2025-07-02 09:00');

  it('is no fault for ten minutes, and one after that', () => {
    expect(bad([digest], moment('2025-07-02 09:10'))).toEqual([]);
    expect(bad([digest], moment('2025-07-02 09:11'))).toEqual(['bad late-mails']);
  });

  it('is none outside the window, on a day off, or while sending is paused', () => {
    expect(bad([digest], moment('2025-07-02 23:00'))).toEqual([]);
    expect(bad([digest], moment('2025-07-05 10:00'))).toEqual([]);
    expect(bad([digest], moment('2025-07-02 10:00'), true)).toEqual([]);
  });

  it('is one when it is a letter of an earlier working day', () => {
    const letter = mail('letter', '2025-07-04 16:00', '2025-07-07 08:30');
    expect(bad([letter], moment('2025-07-06 10:00'))).toEqual([]);
    expect(bad([letter], moment('2025-07-07 08:00'))).toEqual(['bad letters']);
  });
});

describe('workers and clocks', () => {
  it('are bad when no worker asks, or the clocks differ by more than a minute', () => {
    expect([workerLook(true).level, workerLook(false).level]).toEqual(['ok', 'bad']);
    expect([clockLook(-60_000, DATABASE), clockLook(-61_000, DATABASE).map(({ level }) => level)]).toEqual([
      [],
      ['bad'],
    ]);
  });
});
