import { join } from 'node:path';
import type { Session } from '../../client/cli/session';
import type { Rehearsal, RehearsalWishes } from '../../office/rehearsal';
import { ok, text, type Result, type Text } from '../../domain/problem';
import { makeLog } from '../log';
import { prepareRuntime } from '../runtime';
import type { StopRequest } from '../signals';
import { rehearseYear } from './run';

/** `duban rehearse 目录 [--smtp url] [--script 文件|none] [--until 日期] [--keep 目录]`. Refuses what rehearseYear refuses. */
export async function rehearseCommand(
  session: Session,
  folder: string,
  wishes: RehearsalWishes,
  stop: StopRequest,
): Promise<Result<Rehearsal>> {
  const { io, style, config } = session;
  const said = (line: Text): string => line[style.lang];
  const runtime = prepareRuntime({
    log: makeLog(config.log, join(config.home, 'rehearse.log')),
    env: config.env,
  });
  const { smtp, script, until, keep } = wishes;
  const played = await rehearseYear({
    folder,
    cwd: io.cwd,
    script,
    until,
    smtp,
    keep,
    bundle: await runtime.bundle,
    env: { ...config.env },
    isStopped: () => stop.signal !== null,
    progress: (line) => {
      io.err(said(line));
    },
    onDay: (day, mails) => {
      io.progress(said(text(`演练 ${day} · 已发 ${mails} 封`, `rehearsing ${day} · ${mails} mails`)));
    },
  });
  if (!played.ok) return played;
  const { setup, result, refused } = played.value;
  return ok({ demo: setup.plan.demo, zone: setup.office.calendar.zone, result, refused });
}
