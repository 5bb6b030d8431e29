import { calendarYaml, policyYaml, rosterYaml } from '../../../office/intake/files/office-write';
import { toCalendar } from '../../../office/intake/files/calendar-file';
import { toPolicy } from '../../../office/intake/files/policy-file';
import { toRoster } from '../../../office/intake/files/roster-file';
import { yamlGiven } from '../../../office/intake/files/yaml-file';
import { loadOffice } from '../../../office/load-office';
import {
  differenceLines,
  officeDifference,
  type OfficePart,
  declareYears,
} from '../../../office/office-differs';
import { mergeTables } from '../../../office/intake/rosters/merge';
import type { TableFile } from '../../../office/intake/rosters/grids';
import { readTables } from '../../../office/intake/rosters/tables';
import { rosterInUse } from '../../../office/acts/roster-in-use';
import { makeCalendar } from '../../../domain/calendar/calendar';
import { digestOf } from '../../../domain/journal/canonical';
import type { Office } from '../../../domain/office';
import { ok, type Problem, type Result, type Text } from '../../../domain/problem';
import type { Kit } from '../kit';
import { redirectTelling } from '../web/banner';
import { Area, Files, Form, Submit, type FieldFault } from '../web/form';
import { page } from '../web/layout';
import { changeBy, postedFiles, postedWords } from '../web/posted';
import { dangerous, get, post, type Ctx, type Route } from '../web/route';
import { ChangedDays } from './changed-days';

/** A part of the reference data, as it is changed by its file. */
interface PartChange {
  readonly path: string;
  /** The page that shows it. */
  readonly back: string;
  readonly title: Text;
  readonly hint: Text;
  readonly file: string;
  /** The page that shows what a change has changed, where that is another. */
  readonly shownAt?: (before: Office, after: Office) => string | null;
  readonly digest: (office: Office) => string;
  /** The file of what is in force. */
  readonly written: (office: Office) => string;
  /** The office with the part that files say. Refuses like their readers, with the line. */
  readonly read: (files: readonly TableFile[], office: Office) => Result<Office> | Promise<Result<Office>>;
}

const yamlIn = ([file]: readonly TableFile[], name: string) =>
  yamlGiven(file?.bytes ?? Buffer.alloc(0), name);

const isTable = ({ name }: TableFile): boolean => /\.(xlsx|csv)$/i.test(name);

async function readRosterFiles(files: readonly TableFile[], office: Office): Promise<Result<Office>> {
  if (!files.some(isTable)) {
    const file = await yamlIn(files, 'roster.yaml');
    const roster = file.ok ? toRoster(file.value) : file;
    return roster.ok ? ok({ ...office, roster: roster.value }) : roster;
  }
  const tables = await readTables(files);
  const merged = tables.ok ? mergeTables(office.roster, tables.value) : tables;
  return merged.ok ? ok({ ...office, roster: merged.value }) : merged;
}

/** The calendar of the first year that a change has changed. */
function declaredYear(before: Office, after: Office): string | null {
  const known = new Map(before.calendar.tables.map((table) => [table.year, digestOf(table)]));
  const changed = after.calendar.tables.filter((table) => known.get(table.year) !== digestOf(table));
  const [first] = changed.map(({ year }) => year).sort((a, b) => a - b);
  return first === undefined ? null : `/calendar?year=${first}`;
}

