import { ok, refuse, text, type Result } from '../problem';
import { accountOf } from '../roster/roster';
import type { Account, UnitId } from '../roster/types';
import { dateOf } from '../time';
import { withOverride } from '../policy';
import type { Command, Envelope } from './commands';
import { assign } from './decide/assign';
import { events, nameOf, type Case, type Decision, type DecideContext } from './decide/case';
import { changeDeadline, changeLead, release } from './decide/change';
import { accept, returnCompletion, submitCompletion, withdrawCompletion } from './decide/completion';
import { grant, refuseExtension, requestExtension, withdrawExtension } from './decide/extension';
import { wrongItemState } from './decide/find';
import { cancel, close, reopen, yearEnd } from './decide/life-cycle';
import { acknowledge, report, returnReport } from './decide/sign-report';
import { taskDone, urge } from './decide/tasks-urges';
import { checkWords } from './decide/words';
import { evolve } from './evolve';
import type { ItemEvent } from './events';
import { may, notAllowed } from './may';
import type { ItemState } from './types';
import { isOpen } from './view';

export { applyCalendar } from './decide/calendar';
export { issueItem } from './decide/issue';
export type { DecideContext } from './decide/case';

/**
 * What a command becomes: events in order (none: it has been so already), or a refusal that says why and what would be
 * right. Looks in this order at who asks (`not_allowed`), whether the item still takes commands (`wrong-state`), the
 * words (`incomplete`, `too-long`), and the rules of the command. Never throws; changes nothing.
 */
export function decide(state: ItemState, envelope: Envelope, ctx: DecideContext): Decision {
  const account = whoAsks(state, envelope, ctx);
  if (!account.ok) return account;
  const { command } = envelope;
  if (!isOpen(state) && command.type !== 'reopen' && command.type !== 'taskDone') {
    return wrongItemState(state, ['要继续办理，请先恢复（item reopen）', 'reopen the item to go on with it']);
  }
  const words = checkWords(command);
  if (!words.ok) return words;
  const c: Case = {
    ...ctx,
    state,
    actor: envelope.actor,
    account: account.value,
    source: envelope.onBehalf?.source ?? null,
    today: dateOf(ctx.now, ctx.office.policy.zone),
    policy: withOverride(ctx.office.policy, state.policy),
  };
  const decided = decided_(c, command);
  return decided.ok ? closingByItself(c, decided.value) : decided;
}
