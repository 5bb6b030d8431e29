import { ok, type Result } from '../problem';
import { accountOf } from '../roster/roster';
import type { Account, UnitId } from '../roster/types';
import { dateOf } from '../time';
import type { Command, Envelope } from './commands';
import { policyFor } from './dates';
import { assign } from './decide/assign';
import type { Case, Decision, DecideContext, Of } from './decide/case';
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

/** The reserved actor of a cancellation from Temporal's own UI. */
const TEMPORAL = 'temporal';

/**
 * What a command becomes: events in order (none: it has been so already), or a refusal that says why and what would be
 * right. Looks in this order at who asks (`not-allowed`), whether the item still takes commands (`wrong-state`), the
 * words (`incomplete`, `too-long`, `bad-percentage`), and the rules of the command. Never throws; changes nothing.
 */
export function decide(state: ItemState, envelope: Envelope, ctx: DecideContext): Decision {
  const account = whoAsks(state, envelope, ctx);
  if (!account.ok) return account;
  const { command } = envelope;
  if (!isOpen(state) && command.type !== 'reopen' && command.type !== 'taskDone') {
    return wrongItemState(state, ['要继续办理，请先恢复', 'reopen the item to go on with it', 'reopen']);
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
    policy: policyFor(ctx.office, state),
  };
  const decided = byType(c, command);
  return decided.ok ? closingByItself(c, decided.value) : decided;
}

const unitIn = (command: Command): UnitId | null => ('unit' in command ? (command.unit ?? null) : null);

/** The account behind a command, null for Temporal's own UI, which may cancel and nothing else. */
function whoAsks(
  state: ItemState,
  { actor, onBehalf, command }: Envelope,
  { office }: DecideContext,
): Result<Account | null> {
  if (actor === TEMPORAL && command.type === 'cancel') return ok(null);
  const account = accountOf(office.roster, actor);
  if (!account) {
    return notAllowed(
      [`没有帐号“${actor}”`, `there is no account "${actor}"`],
      ['请用名册中的帐号办理', 'use an account of the roster'],
    );
  }
  const unit = unitIn(command);
  if (onBehalf && onBehalf.unit !== unit) {
    return notAllowed(
      [
        `代录的是“${onBehalf.unit}”，内容却是“${unit ?? '全部'}”的`,
        `entered on behalf of "${onBehalf.unit}", but it is about "${unit ?? 'all'}"`,
      ],
      ['代录请写同一个单位', 'name the same unit as on whose behalf it is entered'],
    );
  }
  const allowed = may(account, command.type, state, unit, onBehalf !== null);
  return allowed.ok ? ok(account) : allowed;
}

function byType(c: Case, command: Command): Decision {
  switch (command.type) {
    case 'acknowledge':
      return acknowledge(c, command);
    case 'report':
      return report(c, command);
    case 'returnReport':
      return returnReport(c, command);
    case 'requestExtension':
      return requestExtension(c, command);
    case 'withdrawExtension':
      return withdrawExtension(c, command);
    case 'grant':
      return grant(c, command);
    case 'refuse':
      return refuseExtension(c, command);
    case 'submitCompletion':
      return submitCompletion(c, command);
    case 'withdrawCompletion':
      return withdrawCompletion(c, command);
    case 'accept':
      return accept(c, command);
    case 'return':
      return returnCompletion(c, command);
    default:
      return aboutItem(c, command);
  }
}

/** What changes the item itself, or a unit's part in it. */
type OfItem = Of<
  | 'changeDeadline'
  | 'assign'
  | 'release'
  | 'changeLead'
  | 'taskDone'
  | 'urge'
  | 'cancel'
  | 'close'
  | 'reopen'
  | 'yearEnd'
>;

function aboutItem(c: Case, command: OfItem): Decision {
  switch (command.type) {
    case 'changeDeadline':
      return changeDeadline(c, command);
    case 'assign':
      return assign(c, command);
    case 'release':
      return release(c, command);
    case 'changeLead':
      return changeLead(c, command);
    case 'taskDone':
      return taskDone(c, command);
    case 'urge':
      return urge(c, command);
    case 'cancel':
      return cancel(c, command);
    case 'close':
      return close(c, command);
    case 'reopen':
      return reopen(c, command);
    case 'yearEnd':
      return yearEnd(c, command);
  }
}

/** With policy.closeByItself an item that turns 待销号 by these events is 已销号 in the same breath. */
function closingByItself(c: Case, made: readonly ItemEvent[]): Decision {
  if (!c.policy.closeByItself || c.state.status === 'toBeClosed') return ok(made);
  const after = made.reduce(
    (state, event, index) =>
      evolve(
        state,
        { ...event, seq: c.state.seq + 1 + index, at: c.now, actor: c.actor, requestKey: null },
        state.stream,
      ),
    c.state,
  );
  if (after.status !== 'toBeClosed') return ok(made);
  return ok([...made, { type: 'closed', body: { reason: '', automatic: true } }]);
}
