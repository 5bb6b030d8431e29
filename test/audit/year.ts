import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import type { ClaimedMail } from '../../domain/digest/delivery';
import { inboxSource } from '../../office/lists/inbox';
import type { ItemState } from '../../domain/item/types';
import { nextWorkingDay } from '../../domain/slot';
import type { Office } from '../../domain/office';
import { makeRoster } from '../../domain/roster/roster';
import { civilDate, type CivilDate, type Instant } from '../../domain/time';
import type { InboxSource } from '../../domain/view/inbox-entry';
import type { SqliteConnection } from '../../ledger/database/sqlite-dialect';
import type { Ledger } from '../../ledger/ledger';
import type { LogKeyPlace } from '../../ledger/log/log-key';
import { headersOf } from '../../mail/headers';
import { testFolder, SQLITE } from '../ledger/database';
import { openIssuedMailroom, type IssuedMailroom } from '../ledger/mails/issued-mailroom';
import { accept, ask, grant, handIn, report } from '../support/commands';
import { commandLine } from '../support/cli';
import { moment, planItem } from '../support/item';
import { change, testKey } from '../support/ledger';

/** A ledger after some months of work, and what of it is kept outside. */
export interface EvidenceYear {
  /** The ledger's file, closed and whole. */
  readonly file: string;
  readonly logKey: LogKeyPlace;
  /** Folder of mails as units got them. */
  readonly mails: string;
  /** The checkpoints in them, the oldest first. */
  readonly notes: readonly string[];
  /** A command line on a ledger file. */
  cli(file?: string): ReturnType<typeof commandLine>;
  /** A copy of the ledger in a file of its own. */
  copy(): string;
}

/** What there was at an instant, captured when it was now: all that inboxes, notices and the items of a unit follow from. */
export interface Seen {
  readonly at: Instant;
  readonly office: ReturnType<typeof keptOf>;
  readonly items: readonly ItemState[];
  readonly waiting: Omit<InboxSource, 'office'>;
  /** Of one unit, the open ones. */
  readonly ofUnit: { readonly unit: string; readonly items: readonly ItemState[] };
}

/** What of an office is kept of every day: all but contacts and accounts. */
export const keptOf = ({ calendar, policy, roster: { units, groups } }: Office) => ({
  ...{ calendar, policy, units, groups },
});

/** Captures what there is now. */
export async function seenNow(ledger: Ledger, at: Instant): Promise<Seen> {
  const items = await ledger.items({});
  const { office, ...waiting } = await inboxSource(ledger, at, items);
  const unit = office.roster.units[at % office.roster.units.length]?.id ?? '';
  const ofUnit = { unit, items: await ledger.items({ unit, open: true }) };
  return { at, office: keptOf(office), items, waiting, ofUnit };
}

/** Half a year of a small office. */
export interface AuditYear extends EvidenceYear {
  readonly room: IssuedMailroom;
  /** The ends of working days. */
  readonly seen: readonly Seen[];
  close(): Promise<void>;
}

const DUES = ['2025-08-29', '2025-09-30', '2025-10-15', '2025-10-31'] as const;
const UNITS = ['sjj', 'sfj', 'dag', 'zjj'] as const;

/** What a unit is called from 10 September on. */
export const RENAMED = '区数据和政务局';

const TITLES = [
  '推进政务公开标准化规范化',
  '重大行政决策目录公开并组织公众代表列席会议',
  '政策解读与文件同步起草、同步审签、同步发布',
  '政府网站检查整改',
  '开展政府开放日活动',
  '公共企事业单位信息公开目录编制',
  '规范性文件集中公开、动态更新，标明有效性并提供多种格式下载',
  '政务公开培训',
] as const;

const items = Array.from({ length: 8 }, (_, i) => ({
  ...planItem({
    dates: [DUES[i % 4] ?? DUES[0]],
    units: { [UNITS[i % 4] ?? 'sjj']: 'lead' as const, [UNITS[(i + 1) % 4] ?? 'sfj']: 'support' as const },
  }),
  key: String(i + 1),
  title: TITLES[i] ?? '',
}));

/** What the office itself changes on some days. */
async function officeChanges({ ledger }: IssuedMailroom, day: CivilDate): Promise<void> {
  const { policy, roster } = await ledger.office();
  const by = change(day, `${day} 08:00`);
  if (day === '2025-08-20') await ledger.setPolicy({ ...policy, dueSoonDays: 9 }, by);
  if (day === '2025-09-10') {
    const units = roster.units.map((one) => (one.id === 'sjj' ? { ...one, name: RENAMED } : one));
    await ledger.setRoster(makeRoster({ ...roster, units }), by);
  }
}

