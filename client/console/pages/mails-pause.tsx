import { pauseText } from '../../../domain/view/pause';
import { pauseUntil } from '../../../office/acts/pause-until';
import type { Kit } from '../kit';
import { redirectTelling } from '../web/banner';
import { Area, faultAt, Form, FormField, Submit, type FieldFault, type FormWords } from '../web/form';
import { page } from '../web/layout';
import { requestKeyIn, postedWords } from '../web/posted';
import type { Ctx } from '../web/route';

/** The form that pauses or resumes all sending. */
export function reasonPage(
  c: Ctx,
  pausing: boolean,
  waiting: number,
  { typed = {}, faults = [] }: { typed?: FormWords; faults?: readonly FieldFault[] } = {},
) {
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
            value={typed['reason']}
            faults={faults}
          />
          {pausing && (
            <FormField
              name="until"
              label={say('到什么时候（可以不填）', 'Until (may be left empty)')}
              hint={say(
                '到时收发室自动恢复；不填就要有人来恢复',
                'the mailroom resumes by itself then; left empty, somebody has to resume',
              )}
              type="datetime-local"
              short
              value={typed['until']}
              faults={faults}
            />
          )}
          <Submit danger={pausing}>{title}</Submit>
        </Form>
      </div>
    </>,
  );
}

/** Tells the mailroom when a pause ends; while the engine is away it learns of it when it next looks. */
async function tellPauseEnd(kit: Kit): Promise<void> {
  const duban = await kit.ports.duban();
  if (duban.ok) await duban.value.runErrands();
}

export async function setPausedPage(kit: Kit, c: Ctx, pausing: boolean) {
  const visit = c.get('visit');
  const { say, lang, account, now, office } = visit;
  const words = await postedWords(c);
  const { reason = '' } = words;
  const { ledger } = kit.ports;
  const { ready, sending } = await ledger.pending(now);
  const { zone } = office.calendar;
  const until = pauseUntil(pausing ? (words['until'] ?? '') : '', { zone, now });
  const faults = [
    ...(reason.trim() === '' ? [{ field: 'reason', message: say('请填写理由', 'Enter a reason') }] : []),
    ...(until.ok ? [] : [faultAt('until', until.problem, visit)]),
  ];
  if (faults.length > 0 || !until.ok)
    return reasonPage(c, pausing, ready + sending, { typed: words, faults });
  const actor = account?.id ?? '';
  const key = requestKeyIn(words);
  // Stopping must work with the engine down, so it goes straight to the ledger.
  if (pausing) {
    await ledger.setPaused(true, reason, { actor, now, requestKey: key }, until.value);
    if (until.value !== null) await tellPauseEnd(kit);
  } else {
    const duban = await kit.ports.duban();
    if (!duban.ok)
      return reasonPage(c, pausing, ready, {
        typed: words,
        faults: [faultAt('reason', duban.problem, visit)],
      });
    await duban.value.resume(reason, actor, key);
  }
  const paused = await ledger.paused();
  return redirectTelling(c, kit.ports, '/mails', {
    title: pausing ? say('发信已暂停', 'Sending is paused') : say('发信已恢复', 'Sending goes on'),
    lines: [paused ? pauseText(paused, zone)[lang] : reason],
  });
}
