import { ok, text, type Result } from '../../../domain/problem';
import { DIFF, type DiffLine } from '../../../domain/item/diff';
import { ITEM_STATUS } from '../../../domain/words';
import type { Ledger } from '../../../ledger/ledger';
import { changesBetween } from '../../../office/lists/changes';
import { missingOption } from '../item-commands';
import { dateOption } from '../names';
import { listing } from '../listing';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { pick, type Session } from '../session';
import { columnTable } from '../table';
import { example, flaggedBy, OF_NOTICE, requiredFlag, optionText, type Options, type Verb } from '../verb';

async function auditDiff(session: Session, ledger: Ledger, options: Options): Promise<Result<Output>> {
  const from = dateOption(options, 'from');
  if (!from.ok) return from;
  const to = dateOption(options, 'to');
  if (!to.ok) return to;
  if (from.value === undefined) return missingOption('--from');
  const notice = optionText(options, 'notice');
  const lines = await changesBetween(ledger, { from: from.value, to: to.value, notice, now: session.now() });
  const none = pick(session, '没有变化', 'nothing changed');
  return ok({ data: lines, text: lines.length > 0 ? diffTable(session, lines) : none });
}

const diffTable = ({ style: { lang } }: Session, lines: readonly DiffLine[]): string =>
  columnTable(lang, lines, [
    ['变化', 'change', ({ kind }) => DIFF[kind][lang]],
    ['事项', 'item', ({ no, title }) => `${no}. ${title}`],
    ['单位', 'unit', ({ unitName }) => unitName ?? '—'],
    ['之前', 'before', ({ before }) => before ?? ''],
    ['之后', 'after', ({ after, status }) => after ?? (status && ITEM_STATUS[status][lang]) ?? ''],
  ]);

/** duban audit diff: what is otherwise than it was (自上次例会以来). */
export const diffVerb: Verb = {
  usage: 'diff',
  about: text(
    '两天之间变了什么：新交办、签收、改期、报办结、办结、销号、新逾期、不再逾期',
    'what changed between two days: new, signed, dates, handed in, accepted, ended, newly late, no longer late',
  ),
  flags: [
    requiredFlag(flaggedBy('--from <日期>', '从哪天零时起', 'from the beginning of this day')),
    flaggedBy('--to <日期>', '到哪天末，默认此刻', 'to the end of this day, by default now'),
    OF_NOTICE,
  ],
  examples: [example('audit diff --from 2025-09-22', '自上次例会以来', 'since the last meeting')],
  action: listing(onLedger((session, ledger, _args, options) => auditDiff(session, ledger, options))),
};
