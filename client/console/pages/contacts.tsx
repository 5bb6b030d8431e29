import { contactEntered } from '../../../office/acts/contact-entered';
import { ok, type Problem, type Result } from '../../../domain/problem';
import { unitOf } from '../../../domain/roster/roster';
import type { Contact, ContactRole, Unit } from '../../../domain/roster/types';
import { dateOf, parseDate } from '../../../domain/time';
import { AUDIENCE } from '../../../domain/words';
import type { Kit } from '../kit';
import { redirectTelling } from '../web/banner';
import { givenIn, FormField, Form, Select, Submit, type FieldFault } from '../web/form';
import { page } from '../web/layout';
import { changeBy, postedWords } from '../web/posted';
import { get, post, type Ctx, type Route } from '../web/route';
import { sentence, type Visit } from '../web/visit';
import { CardTable } from '../web/table';

const CONTACT_ROLES: readonly ContactRole[] = ['liaison', 'supervisor', 'chief'];

type EnteredWords = Readonly<Record<string, string | undefined>>;

const contactsPath = ({ id }: Unit): string => `/units/${encodeURIComponent(id)}/contacts`;

const ContactTable = ({ visit, unit }: { visit: Visit; unit: Unit }) => {
  const { say, lang, office } = visit;
  const contacts = office.roster.contacts.filter((one) => one.unit === unit.id);
  return (
    <CardTable
      caption={say(`联系人 ${contacts.length} 个`, `${contacts.length} contacts`)}
      heads={[
        say('角色', 'Role'),
        say('姓名', 'Name'),
        say('电话', 'Telephone'),
        say('邮箱', 'Address'),
        say('自', 'From'),
        say('至', 'Until'),
      ]}
    >
      {contacts.map(({ id, role, name, phone, address, from, until }) => (
        <tr>
          <th scope="row">
            <a href={`${contactsPath(unit)}?of=${encodeURIComponent(id)}`}>{AUDIENCE[role][lang]}</a>
          </th>
          <td>{name}</td>
          <td class="mono">{phone}</td>
          <td class="mono">{address}</td>
          <td class="tight">{from ?? ''}</td>
          <td class="tight">{until ?? ''}</td>
        </tr>
      ))}
    </CardTable>
  );
};

function contactsPage(c: Ctx, unit: Unit, words: EnteredWords, faults: readonly FieldFault[] = []) {
  const visit = c.get('visit');
  const { say, lang } = visit;
  const given = givenIn(words, faults);
  return page(
    c,
    {
      title: say(`${unit.name}的联系人`, `Contacts of ${unit.name}`),
      at: '/units',
      crumbs: [['/units', say('单位', 'Units')]],
      faults,
    },
    <>
      <ContactTable visit={visit} unit={unit} />
      <section class="panel">
        <h2>{say('登记或更改', 'Enter or change')}</h2>
        <p>
          {say(
            '角色和邮箱相同的是同一个联系人。换人或换邮箱：登记新的，并在“接替谁”选原来的。',
            'The same role and address is the same contact. For a new person or address enter it, and choose whom it replaces.',
          )}
        </p>
        <Form visit={visit} action={contactsPath(unit)}>
          <Select
            {...given('role')}
            label={say('角色', 'Role')}
            options={CONTACT_ROLES.map((role) => [role, AUDIENCE[role][lang]])}
          />
          <FormField {...given('name')} label={say('姓名', 'Name')} />
          <FormField
            {...given('phone')}
            label={say('电话（可不填）', 'Telephone (optional)')}
            hint={say('电话催办时照它打', 'calls go to it')}
          />
          <FormField {...given('address')} label={say('邮箱', 'Address')} type="email" />
          <FormField
            {...given('until')}
            label={say('这个人用到哪一天', 'Last day of this one')}
            hint={say('不填：一直用', 'empty: no end')}
            type="date"
            short
          />
          <Select
            name="replaces"
            label={say('接替谁', 'In place of')}
            hint={say(
              '选了：原来的人用到下面那一天（空着是今天），不必再登记一次',
              'then the other one ends on the day below (empty: today)',
            )}
            value={words['replaces']}
            options={[
              ['', say('不接替谁', 'nobody')],
              ...visit.office.roster.contacts
                .filter((one) => one.unit === unit.id && one.until === null)
                .map(
                  ({ id, role, name, address }) =>
                    [id, `${AUDIENCE[role][lang]} ${name} ${address}`] as const,
                ),
            ]}
          />
          <FormField
            {...given('lastDay')}
            label={say('原来的人最后一天', 'Last day of the other one')}
            type="date"
            short
          />
          <Submit>{say(`登记：${unit.name}`, `Enter: ${unit.name}`)}</Submit>
        </Form>
      </section>
    </>,
  );
}

