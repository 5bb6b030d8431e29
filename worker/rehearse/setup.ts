import { resolve } from 'node:path';
import { readNoticeFolder } from '../../office/intake/files/notice-folder';
import { shift } from '../../domain/calendar/calendar';
import type { NoticeInfo } from '../../domain/digest/types';
import { endOfPlan } from '../../domain/forecast/forecast';
import type { Office } from '../../domain/office';
import type { Plan } from '../../domain/plan/types';
import { ok, refuse, text, type Result } from '../../domain/problem';
import { makeRoster } from '../../domain/roster/roster';
import {
  civilDate,
  dateOf,
  instantAt,
  parseDate,
  plusDays,
  type CivilDate,
  type ClockTime,
  type Instant,
} from '../../domain/time';
import { habitsOf, type RehearsedAct } from './acts';
import { scripted } from './events';
import { instantOf, readScript, unitNamed, type Script } from './script';

/** How a rehearsal is asked for on the command line. */
export interface WantedRehearsal {
  readonly folder: string;
  readonly script: string | undefined;
  readonly until: string | undefined;
  readonly cwd: string;
}

/** A span of time, [from, to). */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** All that a rehearsal is played from, resolved and checked before anything starts. */
export interface RehearsalSetup {
  readonly office: Office;
  readonly notice: NoticeInfo;
  readonly text: string;
  readonly plan: Plan;
  readonly issueAt: Instant;
  /** Midnight after the last day. */
  readonly endAt: Instant;
  readonly acts: readonly RehearsedAct[];
  readonly outages: readonly Span[];
  readonly dead: readonly (Span & { readonly unit: string })[];
}

const ISSUE_TIME: ClockTime = '09:30';

/** Reads and checks everything. Refuses like readNoticeFolder and readScript, `bad-date`, `not-ahead`, `bad-script`. */
export async function readSetup({
  folder,
  script: named,
  until,
  cwd,
}: WantedRehearsal): Promise<Result<RehearsalSetup>> {
  const read = await readNoticeFolder(resolve(cwd, folder));
  if (!read.ok) return read;
  const { notice, text: source, reading, planFile } = read.value;
  const office = withoutPeople(read.value.office);
  const { plan } = planFile;
  const script = await readScript(resolve(cwd, folder), named, cwd);
  if (!script.ok) return script;
  const issueAt = issuedAt(office, reading.issuedOn ?? reading.datedOn ?? civilDate(`${plan.year}-01-01`));
  const issueDay = dateOf(issueAt, office.calendar.zone);
  const endAt = endOfSetup(office, plan, issueDay, until);
  if (!endAt.ok) return endAt;
  const events = scripted(plan, office, script.value);
  if (!events.ok) return events;
  const dead = deadMailboxes(office, script.value);
  if (!dead.ok) return dead;
  const outages = script.value.outages.map((span) => spanOf(span, office)).sort((a, b) => a.from - b.from);
  const acts = [...habitsOf(plan, office, script.value, issueDay), ...events.value]
    .map((act) => ({
      ...act,
      at: outages.find(({ from, to }) => from <= act.at && act.at < to)?.to ?? act.at,
    }))
    .filter(({ at }) => at > issueAt)
    .sort((a, b) => a.at - b.at);
  return ok({
    office,
    notice,
    text: source,
    plan,
    issueAt,
    endAt: endAt.value,
    acts,
    outages,
    dead: dead.value,
  });
}

/** Half past nine of the day of printing, or of the working day after. */
function issuedAt({ calendar }: Office, day: CivilDate): Instant {
  const first = shift(calendar, plusDays(day, -1), 1).date;
  return instantAt(first, ISSUE_TIME, calendar.zone);
}

function endOfSetup(
  office: Office,
  plan: Plan,
  issueDay: CivilDate,
  until: string | undefined,
): Result<Instant> {
  const last = until === undefined ? ok(endOfPlan(plan, office)) : parseDate(until);
  if (!last.ok) return last;
  if (last.value >= issueDay) return ok(instantAt(plusDays(last.value, 1), '00:00', office.calendar.zone));
  return refuse(
    'not-ahead',
    text(`--until ${last.value} 早于交办日 ${issueDay}`, `--until ${last.value} is before ${issueDay}`),
    text('请写交办日之后的日期', 'name a day after the day of issue'),
  );
}

const spanOf = (span: Script['outages'][number], { calendar: { zone } }: Office): Span => ({
  from: instantOf(span.from, zone),
  to: instantOf(span.to, zone),
});

function deadMailboxes(office: Office, script: Script): Result<RehearsalSetup['dead']> {
  const dead: (Span & { unit: string })[] = [];
  for (const { unit, ...span } of script.deadMailboxes) {
    const found = unitNamed(office.roster, unit);
    if (!found.ok) return found;
    dead.push({ unit: found.value, ...spanOf(span, office) });
  }
  return ok(dead);
}

/** The same office with addresses of a reserved domain: a rehearsal writes to nobody, wherever it delivers. */
function withoutPeople(office: Office): Office {
  const safe = (address: string, id: string): string => (address === '' ? '' : `${id}@rehearsal.example`);
  const { roster } = office;
  const contacts = roster.contacts.map((one) => ({ ...one, address: safe(one.address, one.id) }));
  const accounts = roster.accounts.map((one) => ({ ...one, address: safe(one.address, one.id) }));
  return { ...office, roster: makeRoster({ ...roster, contacts, accounts }) };
}
