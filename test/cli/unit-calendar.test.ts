import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ICAL from 'ical.js';
import { feedOf } from '../../domain/digest/calendar-feed';
import { feedFile } from '../../mail/ics';
import { yearOfSuite } from '../audit/year';
import { testFolder } from '../ledger/database';
import { answerOf } from '../support/cli';
import { cancel } from '../support/commands';
import { moment } from '../support/item';

const folder = testFolder();
const year = yearOfSuite();
afterAll(() => {
  folder.remove();
});

/** The feed of a unit as it was at a moment. */
async function feedAt(at: string, unit = 'sjj') {
  const now = moment(at);
  const items = await year.room.ledger.itemsAsOf({ unit }, now);
  return feedOf(items, unit, await year.room.ledger.office(), now);
}

describe('the calendar of a unit', () => {
  it('has an entry for each date, whose sequence is up when the date moves', async () => {
    const entry = async (at: string) => (await feedAt(at)).find(({ uid }) => uid === 'item.n1.1.sjj@duban');
    const [before, after] = [await entry('2025-08-14 18:00'), await entry('2025-08-18 18:00')];
    expect(before).toMatchObject({ date: '2025-08-29', method: 'REQUEST' });
    expect(after).toMatchObject({ date: '2025-09-19', method: 'REQUEST' });
    expect(after?.sequence).toBeGreaterThan(before?.sequence ?? 0);
  });

  it('puts late ones together in one entry of the day, and nowhere else', async () => {
    const [collected, ...others] = await feedAt('2025-09-25 18:00');
    expect(collected).toMatchObject({ uid: 'sjj.late@duban', date: '2025-09-25', method: 'REQUEST' });
    expect(collected?.description).toMatch(/^1\. .*（逾期\d+个工作日）/);
    expect(others.map(({ uid }) => uid)).not.toContain('item.n1.1.sjj@duban');
    expect(others.every(({ date }) => date >= '2025-09-25')).toBe(true);
  });

  it('withdraws that entry when nothing is late', async () => {
    const [collected] = await feedAt('2025-07-10 18:00');
    expect(collected).toMatchObject({ uid: 'sjj.late@duban', method: 'CANCEL' });
  });

  it('withdraws the entry of an item that is cancelled', async () => {
    await year.room.say('2025-10-31 15:00', 'ddy', cancel, 'item/n1/8');
    const all = await feedAt('2025-10-31 18:00', 'zjj');
    expect(all.find(({ uid }) => uid === 'item.n1.8.zjj@duban')).toMatchObject({ method: 'CANCEL' });
  });
});

describe('duban unit calendar', () => {
  /** The entries of a feed as ical.js, which nobody here wrote, reads them. */
  const entriesOf = (feed: string): ReadonlyMap<string, ICAL.Event> => {
    const calendar = ICAL.Component.fromString(feed);
    expect(calendar.getFirstPropertyValue('method')).toBe('PUBLISH');
    const events = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
    const byUid = new Map(events.map((event) => [event.uid, event]));
    expect(byUid.size).toBe(events.length);
    return byUid;
  };
  const statusOf = (event: ICAL.Event | undefined) => event?.component.getFirstPropertyValue('status');

  it('is read by a library of others: late ones in one all-day entry, withdrawn ones cancelled', async () => {
    const file = join(folder.path, 'read.ics');
    const closed = join(folder.path, 'closed.db');
    await year.room.ledger.backup(closed);
    await year.cli(closed)('unit', 'calendar', 'zjj', '--to', file);
    const entries = entriesOf(readFileSync(file, 'utf8'));
    const feed = await feedAt('2025-10-31 18:00', 'zjj');
    expect([...entries.keys()].sort()).toEqual(feed.map(({ uid }) => uid).sort());
    for (const { uid, sequence, date, method, summary } of feed) {
      const read = entries.get(uid);
      expect([read?.sequence, read?.summary]).toEqual([sequence, summary]);
      expect([read?.startDate.isDate, read?.startDate.toString()]).toEqual([true, date]);
      expect(read?.duration.toSeconds()).toBe(86_400);
      expect(statusOf(read)).toBe(method === 'CANCEL' ? 'CANCELLED' : 'CONFIRMED');
    }
    expect(statusOf(entries.get('item.n1.8.zjj@duban'))).toBe('CANCELLED');
    expect(statusOf(entries.get('zjj.late@duban'))).toBe('CANCELLED');
    const past = { organizer: 'd@x.example', now: moment('2025-09-25 18:00') };
    const late = entriesOf(feedFile(await feedAt('2025-09-25 18:00'), past)).get('sjj.late@duban');
    expect([late?.startDate.isDate, late?.startDate.toString()]).toEqual([true, '2025-09-25']);
    expect([late?.sequence, statusOf(late)]).toEqual([20250925, 'CONFIRMED']);
    expect(late?.description).toMatch(/逾期\d+个工作日/);
  });

  it('shows or writes it as a feed, published', async () => {
    const file = join(folder.path, 'sjj.ics');
    expect(await year.cli()('unit', 'calendar', 'sjj', '--to', file)).toMatchObject({ code: 0 });
    const feed = readFileSync(file, 'utf8');
    expect(feed).toContain('METHOD:PUBLISH\r\n');
    expect(feed).toContain('UID:sjj.late@duban\r\n');
    expect(feed).toContain('SEQUENCE:20251031\r\n');
    expect((await year.cli()('unit', 'calendar', 'sjj')).out).toContain('BEGIN:VCALENDAR');
  });

  it('knows the units', async () => {
    const ran = await year.cli()('unit', 'calendar', 'nobody', '--json');
    expect(answerOf(ran).error?.code).toBe('unit-not-found');
  });
});
