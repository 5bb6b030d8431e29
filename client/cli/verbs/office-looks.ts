import { isDeclared } from '../../../domain/calendar/calendar';
import { isOpen } from '../../../domain/item/view';
import { ok, text, type Result } from '../../../domain/problem';
import { accountOf, unitOf } from '../../../domain/roster/roster';
import type { Account, Roster } from '../../../domain/roster/types';
import { dateOf, yearOf } from '../../../domain/time';
import type { Ledger } from '../../../ledger/ledger';
import { ACCOUNT_ROLE } from '../../../domain/words';
import { listing } from '../listing';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { actingAccount, pick, type Session } from '../session';
import { printTable } from '../table';
import { example, type Verb } from '../verb';

async function noticesVerb(session: Session, ledger: Ledger): Promise<Result<Output>> {
  const zh = session.style.lang === 'zh';
  const { roster } = await ledger.office();
  const rows = await Promise.all(
    (await ledger.notices()).map(async (notice) => {
      const items = await ledger.items({ notice: notice.id });
      const owner = accountOf(roster, notice.coordinator)?.name ?? notice.coordinator;
      return { ...notice, items: items.length, open: items.filter(isOpen).length, owner };
    }),
  );
  const head = zh
    ? ['通知', '名称', '文号', '年', '督办员', '在办/事项']
    : ['notice', 'title', 'number', 'year', 'coordinator', 'open/items'];
  const lines = rows.map((row) => [
    row.id,
    row.title,
    row.number,
    row.year,
    row.owner,
    row.items === 0 ? pick(session, '未交办', 'not issued') : `${row.open}/${row.items}`,
  ]);
  const none = pick(session, '还没有通知：duban notice import', 'no notices yet: duban notice import');
  return ok({ data: rows, text: rows.length > 0 ? printTable(head, lines) : none });
}

/** An account without what is personal: id, role, of which unit or notices. */
const accountLine = (account: Account, roster: Roster, zh: boolean): readonly string[] => [
  account.id,
  account.name,
  ACCOUNT_ROLE[account.role][zh ? 'zh' : 'en'],
  account.unit === null ? '' : (unitOf(roster, account.unit)?.name ?? account.unit),
  account.notices?.join(zh ? '、' : ', ') ?? '',
];

async function accountsVerb(session: Session, ledger: Ledger): Promise<Result<Output>> {
  const zh = session.style.lang === 'zh';
  const { roster } = await ledger.office();
  const head = zh ? ['帐号', '姓名', '角色', '单位', '通知'] : ['account', 'name', 'role', 'unit', 'notices'];
  const data = roster.accounts.map(({ id, name, role, unit, notices: own }) => ({
    id,
    name,
    role,
    unit,
    notices: own,
  }));
  return ok({
    data,
    text: printTable(
      head,
      roster.accounts.map((one) => accountLine(one, roster, zh)),
    ),
  });
}

async function whoami(session: Session, ledger: Ledger): Promise<Result<Output>> {
  const account = await actingAccount(session, ledger);
  if (!account.ok) return account;
  const { id, name, role, unit, notices: own } = account.value;
  const { roster } = await ledger.office();
  const said = accountLine(account.value, roster, session.style.lang === 'zh').filter(Boolean);
  return ok({ data: { id, name, role, unit, notices: own }, text: said.join('  ') });
}

async function office(session: Session, ledger: Ledger): Promise<Result<Output>> {
  const { roster, policy, calendar } = await ledger.office();
  const year = yearOf(dateOf(session.now(), calendar.zone));
  const years = [year, year + 1].map((one) => ({ year: one, declared: isDeclared(calendar, one) }));
  const { units, contacts, accounts: all } = roster;
  const { slot, window } = policy;
  const declared = years
    .map(
      (one) =>
        `${one.year} ${pick(session, one.declared ? '已登记' : '未登记', one.declared ? 'declared' : 'undeclared')}`,
    )
    .join(pick(session, '、', ', '));
  return ok({
    data: {
      units: units.length,
      contacts: contacts.length,
      accounts: all.length,
      zone: calendar.zone,
      years,
      policy,
    },
    text: [
      pick(
        session,
        `名册：${units.length} 个单位、${contacts.length} 位联系人、${all.length} 个帐号`,
        `roster: ${units.length} units, ${contacts.length} contacts, ${all.length} accounts`,
      ),
      pick(session, `工作日历（${calendar.zone}）：${declared}`, `calendar (${calendar.zone}): ${declared}`),
      pick(
        session,
        `规则：每日 ${slot} 发，窗口 ${window.from}–${window.to}；全部见 --json`,
        `policy: sent daily at ${slot}, window ${window.from}-${window.to}; all of it with --json`,
      ),
    ].join('\n'),
  });
}

/** duban notice list. */
export const noticeListVerb: Verb = {
  usage: 'list',
  about: text('列出台账里的通知', 'list the notices of the ledger'),
  flags: [],
  examples: [example('notice list', '各份通知和在办数', 'every notice with its open items')],
  action: listing(onLedger(noticesVerb)),
};

/** duban account list. */
export const accountVerbs: readonly Verb[] = [
  {
    usage: 'list',
    about: text('列出帐号：角色、单位、负责的通知', 'list accounts: role, unit, notices'),
    flags: [],
    examples: [example('account list', '谁可以办什么', 'who may do what')],
    action: onLedger(accountsVerb),
  },
];

/** duban whoami. */
export const whoamiVerb: Verb = {
  usage: 'whoami',
  about: text('现在以谁的身份操作', 'who acts now'),
  flags: [],
  examples: [example('whoami', '命令将记在谁的名下', 'under whose name commands are recorded')],
  action: onLedger(whoami),
};

/** duban office show. */
export const officeShowVerb: Verb = {
  usage: 'show',
  about: text('台账里的名册、日历、规则', 'roster, calendar and policy of the ledger'),
  flags: [],
  examples: [example('office show', '现行的一套', 'what is in force')],
  action: onLedger(office),
};
