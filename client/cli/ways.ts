import type { Hint, Problem, Text, HintWay } from '../../domain/problem';
import type { Lang } from './io';

const same = (line: string): Text => ({ zh: line, en: line });

/** How the command line has it done: a command, or an option of the command that was refused. */
const WAYS: Readonly<Record<HintWay, Text>> = {
  'accept-past': same('--accept-past'),
  'act-as': { zh: '--as 帐号', en: '--as ACCOUNT' },
  assign: same('item assign'),
  cancel: {
    zh: 'duban notice cancel 通知 --reason 理由、duban item cancel 事项 --reason 理由',
    en: 'duban notice cancel NOTICE --reason REASON, duban item cancel ITEM --reason REASON',
  },
  'cancel-missing': { zh: '--cancel-missing --reason 理由', en: '--cancel-missing --reason REASON' },
  'change-date': same('item date'),
  'change-role': { zh: 'item lead、item release', en: 'item lead, item release' },
  'check-ledger': same('duban ledger check'),
  'choose-round': { zh: '--round 期次', en: '--round N' },
  'close-or-cancel': { zh: 'item close、item cancel', en: 'item close, item cancel' },
  'compare-histories': same('duban audit verify --anchors'),
  'copy-ledger': {
    zh: 'duban ledger copy --from sqlite:备份文件 --to postgres://…',
    en: 'duban ledger copy --from sqlite:BACKUP --to postgres://…',
  },
  'end-year': same('item year-end'),
  'enter-contact': same('duban unit contact'),
  'finish-through-item': same('duban task done'),
  'give-reason': { zh: '--reason 理由', en: '--reason REASON' },
  'import-notice': same('duban notice import'),
  'issue-notice': same('duban notice issue'),
  'issue-part': same('--items'),
  'look-at-item': same('item show'),
  'look-at-items': same('item list'),
  'look-at-key': same('audit key'),
  'look-at-late-items': same('item list --late'),
  'look-at-mails': same('duban mail list'),
  'look-at-notice': same('duban notice show'),
  'look-at-tasks': same('task list'),
  'look-at-units': same('unit list'),
  'make-ledger': { zh: 'duban ledger migrate、duban start', en: 'duban ledger migrate, duban start' },
  'manual-channel': same('channel: manual'),
  'migrate-ledger': same('duban ledger migrate'),
  'move-rounds': { zh: '--shift、item date --round', en: '--shift, item date --round' },
  'plan-dates': { zh: 'due、dates、continuous: true', en: 'due, dates, continuous: true' },
  'plan-dates-of-units': same('dueOf'),
  'plan-group': { zh: 'groups: 集合名称: [单位, …]', en: 'groups: {GROUP: [UNIT, …]}' },
  'plan-list': { zh: 'each；没有别的单位时删去这一行', en: 'each; without others remove the line' },
  'plan-looked': { zh: 'lookedAt: [行号]', en: 'lookedAt: [LINE]' },
  'plan-supplement': { zh: '本项写 supplement: 正文', en: 'supplement: TEXT' },
  'plan-title': same('title'),
  'plan-units': { zh: 'lead、each', en: 'lead, each' },
  'plan-year': same('year: 2025'),
  'preview-plan': same('duban plan preview'),
  'record-for-unit': {
    zh: '--on-behalf 单位 --source mail|phone|paper',
    en: '--on-behalf UNIT --source mail|phone|paper',
  },
  reopen: same('item reopen'),
  report: same('item report'),
  'restore-ledger': same('duban ledger restore'),
  'return-hand-in': same('item review --return'),
  review: same('item review'),
  'rotate-key': same('duban audit key --rotate'),
  'send-or-not': { zh: '--send 或 --no-send', en: '--send or --no-send' },
  'urge-again': same('--again'),
  'verify-ledger': {
    zh: 'duban audit verify、duban ledger check',
    en: 'duban audit verify, duban ledger check',
  },
  'withdraw-extension': same('item extend --withdraw'),
};

/** A hint with the command or option that acts on it. */
export function hintText(hint: Hint, lang: Lang): string {
  if (hint.way === undefined) return hint[lang];
  const way = WAYS[hint.way][lang];
  return lang === 'zh' ? `${hint.zh}（${way}）` : `${hint.en} (${way})`;
}

/** A problem for scripts: its code, what was wrong, and what would be right. */
export interface ProblemData {
  readonly code: Problem['code'];
  readonly message: string;
  readonly hint: string;
}

/** The one form of a problem in `--json`, whether the whole call or a part of it was refused. */
export const problemData = ({ code, message, hint }: Problem, lang: Lang): ProblemData => ({
  code,
  message: message[lang],
  hint: hintText(hint, lang),
});