const OFFICE_PART_CHANGES: Readonly<Record<OfficePart, PartChange>> = {
  roster: {
    path: '/office/roster',
    back: '/units',
    title: { zh: '更换名册', en: 'Change the roster' },
    hint: {
      zh: '整份名册：单位、集合名称、联系人、帐号；没有写的会被删去。也可上传 Excel 或 CSV 表，只改给出的表。',
      en: 'The whole roster; what is left out is removed. Excel and CSV tables change only the tables given.',
    },
    file: 'roster.yaml',
    digest: ({ roster }) => roster.digest,
    written: ({ roster }) => rosterYaml(roster),
    read: readRosterFiles,
  },
  calendar: {
    path: '/office/calendar',
    back: '/calendar',
    title: { zh: '登记放假安排', en: 'Declare years' },
    hint: {
      zh: '写出的年份替换现有的，没有写的年份不变。',
      en: 'Years that are written replace the present ones; others stay.',
    },
    file: 'calendar.yaml',
    shownAt: declaredYear,
    digest: ({ calendar }) => calendar.digest,
    written: ({ calendar }) => calendarYaml(calendar),
    read: async (files, office) => {
      const file = await yamlIn(files, 'calendar.yaml');
      const read = file.ok ? toCalendar(file.value, office.calendar.zone) : file;
      return read.ok ? ok({ ...office, calendar: declareYears(office.calendar, read.value).calendar }) : read;
    },
  },
  policy: {
    path: '/office/policy',
    back: '/policy',
    title: { zh: '更改规则', en: 'Change the policy' },
    hint: { zh: '没有写的键用默认值。', en: 'A key left out has its default.' },
    file: 'policy.yaml',
    digest: ({ policy }) => digestOf(policy),
    written: ({ policy }) => policyYaml(policy),
    read: async (files, office) => {
      const file = await yamlIn(files, 'policy.yaml');
      const policy = file.ok ? toPolicy(file.value) : file;
      if (!policy.ok) return policy;
      const calendar = makeCalendar(policy.value.zone, office.calendar.tables);
      return ok({ ...office, policy: policy.value, calendar });
    },
  },
};

/** A refusal with its hint, a place for each of its lines. */
const partFaults = ({ message, hint }: Problem, lang: 'zh' | 'en'): readonly FieldFault[] =>
  [...message[lang].split('\n'), hint[lang]].map((line) => ({ field: 'text', message: line }));

interface Typed {
  readonly text: string;
  readonly faults?: readonly FieldFault[];
}

function formPage(c: Ctx, part: PartChange, { text, faults = [] }: Typed) {
  const visit = c.get('visit');
  const { say, lang } = visit;
  const title = part.title[lang];
  return page(
    c,
    { title, at: part.back, crumbs: [[part.back, say('返回', 'Back')]], faults },
    <>
      <p class="lead">{part.hint[lang]}</p>
      <div class="panel">
        <Form visit={visit} action={part.path} upload>
          <Area name="text" label={part.file} rows={24} code value={text} faults={faults} />
          <Files
            name="file"
            label={say('或上传文件', 'Or a file')}
            hint={say('上传了文件就不看上面的文字', 'A file goes before the text above')}
            many
          />
          <Submit>{say('下一步：看会改变什么', 'Next: what it will change')}</Submit>
        </Form>
      </div>
    </>,
  );
}

const SHOWN_LINES = 200;

/** What would change, to be confirmed; the form brings the part as it was read, and over what it was compared. */
function confirmOfficePart(c: Ctx, part: PartChange, after: Office, lines: readonly Text[], stale: boolean) {
  const visit = c.get('visit');
  const { say, lang, office } = visit;
  const title = say(`确认${part.title.zh}`, `Confirm: ${part.title.en}`);
  return page(
    c,
    {
      title,
      heading: say(`${title}：改变 ${lines.length} 处？`, `${part.title.en}: ${lines.length} changes?`),
      at: part.back,
    },
    <>
      {stale && (
        <p class="note">
          ▲ {say('其间有人改过，请重新核对。', 'It was changed in the meantime; look again.')}
        </p>
      )}
      <div class="panel">
        <p>
          {say(
            '不会产生任何邮件；未结事项随之重算日程。记入台账。',
            'No mails; open items look at their agenda again. It is journaled.',
          )}
        </p>
        <ul class="bullets">
          {lines.slice(0, SHOWN_LINES).map((line) => (
            <li>{line[lang]}</li>
          ))}
        </ul>
        <ChangedDays visit={visit} after={after.calendar} />
        {lines.length > SHOWN_LINES && (
          <p>{say(`另有 ${lines.length - SHOWN_LINES} 处。`, `${lines.length - SHOWN_LINES} more.`)}</p>
        )}
      </div>
      <Form visit={visit} action={part.path}>
        <textarea name="text" hidden>
          {part.written(after)}
        </textarea>
        <input type="hidden" name="seen" value={part.digest(office)} />
        <p class="row">
          <Submit>
            {say(`${part.title.zh}，改变 ${lines.length} 处`, `${part.title.en}: ${lines.length}`)}
          </Submit>
          <a href={part.back}>{say('返回', 'Back')}</a>
        </p>
      </Form>
    </>,
  );
}

