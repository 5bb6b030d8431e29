import { isWorkingDay } from '../../domain/calendar/calendar';
import { composeLetters } from '../../domain/digest/compose';
import { issuedItems } from '../../domain/forecast/course';
import { dateOf } from '../../domain/time';
import type { MailState } from '../../ledger/database/tables/mails';
import type { MailRow } from '../../ledger/mails/list';
import { ahead, type Scene } from '../../office/lists/ahead';
import { claimable } from '../../domain/mailroom-agenda';
import { announce } from '../../client/cli/views/announce';
import { moment } from '../support/item';
import { seedDemoAt } from '../support/seed';

/** The demonstration as it stands right after it was issued at a moment, its letters in a state. */
function makeScene(words: string, letters: MailState): Scene {
  const now = moment(words);
  const { folder, plan } = seedDemoAt(now);
  const { office } = folder;
  const notices = [{ ...folder.notice, year: plan.year, demo: true }];
  const items = issuedItems({ plan, office, issuedAt: now });
  const snapshot = { office, notices, items, rows: [], tasks: [], now, findings: [] };
  const editions = composeLetters(snapshot, plan.notice, 1, dateOf(now, office.calendar.zone));
  const rows = editions.map((edition): MailRow => ({
    key: edition.key,
    kind: 'letter',
    to: edition.to,
    slot: edition.slot,
    state: letters,
    messageId: `<${edition.key}@duban.example>`,
    edition,
    composedAt: now,
    readyAt: now,
    settledAt: letters === 'sent' ? now : null,
    response: null,
  }));
  const next = ahead(
    { office, notices, open: items, told: [], letters: rows, rows: [], broken: [], composed: null, now },
    { most: 3 },
  );
  const outlet = { zh: '沙箱邮箱', en: 'the sandbox mailbox' };
  const lettersFrom = claimable(office, now);
  const open = items.length;
  return {
    office,
    now,
    host: now,
    demonstration: true,
    open,
    items,
    broken: [],
    letters: rows,
    lettersFrom,
    ahead: next,
    paused: null,
    outlet,
  };
}

const scenes = new Map<string, Scene>();

/** Each scene is made once. */
function sceneAt(words: string, letters: MailState): Scene {
  const known = scenes.get(`${words}|${letters}`) ?? makeScene(words, letters);
  scenes.set(`${words}|${letters}`, known);
  return known;
}

const said = (words: string, letters: MailState = 'ready'): string => announce(sceneAt(words, letters), 'zh');

describe('the first start', () => {
  it('in the small hours of a Wednesday says that the letters go at half past eight', () => {
    const text = said('2026-11-25 01:38');
    expect(text).toContain('47 封将于 2026-11-25 08:30 起发出');
    expect(text).not.toContain('预计');
  });

  it('inside the window says how many letters were sent', () => {
    expect(said('2026-11-25 10:00', 'sent')).toContain('已发出 47 封');
  });

  it.each(['2026-11-27 18:00', '2026-11-28 11:00'])(
    'on a Friday evening or a Saturday (%s) says Monday',
    (at) => {
      expect(said(at)).toContain('47 封将于 2026-11-30 08:30 起发出');
    },
  );

  it('on the eve of a holiday says the first working day after it', () => {
    expect(said('2026-09-30 17:30')).toContain('47 封将于 2026-10-08 08:30 起发出');
  });

  it('says 预计 at every date of an undeclared year, and once why', () => {
    const text = said('2026-11-27 18:00');
    expect(text.match(/2027-\d\d-\d\d/g)).toEqual(text.match(/2027-\d\d-\d\d(?=（预计）)/g));
    expect(text.match(/放假安排尚未公布/g)).toHaveLength(1);
  });

  it('on the last day of the year begins with the missing calendar', () => {
    const text = said('2026-12-31 10:00', 'sent');
    expect(text.split('\n')[0]).toMatch(/^▲ 2027 年放假安排尚未登记/);
    expect(text).toContain('2027-01-06（预计）');
  });
});

