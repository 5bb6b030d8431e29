import { ok, refuse, text, type Result } from '../../../domain/problem';
import type { ContactRole, Roster, Unit } from '../../../domain/roster/types';
import { AUDIENCE } from '../../../domain/words';
import type { Ledger } from '../../../ledger/ledger';
import { contactEntered } from '../../../office/acts/contact-entered';
import { itemLines } from '../../../office/lists/item-list';
import { dateOption, unitOfName } from '../names';
import { AS_OF, dated } from '../as-of';
import { listing } from '../listing';
import { changedBy, onLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { columnTable } from '../table';
import { lineTable, UNIT_COLUMNS } from '../views/item-columns';
import {
  DRY_RUN,
  example,
  flagOption,
  flaggedBy,
  KEY_FLAG,
  optionText,
  type Options,
  type Verb,
  requiredFlag,
} from '../verb';

const ESCALATION = { full: '逐级', liaison: '联络员（领导改电话）', none: '不上升' } as const;

function listUnits(session: Session, roster: Roster): Output {
  const contacts = (unit: Unit, role: ContactRole): string =>
    String(roster.contacts.filter((one) => one.unit === unit.id && one.role === role).length);
  const zh = session.style.lang === 'zh';
  const table = columnTable(session.style.lang, roster.units, [
    ['代号', 'id', ({ id }) => id],
    ['单位', 'unit', ({ name }) => name],
    ['渠道', 'channel', ({ channel }) => (zh ? (channel === 'manual' ? '人工' : '邮件') : channel)],
    ['升级', 'escalation', ({ escalation }) => (zh ? ESCALATION[escalation] : escalation)],
    ['联络员', 'liaisons', (unit) => contacts(unit, 'liaison')],
    ['分管', 'supervisors', (unit) => contacts(unit, 'supervisor')],
    ['主要', 'chiefs', (unit) => contacts(unit, 'chief')],
  ]);
  return { data: { units: roster.units, groups: roster.groups }, text: table };
}

async function showUnit(session: Session, ledger: Ledger, name: string): Promise<Result<Output>> {
  const office = await ledger.office();
  const { roster } = office;
  const id = unitOfName(roster, name);
  if (!id.ok) return id;
  const unit = roster.units.find((one) => one.id === id.value);
  const contacts = roster.contacts.filter((one) => one.unit === id.value);
  const items = await ledger.items({ unit: id.value, open: true });
  const open = itemLines(items, { unit: id.value }, { office, now: session.now() });
  const { lang } = session.style;
  const table = columnTable(lang, contacts, [
    ['角色', 'role', ({ role }) => AUDIENCE[role][lang]],
    ['姓名', 'name', (one) => one.name],
    ['电话', 'telephone', ({ phone }) => phone],
    ['地址', 'address', ({ address }) => address],
    ['自', 'from', ({ from }) => from ?? ''],
    ['至', 'until', ({ until }) => until ?? ''],
  ]);
  const aliases = unit && unit.aliases.length > 0 ? `(${unit.aliases.join('、')})` : '';
  return ok({
    data: { unit, contacts, open },
    text: [
      `${unit?.name ?? ''}${aliases}`,
      table,
      pick(session, `未结 ${open.length} 项`, `${open.length} open items`),
      ...(open.length > 0 ? [lineTable(open, UNIT_COLUMNS, lang)] : []),
    ].join('\n'),
  });
}

/** Adds a contact, or changes the one of the same unit, role and address. */
async function contactUnit(
  session: Session,
  ledger: Ledger,
  name: string,
  options: Options,
): Promise<Result<Output>> {
  const { roster } = await ledger.office();
  const unit = unitOfName(roster, name);
  if (!unit.ok) return unit;
  const role = optionText(options, 'role');
  const address = optionText(options, 'address') ?? '';
  if (role !== 'liaison' && role !== 'supervisor' && role !== 'chief') {
    return refuse(
      'usage',
      text('--role 是 liaison、supervisor 或 chief', '--role is liaison, supervisor or chief'),
      text('例：--role liaison --address li@unit.example', 'e.g. --role liaison --address li@unit.example'),
    );
  }
  const until = dateOption(options, 'until');
  if (!until.ok) return until;
  const entered = contactEntered(roster, {
    unit: unit.value,
    role,
    address,
    name: optionText(options, 'name') ?? null,
    phone: optionText(options, 'phone') ?? null,
    until: until.value ?? null,
  });
  if (!entered.ok) return entered;
  const changed = entered.value;
  const by = await changedBy(session, ledger, ['coordinator', 'admin'], options);
  if (!by.ok) return by;
  const ends = changed.until === null ? '' : pick(session, `至 ${changed.until}`, `until ${changed.until}`);
  const said = [name, AUDIENCE[role][session.style.lang], changed.name, changed.phone, address, ends]
    .filter(Boolean)
    .join(' ');
  if (flagOption(options, 'dryRun')) {
    return ok({
      data: { dryRun: true, contact: changed, mails: [] },
      text: pick(session, `将登记 ${said}；不会产生任何邮件`, `would enter ${said}; no mails`),
    });
  }
  await ledger.setContact(changed, by.value);
  return ok({ data: changed, text: pick(session, `已登记 ${said}`, `entered ${said}`) });
}

/** duban unit …: who the units are and where their mail goes. */
export const unitVerbs: readonly Verb[] = [
  {
    usage: 'list',
    about: text('名册', 'the roster'),
    flags: [],
    examples: [example('unit list', '单位、渠道、联系人数', 'units, channels, numbers of contacts')],
    action: onLedger(async (session, ledger) => ok(listUnits(session, (await ledger.office()).roster))),
  },
  {
    usage: 'show <单位>',
    about: text('一个单位的联系人和未结事项', 'contacts and open items of a unit'),
    flags: [AS_OF],
    examples: [example('unit show 区数据局', '区数据局', '区数据局')],
    action: listing(dated(onLedger((session, ledger, [name]) => showUnit(session, ledger, name ?? '')))),
  },
  {
    usage: 'contact <单位>',
    about: text(
      '登记或更换联系人；失效的邮箱重新登记后恢复发送',
      'enter or change a contact; a dead mailbox lives again with a new address',
    ),
    flags: [
      requiredFlag(
        flaggedBy(
          '--role <角色>',
          'liaison 联络员|supervisor 分管领导|chief 主要负责人',
          'liaison|supervisor|chief',
        ),
      ),
      requiredFlag(flaggedBy('--address <邮箱>', '邮箱地址', 'e-mail address')),
      flaggedBy('--name <姓名>', '姓名', 'name'),
      flaggedBy('--phone <电话>', '联系电话', 'telephone number'),
      flaggedBy('--until <日期>', '用到哪一天', 'the last day'),
      KEY_FLAG,
      DRY_RUN,
    ],
    examples: [
      example(
        'unit contact 徐泾镇 --role liaison --name 王同志 --address wang@xjz.qingpu.example',
        '登记联络员',
        'enters a liaison',
      ),
      example(
        'unit contact 徐泾镇 --role liaison --address lly@xjz.qingpu.example --until 2025-09-30',
        '用到 9 月 30 日',
        'until 30 September',
      ),
    ],
    action: onLedger((session, ledger, [name], options) => contactUnit(session, ledger, name ?? '', options)),
  },
];
