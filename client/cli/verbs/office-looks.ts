import { isDeclared } from '../../../domain/calendar/calendar';
import { isOpen } from '../../../domain/item/view';
import { ok, text, type Result } from '../../../domain/problem';
import { accountOf, nameOfUnit } from '../../../domain/roster/roster';
import type { Account, Roster } from '../../../domain/roster/types';
import { dateOf, yearOf } from '../../../domain/time';
import type { Ledger } from '../../../ledger/ledger';
import { ACCOUNT_ROLE } from '../../../domain/words';
import type { Lang } from '../io';
import { listing } from '../listing';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { actingAccount, pick, type Session } from '../session';
import { columnTable, type TableColumn } from '../table';
import { example, type Verb } from '../verb';

async function noticesVerb(session: Session, ledger: Ledger): Promise<Result<Output>> {
  const { roster } = await ledger.office();
  const rows = await Promise.all(
    (await ledger.notices()).map(async (notice) => {
      const items = await ledger.items({ notice: notice.id });
      const owner = accountOf(roster, notice.coordinator)?.name ?? notice.coordinator;
      return { ...notice, items: items.length, open: items.filter(isOpen).length, owner };
    }),
  );
  if (rows.length === 0) {
    const none = pick(session, '还没有通知：duban notice import', 'no notices yet: duban notice import');
    return ok({ data: rows, text: none });
  }
  const notIssued = pick(session, '未交办', 'not issued');
  const table = columnTable(session.style.lang, rows, [
    ['通知', 'notice', ({ id }) => id],
    ['名称', 'title', ({ title }) => title],
    ['文号', 'number', ({ number }) => number],
    ['年', 'year', ({ year }) => year],
    ['督办员', 'coordinator', ({ owner }) => owner],
    ['在办/事项', 'open/items', ({ open, items }) => (items === 0 ? notIssued : `${open}/${items}`)],
  ]);
  return ok({ data: rows, text: table });
}

/** An account without what is personal: id, name, role, of which unit or notices. */
const accountColumns = (roster: Roster, lang: Lang): readonly TableColumn<Account>[] => [
  ['帐号', 'account', ({ id }) => id],
  ['姓名', 'name', ({ name }) => name],
  ['角色', 'role', ({ role }) => ACCOUNT_ROLE[role][lang]],
  ['单位', 'unit', ({ unit }) => (unit === null ? '' : nameOfUnit(roster, unit))],
  ['通知', 'notices', ({ notices }) => notices?.join(lang === 'zh' ? '、' : ', ') ?? ''],
];

const accountData = ({ id, name, role, unit, notices }: Account) => ({ id, name, role, unit, notices });

async function accountsVerb({ style: { lang } }: Session, ledger: Ledger): Promise<Result<Output>> {
  const { roster } = await ledger.office();
  const text = columnTable(lang, roster.accounts, accountColumns(roster, lang));
  return ok({ data: roster.accounts.map(accountData), text });
}

async function whoami(session: Session, ledger: Ledger): Promise<Result<Output>> {
  const account = await actingAccount(session, ledger);
  if (!account.ok) return account;
  const { roster } = await ledger.office();
  const said = accountColumns(roster, session.style.lang).map(([, , cell]) => cell(account.value));
  return ok({ data: accountData(account.value), text: said.filter(Boolean).join('  ') });
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
