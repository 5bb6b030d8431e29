import { randomUUID } from 'node:crypto';
import type { Kit } from '../kit';
import { tellNext } from '../web/banner';
import { Area, ErrorSummary, Form, Submit, type FieldFault } from '../web/form';
import { secretOf } from '../web/cookie';
import { page } from '../web/layout';
import { postedWords } from '../web/posted';
import type { Ctx } from '../web/route';

export function reasonPage(c: Ctx, pausing: boolean, waiting: number, faults: readonly FieldFault[]) {
  const visit = c.get('visit');
  const { say } = visit;
  const title = pausing ? say('暂停一切发信', 'Pause all sending') : say('恢复发信', 'Resume sending');
  return page(
    c,
    { title, at: '/mails', faulty: faults.length > 0, status: faults.length > 0 ? 422 : 200 },
    <>
      <ErrorSummary visit={visit} faults={faults} />
      <h1>{title}</h1>
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
  const { say, account, now } = c.get('visit');
  const { reason = '', _key } = await postedWords(c);
  const { ready, sending } = await kit.ports.ledger.pending(now);
  if (reason.trim() === '')
    return reasonPage(c, pausing, ready + sending, [
      { field: 'reason', message: say('请填写理由', 'Enter a reason') },
    ]);
  const actor = account?.id ?? '';
  const key = _key ?? randomUUID();
  // Stopping must work with the engine down, so it goes straight to the ledger.
  if (pausing) await kit.ports.ledger.setPaused(true, reason, { actor, now, requestKey: key });
  else {
    const duban = await kit.ports.duban();
    if (!duban.ok) {
      const { message, hint } = duban.problem;
      return reasonPage(c, pausing, ready, [
        { field: 'reason', message: say(`${message.zh}。${hint.zh}`, `${message.en}. ${hint.en}`) },
      ]);
    }
    await duban.value.resume(reason, actor, key);
  }
  tellNext(c, secretOf(c, kit.ports), {
    kind: 'done',
    title: pausing ? say('发信已暂停', 'Sending is paused') : say('发信已恢复', 'Sending goes on'),
    lines: [reason],
  });
  return c.redirect('/mails', 303);
}
