import { ok, type Result } from '../problem';
import { accountOf } from '../roster/roster';
import type { Account, UnitId } from '../roster/types';
import { dateOf } from '../time';
import { advance, recordedAs, withTasksEnded, type Cause } from './advance';
import { unsaidIn } from './command-fields';
import { commandTable, type Command, type CommandOf, type CommandType, type Envelope } from './commands';
import { type Case, type Decision, type DecideContext, incompleteCommand, notAllowed } from './commands/case';
import { wrongItemState } from './commands/find';
import { policyFor } from './dates';
import type { ItemEvent } from './events';
import { may } from './may';
import type { ItemState } from './types';
import { isOpen } from './view';

/** The reserved actor of a cancellation from Temporal's own UI. */
const TEMPORAL = 'temporal';

/**
 * What a command becomes: events in order (none: it has been so already), or a refusal that says why and what would be
 * right. Looks in this order at who asks (`not-allowed`), whether the item still takes commands (`wrong-state`), whether
 * what must be said is said (`incomplete`), and the rules of the command. Never throws; changes nothing.
 */
export function decide(state: ItemState, envelope: Envelope, ctx: DecideContext): Decision {
  const account = whoAsks(state, envelope, ctx);
  if (!account.ok) return account;
  const { command } = envelope;
  if (!isOpen(state) && !commandTable[command.type].afterEnd) {
    return wrongItemState(state, ['要继续办理，请先恢复', 'reopen the item to go on with it', 'reopen']);
  }
  const words = checkWords(command.type, command);
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
  const decided = decideOne(command.type, c, command);
  return decided.ok && decided.value.length > 0 ? ok(endingByItself(c, decided.value)) : decided;
}

/** The unit that a command is for; null for those of the whole item. */
export const unitOfCommand = (command: Command): UnitId | null =>
  'unit' in command ? (command.unit ?? null) : null;

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
  const unit = unitOfCommand(command);
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

/** The rules of one command. */
const decideOne = <T extends CommandType>(type: T, c: Case, command: CommandOf<T>): Decision =>
  commandTable[type].decide(c, command);

/** Every text that must be said is said; refuses `incomplete`, naming the first that is not. */
function checkWords<T extends CommandType>(type: T, command: CommandOf<T>): Result<null> {
  const [missing] = unsaidIn(type, command);
  return missing ? incompleteCommand(missing.label) : ok(null);
}

/** What ends with these events by itself: the item where policy says so, and tasks whose cause is no more. */
function endingByItself(c: Case, made: readonly ItemEvent[]): readonly ItemEvent[] {
  const cause = { actor: c.actor, requestKey: null, at: c.now };
  return withTasksEnded(c.state, closingByItself(c, made, cause), cause);
}

/** With policy.closeByItself an item that turns 待销号 by these events is 已销号 in the same breath. */
function closingByItself(c: Case, made: readonly ItemEvent[], cause: Cause): readonly ItemEvent[] {
  if (!c.policy.closeByItself || c.state.status === 'toBeClosed') return made;
  const after = advance(c.state, recordedAs(c.state, made, cause), c.state.stream);
  if (after.state.status !== 'toBeClosed') return made;
  return [...made, { type: 'closed', body: { reason: '', automatic: true } }];
}
