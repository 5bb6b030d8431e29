import { text } from '../../domain/problem';
import type { Noun, Verb } from './verb';
import { accountUnlockVerb } from './verbs/account-unlock';
import { auditVerbs } from './verbs/audit';
import { calendarVerbs } from './verbs/calendar';
import { completionVerb } from './verbs/completion';
import { doctorVerb } from './verbs/doctor';
import { itemVerbs } from './verbs/item';
import { ledgerVerbs } from './verbs/ledger';
import { loginVerbs } from './verbs/login';
import { lookVerbs } from './verbs/look';
import { mailVerbs } from './verbs/mail';
import { noticeVerbs } from './verbs/notice';
import { noticeAllVerbs } from './verbs/notice-all';
import { officeVerbs } from './verbs/office';
import { accountVerbs, noticeListVerb, officeShowVerb, whoamiVerb } from './verbs/office-looks';
import { paperVerbs } from './verbs/paper';
import { planVerbs } from './verbs/plan';
import { planApplyVerb } from './verbs/plan-apply';
import { planDiffVerb } from './verbs/plan-diff';
import { planDraftVerb } from './verbs/plan-draft';
import { planLearnVerb } from './verbs/plan-learn';
import { planLettersVerb } from './verbs/plan-letters';
import { startVerbs, type Starters } from './verbs/start';
import { taskVerbs } from './verbs/task';
import { unitVerbs } from './verbs/unit';
import { unitCalendarVerb } from './verbs/unit-calendar';
import { unitFileVerbs } from './verbs/unit-files';

const noun = (name: string, zh: string, en: string, verbs: Noun['verbs']): Noun => ({
  name,
  about: text(zh, en),
  verbs,
});

/** All nouns with their verbs, in the order of the help. */
export const nounsOf = (): readonly Noun[] => [
  noun(
    'notice',
    '通知：读、导入、查看、交办、撤回、整体改期、取消',
    'notices: read, import, show, issue, withdraw, date, cancel',
    () => [noticeListVerb, ...noticeVerbs, ...noticeAllVerbs],
  ),
  noun(
    'plan',
    '计划：起草、检查、预演邮件、比对、执行',
    'plans: draft, check, preview, compare, apply',
    () => [planDraftVerb, ...planVerbs, planLettersVerb, planLearnVerb, planDiffVerb, planApplyVerb],
  ),
  noun(
    'item',
    '事项：签收、报告、延期、办结、改期、催办、取消……',
    'items: everything that happens to them',
    () => [...lookVerbs, ...itemVerbs],
  ),
  noun('task', '督办员的待办', 'what waits for a coordinator', () => taskVerbs),
  noun('unit', '单位与联系人', 'units and their contacts', () => [
    ...unitVerbs,
    ...unitFileVerbs,
    unitCalendarVerb,
  ]),
  noun('calendar', '工作日历', 'the calendar of working days', () => calendarVerbs),
  noun('office', '机关：名册、规则、日历', 'the office: roster, policy, calendar', () => [
    ...officeVerbs,
    officeShowVerb,
  ]),
  noun('account', '帐号', 'accounts', () => [...accountVerbs, accountUnlockVerb]),
  noun('mail', '邮件：查看、暂停、恢复、重发', 'mails: look, pause, resume, send again', () => mailVerbs),
  noun(
    'paper',
    '公文：台账、通报、通知单、催办单、周报、报告',
    'papers: register, bulletin, slips, weekly and annual report',
    () => paperVerbs,
  ),
  noun(
    'audit',
    '审计：核验、存证点、证明、导出、归档',
    'audit: verify, checkpoints, proofs, export, archive',
    () => auditVerbs,
  ),
  noun(
    'ledger',
    '台账：建表、备份、核对、恢复',
    'the ledger: migrate, back up, check, restore',
    () => ledgerVerbs,
  ),
];

/** The verbs without a noun. */
export const topVerbs = (starters: Starters): readonly Verb[] => {
  const verbs = [...startVerbs(starters), doctorVerb, ...loginVerbs, whoamiVerb];
  const completion: Verb = completionVerb(nounsOf, () => [...verbs, completion]);
  return [...verbs, completion];
};