/** What units and office do on some days, besides being reminded. */
async function works(room: IssuedMailroom, day: CivilDate): Promise<void> {
  for (const [i, stream] of room.streams.entries()) {
    const unit = UNITS[i % 4] ?? 'sjj';
    const at = `${day} 14:0${i}`;
    if (day === '2025-07-15') await room.say(at, `ll-${unit}`, report(unit, 30), stream);
    if (day === '2025-08-15' && i % 4 === 0)
      await room.say(at, `ll-${unit}`, ask(unit, '2025-09-19'), stream);
    if (day === '2025-08-18' && i % 4 === 0) await room.say(at, 'shld', grant(unit, '2025-09-19'), stream);
    if (day === '2025-10-13' && i < 5) await room.say(at, `ll-${unit}`, handIn(unit), stream);
    if (day === '2025-10-16' && i < 5) await room.say(at, 'shld', accept(unit), stream);
  }
}

const eml = (mail: ClaimedMail): string =>
  Object.entries(headersOf(mail))
    .map(([name, value]) => `${name}: ${value.replaceAll(' ', '\r\n ')}\r\n`)
    .join('');

/** Lives from 1 July to 31 October 2025. */
export async function auditYear(): Promise<AuditYear> {
  const folder = testFolder();
  const mails = join(folder.path, 'mails');
  mkdirSync(mails);
  const room = await openIssuedMailroom(SQLITE, { items });
  const notes = new Set<string>();
  const seen: Seen[] = [];
  const office = await room.ledger.office();
  for (let day = civilDate('2025-07-01'); day <= '2025-10-31'; day = nextWorkingDay(office, day)) {
    await officeChanges(room, day);
    await works(room, day);
    await room.morning(day);
    for (const mail of await room.send(`${day} 09:05`)) {
      if (mail.checkpoint === null) continue;
      if (!notes.has(mail.checkpoint)) writeFileSync(join(mails, `${day}-${notes.size}.eml`), eml(mail));
      notes.add(mail.checkpoint);
    }
    await room.ledger.journalDeliveries(moment(`${day} 09:10`));
    seen.push(await seenNow(room.ledger, moment(`${day} 23:59`)));
    await room.ledger.checkpoint({ slot: day, now: moment(`${day} 09:11`) });
  }
  const file = join(folder.path, 'ledger.db');
  await room.ledger.backup(file);
  let copies = 0;
  return {
    room,
    file,
    logKey: testKey,
    mails,
    notes: [...notes],
    seen,
    cli: (of = file) =>
      commandLine({
        home: folder.path,
        cwd: folder.path,
        env: {
          DUBAN_DATABASE_URL: `sqlite:${of}`,
          DUBAN_LOG_KEY_FILE: testKey.file,
          DUBAN_ACCOUNT: 'gly',
        },
        now: () => moment('2025-10-31 18:00'),
      }),
    copy: () => {
      const to = join(folder.path, `copy-${(copies += 1)}.db`);
      copyFileSync(file, to);
      return to;
    },
    close: async () => {
      await room.close();
      folder.remove();
    },
  };
}

/** The year of a suite: lived before its tests, removed after them. */
export function yearOfSuite(): AuditYear {
  let year: AuditYear | null = null;
  beforeAll(async () => {
    year = await auditYear();
  });
  afterAll(() => year?.close());
  const there = (): AuditYear => {
    if (!year) throw new Error('the year is there in tests only');
    return year;
  };
  return {
    get room() {
      return there().room;
    },
    get seen() {
      return there().seen;
    },
    get file() {
      return there().file;
    },
    get logKey() {
      return there().logKey;
    },
    get mails() {
      return there().mails;
    },
    get notes() {
      return there().notes;
    },
    cli: (file) => there().cli(file),
    copy: () => there().copy(),
    close: () => there().close(),
  };
}

/** Changes a ledger's file past the ledger, as someone with access to the database could. */
export function tamper(file: string, change: (raw: SqliteConnection) => void): void {
  const raw = new DatabaseSync(file);
  try {
    raw.exec('pragma foreign_keys = off');
    const triggers = raw.prepare("select name, sql from sqlite_master where type = 'trigger'").all() as {
      readonly name: string;
      readonly sql: string;
    }[];
    for (const { name } of triggers) raw.exec(`drop trigger "${name}"`);
    change(raw);
    // A forger leaves no door open.
    for (const { sql } of triggers) raw.exec(sql);
  } finally {
    raw.close();
  }
}
