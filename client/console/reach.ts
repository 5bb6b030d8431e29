import { refuse, text, type Result } from '../../domain/problem';
import type { HealthWatch } from '../../office/health/watch';
import type { ActPorts } from './ports';

/** How long the answer to a command is waited for while no worker answers: it may be busy only, ms. */
const NO_WORKER_MS = 5_000;

const sameFormAgain = text(
  '把这张表单原样再交一次：已经记录的不会重复办理',
  'send this form again as it is: what was recorded is not done twice',
);

type SendsCommands = Pick<ActPorts, 'command'>;

/** The façade as forms use it: a command that no worker takes is given up soon, and the form itself is sent again. */
const forForms = <T extends SendsCommands>(watch: Pick<HealthWatch, 'looks'>, duban: T): T => ({
  ...duban,
  async command(parts: Parameters<T['command']>[0]) {
    const silent = watch.looks().some(({ name, level }) => name === 'workers' && level === 'bad');
    const answer = await duban.command(silent ? { ...parts, within: NO_WORKER_MS } : parts);
    return answer.ok || answer.problem.code !== 'outcome-unknown'
      ? answer
      : { ok: false, problem: { ...answer.problem, hint: sameFormAgain } };
  },
});

/** The façade, unless the engine is known to be away: nobody waits for it then. */
export async function unlessAway<T extends SendsCommands>(
  watch: Pick<HealthWatch, 'looks'>,
  duban: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const away = watch.looks().find(({ name, level }) => name === 'engine' && level === 'bad');
  if (away === undefined) {
    const open = await duban();
    return open.ok ? { ok: true, value: forForms(watch, open.value) } : open;
  }
  return refuse(
    'temporal-unreachable',
    away.said,
    text(
      '什么也没有改变；恢复后把这张表单原样再交一次',
      'nothing was changed; send this form again when it is back',
    ),
  );
}
