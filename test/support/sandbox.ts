import { mailLinks } from '../../office/access/links';
import { itemPath } from '../../domain/journal/streams';
import { startOfDay, type Instant } from '../../domain/time';
import { renderMail } from '../../mail/render';
import { sandboxTransport } from '../../mail/sandbox';
import type { Stage } from './console';

/** Writes all mails of a stage that are ready into a folder, as a worker without a mail server does; their keys. */
export async function postToSandbox(
  { ledger, ports }: Pick<Stage, 'ledger' | 'ports'>,
  folder: string,
  now: Instant,
): Promise<readonly string[]> {
  const { calendar, policy } = await ledger.office();
  const links = await mailLinks(ledger, ports.publicUrl, itemPath);
  const transport = sandboxTransport(folder, calendar.zone);
  const keys: string[] = [];
  for (;;) {
    const claim = await ledger.claim({ run: 'r', attempt: 1, now });
    if (claim.type !== 'mail') return keys;
    const written = renderMail(claim.mail, {
      policy: policy.mail,
      lamps: policy.lamps,
      zone: calendar.zone,
      now,
      unitLink: (unit, day) => links.unit(unit, startOfDay(day, calendar.zone)),
    });
    const said = await transport.send(written, claim.mail);
    if (said.type === 'connection') throw new Error(said.problem.code);
    await ledger.settle(claim.mail.key, said, now);
    keys.push(claim.mail.key);
  }
}
