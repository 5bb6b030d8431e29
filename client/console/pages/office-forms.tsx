import { contactEntered } from '../../../office/acts/contact-entered';
import { makeRoster, resolveUnit } from '../../../domain/roster/roster';
import type { Unit } from '../../../domain/roster/types';
import type { Kit } from '../kit';
import { Area, Form, FormField, Select, Submit, type FieldFault } from '../web/form';
import { page } from '../web/layout';
import { postedWords } from '../web/posted';
import { dangerous, get, post, type Ctx, type Route } from '../web/route';
import type { Visit } from '../web/visit';
import { proposeOffice } from './office-change';
import { type FormWords, faultAt } from '../web/form';
import { YEAR_PATH, wordsOfYear, yearForm, askedYear, declareYear } from './office-year';

const UNIT_PATH = '/office/unit';

function unitForm(c: Ctx, words: FormWords, faults: readonly FieldFault[]) {
  const visit = c.get('visit');
  const { say } = visit;
  const title = say('登记一个新单位', 'Enter a new unit');
  return page(
    c,
    { title, at: '/units', crumbs: [['/units', say('单位', 'Units')]], faults },
    <>
      <div class="panel">
        <Form visit={visit} action={UNIT_PATH}>
          <FormField name="name" label={say('单位名称', 'Name')} value={words['name']} faults={faults} />
          <FormField
            name="id"
            label={say('代号', 'Id')}
            short
            value={words['id']}
            faults={faults}
            hint={say(
              '小写字母、数字、连字符，如 slj；以后不能改',
              'lower-case letters, digits, hyphens, like slj; fixed from then on',
            )}
          />
          <Area
            name="aliases"
            label={say('别的叫法（可不填）', 'Other names (optional)')}
            rows={2}
            value={words['aliases']}
            faults={faults}
            hint={say('每行一个；通知里这样写也认得', 'one a line; known in notices too')}
          />
          <Select
            name="channel"
            label={say('怎样送达', 'How it is reached')}
            value={words['channel']}
            options={[
              ['mail', say('邮件', 'mail')],
              ['manual', say('人工送达（不发邮件，打印送去）', 'by hand (printed, no mail)')],
            ]}
          />
          <FormField
            name="liaison"
            label={say('联络员姓名', 'Name of its liaison')}
            value={words['liaison']}
            faults={faults}
          />
          <FormField
            name="phone"
            label={say('联络员电话（可不填）', 'Telephone of its liaison (optional)')}
            value={words['phone']}
            faults={faults}
          />
          <FormField
            name="address"
            type="email"
            label={say('联络员邮箱', 'Address of its liaison')}
            value={words['address']}
            faults={faults}
          />
          <Submit>{say('下一步：看会改变什么', 'Next: what it will change')}</Submit>
        </Form>
      </div>
    </>,
  );
}

const lineListOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(/[\n、，,;；]/)
    .map((line) => line.trim())
    .filter(Boolean);

/** What is wrong with the names of a new unit. */
function nameFaults({ id, name, aliases }: Unit, { office, say }: Visit): readonly FieldFault[] {
  const { roster } = office;
  const taken = (one: string): boolean => resolveUnit(roster, one).type !== 'unknown';
  const inUse = (one: string): string =>
    say(`“${one}”已经有了，请换一个`, `"${one}" is in use, take another`);
  return [
    ...(name === '' ? [{ field: 'name', message: say('请填写单位名称', 'Enter a name') }] : []),
    ...(name !== '' && taken(name) ? [{ field: 'name', message: inUse(name) }] : []),
    ...(/^[a-z0-9][a-z0-9-]{0,39}$/.test(id)
      ? taken(id)
        ? [{ field: 'id', message: inUse(id) }]
        : []
      : [
          {
            field: 'id',
            message: say(
              '代号只用小写字母、数字、连字符，如 slj',
              'An id has lower-case letters, digits and hyphens, like slj',
            ),
          },
        ]),
    ...aliases.filter(taken).map((one) => ({ field: 'aliases', message: inUse(one) })),
  ];
}

async function enterUnit(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { office, say } = visit;
  const { roster } = office;
  const words = await postedWords(c);
  const unit: Unit = {
    id: (words['id'] ?? '').trim(),
    name: (words['name'] ?? '').trim(),
    aliases: lineListOf(words['aliases']),
    escalation: 'full',
    channel: words['channel'] === 'manual' ? 'manual' : 'mail',
  };
  const [name, address] = [(words['liaison'] ?? '').trim(), (words['address'] ?? '').trim()];
  const entered = contactEntered(roster, {
    ...{ unit: unit.id, role: 'liaison', name, address, until: null },
    phone: (words['phone'] ?? '').trim(),
  });
  const nobody = name === '' && address === '' && unit.channel === 'manual';
  const faults = [
    ...nameFaults(unit, visit),
    ...(name === '' && !nobody ? [{ field: 'liaison', message: say('请填写姓名', 'Enter a name') }] : []),
    ...(entered.ok || nobody
      ? []
      : [faultAt(entered.problem.code === 'bad-phone' ? 'phone' : 'address', entered.problem, visit)]),
  ];
  if (faults.length > 0) return unitForm(c, words, faults);
  const after = makeRoster({
    ...roster,
    units: [...roster.units, unit],
    contacts: entered.ok && !nobody ? [...roster.contacts, entered.value] : roster.contacts,
  });
  const proposed = await proposeOffice(kit, c, 'roster', { ...office, roster: after });
  return proposed instanceof Response
    ? proposed
    : unitForm(
        c,
        words,
        proposed.map(({ message }) => ({ field: 'name', message })),
      );
}

/** A new unit with its liaison, and the days off of a year, by short forms; the pages of their files confirm them. */
export const officeFormRoutes = (kit: Kit): readonly Route[] => [
  dangerous(get(UNIT_PATH, ['admin'], (c) => unitForm(c, {}, []))),
  dangerous(post(UNIT_PATH, ['admin'], (c) => enterUnit(kit, c))),
  dangerous(
    get(YEAR_PATH, ['admin'], (c) => {
      const visit = c.get('visit');
      const year = askedYear(c.req.query('year'), visit);
      const table = visit.office.calendar.tables.find((one) => one.year === year);
      return yearForm(c, wordsOfYear(table, year, visit), []);
    }),
  ),
  dangerous(post(YEAR_PATH, ['admin'], (c) => declareYear(kit, c))),
];