/** Open items look at their agenda at once; while the engine is away they do when they next wake. */
async function wokenText(kit: Kit): Promise<Text> {
  const duban = await kit.ports.duban();
  if (!duban.ok)
    return {
      zh: '引擎未运行，事项下次醒来时重算。',
      en: 'The engine is away; items derive again when they next wake.',
    };
  const reached = await duban.value.runErrands();
  return { zh: `${reached} 个未结事项已重算。`, en: `${reached} open items derived again.` };
}

/** Files as they came, else the text. */
async function broughtTables(c: Ctx, name: string): Promise<readonly TableFile[]> {
  const files: TableFile[] = [];
  for (const file of await postedFiles(c, 'file'))
    files.push({ name: file.name, bytes: Buffer.from(await file.arrayBuffer()) });
  const { text = '' } = await postedWords(c);
  return files.length > 0 ? files : [{ name, bytes: Buffer.from(text) }];
}

function partSame(c: Ctx, kit: Kit, part: PartChange) {
  const { say } = c.get('visit');
  return redirectTelling(c, kit.ports, part.back, {
    title: say('与现用的相同，没有改变', 'Nothing is different'),
  });
}

async function change(kit: Kit, c: Ctx, part: PartChange) {
  const { say, lang, office } = c.get('visit');
  const { ledger } = kit.ports;
  const { text = '', seen } = await postedWords(c);
  const refused = ({ problem }: { readonly problem: Problem }) =>
    formPage(c, part, { text, faults: partFaults(problem, lang) });
  const after = await part.read(await broughtTables(c, part.file), office);
  if (!after.ok) return refused(after);
  const lines = differenceLines(officeDifference(office, after.value));
  if (lines.length === 0) return partSame(c, kit, part);
  const used = await rosterInUse(ledger, office.roster, after.value.roster);
  if (!used.ok) return refused(used);
  const stale = seen !== undefined && seen !== part.digest(office);
  if (seen === undefined || stale) return confirmOfficePart(c, part, after.value, lines, stale);
  await loadOffice(ledger, after.value, await changeBy(c));
  const title = say(
    `已${part.title.zh}：改变 ${lines.length} 处`,
    `${part.title.en}: ${lines.length} changes`,
  );
  const to = part.shownAt?.(office, after.value) ?? part.back;
  return redirectTelling(c, kit.ports, to, { title, lines: [(await wokenText(kit))[lang]] });
}

/** What a short form would make of a part, by its file: the page that confirms, or what is wrong with it. */
export async function proposeOffice(
  kit: Kit,
  c: Ctx,
  of: OfficePart,
  after: Office,
): Promise<Response | readonly FieldFault[]> {
  const { lang, office } = c.get('visit');
  const part = OFFICE_PART_CHANGES[of];
  const read = await part.read([{ name: part.file, bytes: Buffer.from(part.written(after)) }], office);
  if (!read.ok) return partFaults(read.problem, lang);
  const lines = differenceLines(officeDifference(office, read.value));
  return lines.length === 0 ? partSame(c, kit, part) : confirmOfficePart(c, part, read.value, lines, false);
}

/** Roster, calendar and policy by their files: what would change is shown first, then an administrator confirms. */
export const officeChangeRoutes = (kit: Kit): readonly Route[] =>
  Object.values(OFFICE_PART_CHANGES).flatMap((part) => [
    dangerous(
      get(part.path, ['admin'], (c) => formPage(c, part, { text: part.written(c.get('visit').office) })),
    ),
    dangerous(post(part.path, ['admin'], (c) => change(kit, c, part))),
  ]);
