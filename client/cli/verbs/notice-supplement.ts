import { text } from '../../../domain/problem';
import { supplementsOf } from '../../plan/unissued';
import { onLedger } from '../on-ledger';
import { DRY_RUN, example, flaggedBy, KEY_FLAG, requiredFlag, type Verb } from '../verb';
import { issueChosen, type Choose } from './issue';
import { itemsOption } from './plan';

const chooseAdded: Choose = (ledger, plan, options) => supplementsOf(ledger, plan, itemsOption(options));

/** duban notice supplement: items that were added after the notice. */
export const supplementVerb: Verb = {
  usage: 'supplement [通知]',
  about: text(
    '补充交办：计划中通知之外补充的事项（写有 supplement: 正文）作为又一批交办，各发补充交办通知',
    'issue the items that the plan adds to an issued notice (supplement: TEXT) as a further batch with letters of its own',
  ),
  flags: [
    requiredFlag(flaggedBy('--plan <文件或目录>', '加了补充事项的计划', 'the plan with the added items')),
    flaggedBy('--items <事项>', '只交办这些补充事项，用逗号隔开', 'only these of them, separated by commas'),
    flaggedBy('--accept-past', '接受早于今天的期限', 'accept dates before today'),
    KEY_FLAG,
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
    issueChosen(session, ledger, { id, options, choose: chooseAdded }),
  ),
};
