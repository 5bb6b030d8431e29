import { Context } from '@temporalio/activity';
import type { ClaimedMail } from '../domain/digest/delivery';
import type { Office } from '../domain/office';
import { plusMs, type Instant } from '../domain/time';
import type { Ledger } from '../ledger/ledger';
import { mimeBytes } from '../mail/mime';
import type { RenderedMail } from '../mail/types';
import { clockOf, type ClockPorts } from './attempt';

/** How a claimed mail becomes what is sent. */
export type Render = (mail: ClaimedMail, office: Office, now: Instant) => RenderedMail;

/** More than this is not written out ahead, bytes of all mails together. */
const CAPACITY = 64 * 1024 * 1024;

interface Ready {
  /** The mail that was written out; one that differs in anything is another. */
  readonly mail: string;
  readonly rendered: RenderedMail;
}

/** Mails of this process that were written out before their moment (备信). */
export interface WrittenAhead {
  /** Writes a mail out for a moment, and forgets those of earlier ones; false when there is no room for more. */
  write(mail: ClaimedMail, office: Office, at: Instant): Promise<boolean>;
  /** What was written out of exactly this mail, once; undefined: nothing was. */
  take(mail: ClaimedMail): RenderedMail | undefined;
}

/** A shelf for mails written out ahead; those that cannot be written are left to whoever claims them. */
export function makeAhead(render: Render): WrittenAhead {
  const shelf = new Map<string, Ready>();
  let bytes = 0;
  let moment: Instant | null = null;
  return {
    async write(mail, office, at) {
      if (moment !== at) {
        shelf.clear();
        [bytes, moment] = [0, at];
      }
      const text = JSON.stringify(mail);
      if (shelf.get(mail.key)?.mail === text) return true;
      if (bytes >= CAPACITY) return false;
      try {
        const rendered = render(mail, office, at);
        shelf.set(mail.key, { mail: text, rendered });
        bytes += (await mimeBytes(rendered)).length;
      } catch {
        shelf.delete(mail.key);
      }
      return true;
    },
    take(mail) {
      const ready = shelf.get(mail.key);
      if (!ready) return undefined;
      shelf.delete(mail.key);
      return ready.mail === JSON.stringify(mail) ? ready.rendered : undefined;
    },
  };
}

/** Mails read at once. */
const ITEMS_A_PASS = 50;

/** Time before the moment at which writing out ends, so that it does not delay the sending. */
const QUIET_MS = 1_000;

/** Dependencies of writing out. */
interface AheadPorts extends ClockPorts {
  readonly ledger: Pick<Ledger, 'office' | 'outgoing'>;
}

/** Writes out the mails that become ready at a moment, in the order in which they will be claimed; how many. */
export async function writeAhead(
  ports: AheadPorts,
  ahead: WrittenAhead,
  call: { readonly now: Instant; readonly at: Instant },
): Promise<number> {
  const { cancellationSignal } = Context.current();
  const { ledger } = ports;
  const [now, office] = await Promise.all([clockOf(call, ports), ledger.office()]);
  let written = 0;
  for (let offset = 0; ; offset += ITEMS_A_PASS) {
    const page = await ledger.outgoing({ at: call.at, offset, limit: ITEMS_A_PASS });
    for (const mail of page) {
      const over = cancellationSignal.aborted || now() >= plusMs(call.at, -QUIET_MS);
      if (over || !(await ahead.write(mail, office, call.at))) return written;
      written += 1;
    }
    if (page.length === 0) return written;
  }
}