/** The field that a refusal of a contact is about, where that is not the address. */
const FIELD_OF: Readonly<Partial<Record<Problem['code'], string>>> = {
  'bad-date': 'until',
  'bad-phone': 'phone',
};

/** A contact as the form has it; whose field is wrong stands with the problem. */
function typedContact(
  unit: Unit,
  words: EnteredWords,
  visit: Visit,
): { readonly contact: Contact } | { readonly faults: readonly FieldFault[] } {
  const { office, say } = visit;
  const role = CONTACT_ROLES.find((one) => one === words['role']) ?? 'liaison';
  const name = (words['name'] ?? '').trim();
  const phone = (words['phone'] ?? '').trim();
  const until: Result<Contact['until']> = words['until'] ? parseDate(words['until']) : ok(null);
  const address = (words['address'] ?? '').trim();
  const at = (field: string, problem: Problem): FieldFault => ({ field, message: sentence(problem, visit) });
  const nameless =
    name === '' || name.length > 200 ? [{ field: 'name', message: say('请填写姓名', 'Enter a name') }] : [];
  if (!until.ok) return { faults: [...nameless, at('until', until.problem)] };
  const entered = contactEntered(office.roster, {
    ...{ unit: unit.id, role, name, phone, address },
    until: until.value,
  });
  if (entered.ok) return nameless.length > 0 ? { faults: nameless } : { contact: entered.value };
  const field = FIELD_OF[entered.problem.code] ?? 'address';
  return { faults: [...nameless, at(field, entered.problem)] };
}

/** The contact that another takes the place of, with its last day; null: nobody. */
function replacedBy(
  contact: Contact,
  words: EnteredWords,
  { office, now, say }: Visit,
): Contact | FieldFault | null {
  const old = office.roster.contacts.find(
    ({ unit, id }) => unit === contact.unit && id === words['replaces'],
  );
  if (!old || old.id === contact.id) return null;
  const last = parseDate(words['lastDay'] || dateOf(now, office.calendar.zone));
  if (!last.ok) return { field: 'lastDay', message: say(last.problem.message.zh, last.problem.message.en) };
  return { ...old, until: last.value };
}

async function enterContacts(kit: Kit, c: Ctx, unit: Unit) {
  const visit = c.get('visit');
  const { say, lang } = visit;
  const words = await postedWords(c);
  const read = typedContact(unit, words, visit);
  if ('faults' in read) return contactsPage(c, unit, words, read.faults);
  const { contact } = read;
  const replaced = replacedBy(contact, words, visit);
  if (replaced !== null && 'field' in replaced) return contactsPage(c, unit, words, [replaced]);
  const by = await changeBy(c);
  await kit.ports.ledger.setContact(contact, by);
  if (replaced !== null)
    await kit.ports.ledger.setContact(replaced, { ...by, requestKey: `${by.requestKey}/replaced` });
  return redirectTelling(c, kit.ports, contactsPath(unit), {
    title: say(`已登记 ${unit.name} ${contact.name}`, `entered ${contact.name} of ${unit.name}`),
    lines: [
      [AUDIENCE[contact.role][lang], contact.address, contact.until ?? ''].filter(Boolean).join(' '),
      ...(replaced === null
        ? []
        : [
            say(
              `${replaced.name}用到 ${replaced.until ?? ''}。离开的人若有帐号，请管理员停用；知道邮件链接的，在“单位和领导的链接”作废。`,
              `${replaced.name} ends on ${replaced.until ?? ''}. An account of who left is disabled by the administrator; links known to who left are ended at Links.`,
            ),
          ]),
    ],
  });
}

/** Contacts of a unit, entered by a form. */
export function contactRoutes(kit: Kit): readonly Route[] {
  const may = ['coordinator', 'admin'] as const;
  const path = '/units/:unit/contacts';
  const unitIn = (c: Ctx): Unit | undefined =>
    unitOf(c.get('visit').office.roster, c.req.param('unit') ?? '');
  return [
    get(path, may, (c) => {
      const unit = unitIn(c);
      if (!unit) return c.notFound();
      const of = c
        .get('visit')
        .office.roster.contacts.find((one) => one.unit === unit.id && one.id === c.req.query('of'));
      return contactsPage(c, unit, of ? { ...of, from: undefined, until: of.until ?? '' } : {});
    }),
    post(path, may, (c) => {
      const unit = unitIn(c);
      return unit ? enterContacts(kit, c, unit) : c.notFound();
    }),
  ];
}
