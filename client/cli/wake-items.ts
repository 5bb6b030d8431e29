import { pick, type Session } from './session';

/**
 * Has every open item look at its agenda again after reference data changed. Without a running engine nothing is lost:
 * an item looks at the data in force whenever it wakes.
 */
export async function wakeAfterChange(
  session: Session,
): Promise<{ readonly reached: number | null; readonly said: string }> {
  const duban = await session.duban();
  if (!duban.ok) {
    return {
      reached: null,
      said: pick(
        session,
        '引擎未运行，事项下次醒来时重算',
        'the engine is not running; items derive again when they next wake',
      ),
    };
  }
  const reached = await duban.value.runErrands((done) => {
    session.io.progress(pick(session, `已通知 ${done} 个未结事项`, `${done} open items told`));
  });
  return {
    reached,
    said: pick(session, `${reached} 个未结事项已重算`, `${reached} open items derived again`),
  };
}