describe.each([
  '2026-11-25 01:38',
  '2026-11-27 18:00',
  '2026-11-28 11:00',
  '2026-12-31 10:00',
  '2026-09-30 17:30',
])('a demonstration begun at %s', (at) => {
  it('marks the table, the letters and the next mails as one', () => {
    expect(said(at).match(/演示·日期为示例/g)).toHaveLength(3);
  });

  it('names the next three mails with unit and item, none before now, all on working days', () => {
    const { ahead: next, office, now } = sceneAt(at, 'ready');
    const text = said(at);
    expect(next).toHaveLength(3);
    for (const { to, slot, name, lines } of next) {
      expect('unit' in to).toBe(true);
      expect(isWorkingDay(office.calendar, slot)).toBe(true);
      expect(moment(`${slot} 09:00`)).toBeGreaterThan(now);
      expect(text).toContain(name);
      expect(text).toContain(lines[0]?.title);
    }
  });

  it('has dates ahead only, on working days, a different one for each item', () => {
    const { items, office, now } = sceneAt(at, 'ready');
    const dues = items.flatMap(({ assignments }) =>
      assignments.slice(0, 1).flatMap(({ rounds }) => rounds.map(({ versions }) => versions[0]?.due.date)),
    );
    expect(new Set(dues).size).toBe(dues.length);
    for (const due of dues) {
      expect(due !== undefined && isWorkingDay(office.calendar, due)).toBe(true);
      expect(moment(`${due ?? ''} 00:00`)).toBeGreaterThan(now);
    }
  });
});

describe('the clock of a demonstration', () => {
  const scene = sceneAt('2026-11-30 08:58', 'ready');
  const moved = { ...scene, host: moment('2026-11-27 20:50') };

  it('once it has ended is told as one that stays, and promises nothing', () => {
    const [first] = announce({ ...moved, demonstration: false }, 'zh').split('\n');
    expect(first).toBe(
      '▲ 这里的时钟是 2026-11-30 08:58（本机 2026-11-27 20:50）：演示时拨过，不会自己回来，期限和邮件都照它算',
    );
    expect(announce({ ...moved, demonstration: false }, 'en')).not.toContain('moves it forward');
  });

  it('is told before all else, beside that of the machine, for every date below is one of its own', () => {
    expect(announce(moved, 'zh').split('\n')[0]).toMatch(
      /^演示的时钟：现在是 2026-11-30 08:58（本机 2026-11-27 20:50）/,
    );
    expect(announce(moved, 'en').split('\n')[0]).toMatch(
      /^the clock of the demonstration: it is 2026-11-30 08:58 \(on this machine 2026-11-27 20:50\)/,
    );
  });

  it('is no other where it has not been moved', () => {
    expect(announce(scene, 'zh')).not.toContain('时钟');
    expect(announce(scene, 'en')).not.toContain('clock');
  });
});

describe('an office without a notice', () => {
  it('says how one is issued', () => {
    const { office, now, outlet } = sceneAt('2026-11-25 10:00', 'ready');
    const empty: Scene = {
      office,
      now,
      host: now,
      demonstration: false,
      open: 0,
      items: [],
      broken: [],
      letters: [],
      lettersFrom: now,
      ahead: [],
      paused: null,
      outlet,
    };
    expect(announce(empty, 'zh')).toContain('duban notice issue');
    expect(announce(empty, 'en')).toContain('none yet');
  });
});

describe('an office with very many items', () => {
  it('says how many there are and where they are listed', () => {
    const many: Scene = { ...sceneAt('2026-11-25 10:00', 'ready'), open: 100_000, items: [], ahead: [] };
    expect(announce(many, 'zh')).toMatch(/未结事项 100000 项\n.*duban item list/);
    expect(announce(many, 'en')).toMatch(/100000 open items\n.*duban mail upcoming/);
    expect(said('2026-11-25 10:00')).not.toContain('duban item list');
  });
});

describe('a paused office', () => {
  it('says so instead of a time', () => {
    expect(announce({ ...sceneAt('2026-11-25 10:00', 'ready'), paused: '检修' }, 'zh')).toContain(
      '已暂停：检修',
    );
  });
});
