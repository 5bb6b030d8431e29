import { ok, type Result } from '../../domain/problem';
import { endOfDay, pastLedger } from '../../office/lists/as-of';
import { zoneOf, type Session } from './session';
import { flaggedBy, optionText, type Action } from './verb';

/** Asks for the state at the end of a day. */
export const AS_OF = flaggedBy(
  '--as-of <日期>',
  '这一天结束时的样子，由台账重算',
  'as it stood at the end of this day, computed from the journal',
);

async function pastSession(session: Session, given: string): Promise<Result<Session>> {
  const ledger = await session.ledgerIfAny();
  if (!ledger.ok) return ledger;
  const at = endOfDay(given, await zoneOf(session), session.now());
  if (!at.ok) return at;
  if (!ledger.value) return ok(session);
  const then = pastLedger(ledger.value, at.value);
  return ok({
    ...session,
    now: () => at.value,
    ledger: () => Promise.resolve(ok(then)),
    ledgerIfAny: () => Promise.resolve(ok(then)),
  });
}

/** A look that can also be at the past (--as-of). Refuses `bad-date`, `future-date`. */
export const dated =
  (action: Action): Action =>
  async (session, args, options) => {
    const given = optionText(options, 'asOf');
    if (given === undefined) return action(session, args, options);
    const then = await pastSession(session, given);
    return then.ok ? action(then.value, args, options) : then;
  };
