import type { Command as Commander } from 'commander';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import type { Contact, ContactRole, Roster, Unit } from '../../../domain/roster/types';
import type { Ledger } from '../../../ledger/types';
import { dateOption, unitOfName } from '../names';
import { changedBy, onLedger } from '../on-ledger';
import type { Output } from '../output';
import type { Session } from '../session';
import { table } from '../table';
import { textOf, type On, type Options } from '../verb';

const ROLES: Readonly<Record<ContactRole, string>> = {
  liaison: '联络员',
  supervisor: '分管领导',
  chief: '主要负责人',
};

const ESCALATION = { full: '逐级', liaison: '联络员(领导改电话)', none: '不上升' } as const;

function list(session: Session, roster: Roster): Output {
  const contacts = (unit: Unit, role: ContactRole): string =>
    String(roster.contacts.filter((one) => one.unit === unit.id && one.role === role).length);
  const rows = roster.units.map((unit) => [
    unit.id,
    unit.name,
    unit.channel === 'manual' ? '人工' : '邮件',
    ESCALATION[unit.escalation],
    contacts(unit, 'liaison'),
    contacts(unit, 'supervisor'),
    contacts(unit, 'chief'),
  ]);
  const head =
    session.style.lang === 'zh'
      ? ['代号', '单位', '渠道', '升级', '联络员', '分管', '主要']
      : ['id', 'unit', 'channel', 'escalation', 'liaisons', 'supervisors', 'chiefs'];
  return { data: { units: roster.units, groups: roster.groups }, text: table(head, rows) };
}

async function show(session: Session, ledger: Ledger, name: string): Promise<Result<Output>> {
  const { roster } = await ledger.office();
  const id = unitOfName(roster, name);
  if (!id.ok) return id;
  const unit = roster.units.find((one) => one.id === id.value);
  const contacts = roster.contacts.filter((one) => one.unit === id.value);
  const items = await ledger.items({ unit: id.value, open: true });
  const rows = contacts.map((one) => [
    session.style.lang === 'zh' ? ROLES[one.role] : one.role,
    one.name,
    one.address,
    one.from ?? '',
    one.until ?? '',
  ]);
  const head =
    session.style.lang === 'zh'
      ? ['角色', '姓名', '地址', '自', '至']
      : ['role', 'name', 'address', 'from', 'until'];
  const aliases = unit && unit.aliases.length > 0 ? `(${unit.aliases.join('、')})` : '';
  return ok({
    data: { unit, contacts, open: items.map((item) => item.stream) },
    text: `${unit?.name ?? ''}${aliases}\n${table(head, rows)}\n未结 ${items.length} 项`,
  });
}

/** Adds a contact, or changes the one of the same unit, role and address. */
async function contact(
  session: Session,
  ledger: Ledger,
  name: string,
  options: Options,
): Promise<Result<Output>> {
  const { roster } = await ledger.office();
  const unit = unitOfName(roster, name);
  if (!unit.ok) return unit;
  const role = textOf(options, 'role');
  const address = textOf(options, 'address') ?? '';
  if (role !== 'liaison' && role !== 'supervisor' && role !== 'chief') {
    return refuse(
      'usage',
      text('--role 是 liaison、supervisor 或 chief', '--role is liaison, supervisor or chief'),
      text('例:--role liaison --address li@unit.example', 'e.g. --role liaison --address li@unit.example'),
    );
  }
  if (!/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(address)) {
    return refuse(
      'bad-address',
      text(`“${address}”不是邮箱地址`, `"${address}" is not an address`),
      text('写成 li@unit.example 的样子', 'write it like li@unit.example'),
    );
  }
  const until = dateOption(textOf(options, 'until'));
  if (!until.ok) return until;
  const by = await changedBy(session, ledger);
  if (!by.ok) return by;
  const same = roster.contacts.find(
    (one) => one.unit === unit.value && one.role === role && one.address === address,
  );
  const changed: Contact = {
    id: same?.id ?? `${unit.value}-${role}-${by.value.now}`,
    unit: unit.value,
    role,
    name: textOf(options, 'name') ?? same?.name ?? '',
    address,
    from: same?.from ?? null,
    until: until.value ?? null,
  };
  await ledger.setContact(changed, by.value);
  return ok({ data: changed, text: `${name} ${ROLES[role]} ${address}` });
}

/** duban unit …: who the units are and where their mail goes. */
export function unitVerbs(unit: Commander, on: On): void {
  on(unit.command('list').description('名册'), (session) =>
    onLedger(session, async (ledger) => ok(list(session, (await ledger.office()).roster))),
  );
  on(unit.command('show <单位>').description('一个单位的联系人和未结事项'), (session, [name]) =>
    onLedger(session, (ledger) => show(session, ledger, name ?? '')),
  );
  on(
    unit
      .command('contact <单位>')
      .description('登记或更换联系人;失效的邮箱重新登记后恢复发送')
      .option('--role <角色>', 'liaison 联络员 | supervisor 分管领导 | chief 主要负责人')
      .option('--address <邮箱>')
      .option('--name <姓名>')
      .option('--until <日期>', '用到哪一天'),
    (session, [name], options) =>
      onLedger(session, (ledger) => contact(session, ledger, name ?? '', options)),
  );
}
