import type { Transport } from '../../mail/types';
import type { Delivery } from './tally';
import type { RehearsalSetup } from './setup';

const GONE = '550 5.1.1 mailbox unavailable (rehearsal)';

/** A transport as a rehearsal needs it: remembers what was taken, and refuses the mailboxes that its script calls dead. */
export interface PostOffice {
  readonly transport: Transport;
  readonly delivered: readonly Delivery[];
}

/** Puts it around a transport. A dead mailbox answers as a mail server would, 550 for the recipient. */
export function postOffice(inner: Transport, dead: RehearsalSetup['dead']): PostOffice {
  const delivered: Delivery[] = [];
  return {
    delivered,
    transport: {
      name: inner.name,
      close: () => inner.close(),
      async send(mail, claimed) {
        const { edition, recipients, messageId } = claimed;
        const { to } = edition;
        const gone =
          'unit' in to &&
          to.audience === 'liaison' &&
          dead.some(
            ({ unit, from, to: until }) => unit === to.unit && from <= mail.date && mail.date < until,
          );
        if (gone) {
          const refused = recipients.map(({ contact }) => ({ contact, response: GONE }));
          return { type: 'failed', response: GONE, refused };
        }
        const outcome = await inner.send(mail, claimed);
        if (outcome.type === 'sent') delivered.push({ messageId, edition, at: mail.date });
        return outcome;
      },
    },
  };
}
