import { ok, refuse, text } from '../../../domain/problem';
import { onLedger } from '../on-ledger';
import { DRY_RUN, example, flaggedBy, KEY, required, type Verb } from '../verb';
import { issueChosen, unissued, type Choose } from './issue';
import { itemsOption } from './plan';

/** Items that the plan adds to an issued notice: those asked for, else all that have not been issued. */
const added: Choose = async (ledger, plan, options) => {
  const fresh = await unissued(ledger, plan);
  if (fresh.length === plan.items.length)
    return refuse(
      'not-issued',
      text(`通知 ${plan.notice} 还没有交办，说不上补充`, `the notice ${plan.notice} has not been issued yet`),
      text('先 duban notice issue；补充的事项会一并交办', 'issue it first: duban notice issue'),
    );
  const own = plan.items.filter(({ supplement }) => supplement).map(({ key }) => key);
  const other = itemsOption(options)?.find((key) => !own.includes(key));
  if (other !== undefined)
    return refuse(
      'not-supplement',
      text(`事项 ${other} 不是补充事项`, `item ${other} is no supplement`),
      text(
        '补充事项在 plan.yaml 中写 supplement: 正文；通知自己的事项用 duban notice issue',
        'a supplement has its text under supplement in plan.yaml; items of the notice: duban notice issue',
      ),
    );
  const keys = itemsOption(options) ?? fresh.map(({ key }) => key).filter((key) => own.includes(key));
  return keys.length > 0
    ? ok(keys)
    : refuse(
        'nothing-to-issue',
        text('计划里没有尚未交办的补充事项', 'the plan has no supplement that is not issued'),
        text(
          '在 plan.yaml 加一项：通知里没有的 key，supplement: 正文，期限和单位照写',
          'add an item to plan.yaml: a key that the notice does not have, supplement: its text, date and units',
        ),
      );
};

/** duban notice supplement: items that were added after the notice. */
export const supplementVerb: Verb = {
  usage: 'supplement [通知]',
  about: text(
    '补充交办:计划中通知之外补充的事项(写有 supplement: 正文)作为又一批交办,各发补充交办通知',
    'issue the items that the plan adds to an issued notice (supplement: TEXT) as a further batch with letters of its own',
  ),
  flags: [
    required(flaggedBy('--plan <文件或目录>', '加了补充事项的计划', 'the plan with the added items')),
    flaggedBy('--items <事项>', '只交办这些补充事项,用逗号隔开', 'only these of them, separated by commas'),
    flaggedBy('--accept-past', '接受早于今天的期限', 'accept dates before today'),
    KEY,
    DRY_RUN,
  ],
  examples: [
    example(
      'notice supplement qp-2025-13 --plan seeds/qingpu-2025 --dry-run',
      '先看会发哪些通知',
      'shows the letters first',
    ),
    example('notice supplement --plan plan.yaml --items 补1 --as ddy', '交办一项', 'issues one'),
  ],
  action: onLedger((session, ledger, [id], options) =>
    issueChosen(session, ledger, { id, options, choose: added }),
  ),
};
