import { sentence } from '../web/visit';
import type { Kit } from '../kit';
import { redirectTelling } from '../web/banner';
import { Area, Form, Submit, type FieldFault } from '../web/form';
import { page } from '../web/layout';
import { requestKeyIn, postedWords } from '../web/posted';
import type { Ctx } from '../web/route';

export function reasonPage(c: Ctx, pausing: boolean, waiting: number, faults: readonly FieldFault[]) {
  const visit = c.get('visit');
  const { say } = visit;
  const title = pausing ? say('暂停一切发信', 'Pause all sending') : say('恢复发信', 'Resume sending');
  return page(
    c,
    { title, at: '/mails', faults },
    <>
      <p class="lead">
        {pausing
          ? say(
              `${waiting} 封待发的会停下；事项照常计时，提醒照常记录。`,
              `${waiting} mails wait; items run on.`,
            )
          : say(`${waiting} 封待发的会马上发出。`, `${waiting} mails go out at once.`)}
      </p>
      <div class="panel">
        <Form visit={visit} action={pausing ? '/mails/pause' : '/mails/resume'}>
          <Area
            name="reason"
            label={say('理由（记入台账）', 'Reason (journaled)')}
            rows={2}
            faults={faults}
          />
          <Submit danger={pausing}>{title}</Submit>
        </Form>
      </div>
    </>,
  );
}

export async function setPausedPage(kit: Kit, c: Ctx, pausing: boolean) {
  const visit = c.get('visit');
  const { say, account, now } = visit;
  const words = await postedWords(c);
  const { reason = '' } = words;
  const { ready, sending } = await kit.ports.ledger.pending(now);
  if (reason.trim() === '')
    return reasonPage(c, pausing, ready + sending, [
      { field: 'reason', message: say('请填写理由', 'Enter a reason') },
    ]);
  const actor = account?.id ?? '';
  const key = requestKeyIn(words);
  // Stopping must work with the engine down, so it goes straight to the ledger.
  if (pausing) await kit.ports.ledger.setPaused(true, reason, { actor, now, requestKey: key });
  else {
    const duban = await kit.ports.duban();
    if (!duban.ok)
      return reasonPage(c, pausing, ready, [{ field: 'reason', message: sentence(duban.problem, visit) }]);
    await duban.value.resume(reason, actor, key);
  }
  return redirectTelling(c, kit.ports, '/mails', {
    title: pausing ? say('发信已暂停', 'Sending is paused') : say('发信已恢复', 'Sending goes on'),
    lines: [reason],
  });
}
