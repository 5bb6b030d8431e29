import type { ClaimedMail } from '../../domain/digest/delivery';
import type { Edition } from '../../domain/digest/types';
import { civilDate, instantAt } from '../../domain/time';
import type { RenderedMail } from '../../mail/types';

/** 2025-09-30 09:00 in Shanghai. */
const NINE = instantAt(civilDate('2025-09-30'), '09:00', 'Asia/Shanghai');

/** A digest with nothing in it: transports look at its key, kind and addressee only. */
const EDITION: Edition = {
  key: 'sjj|liaison|2025-09-30',
  ref: { of: 'slot', to: { unit: 'sjj', audience: 'liaison' }, slot: civilDate('2025-09-30') },
  kind: 'digest',
  to: { unit: 'sjj', audience: 'liaison' },
  slot: civilDate('2025-09-30'),
  demo: false,
  name: '区数据局',
  totalOpen: 1,
  fullDay: false,
  lines: [],
  sheets: [],
  findings: [],
  tasks: [],
  since: null,
  message: null,
  sign: { name: '督办员甲', phone: '021-00000000' },
  notices: [],
  rows: [],
  events: [],
};

/** A mail as a transport gets it. */
export interface Parcel {
  readonly mail: RenderedMail;
  readonly claimed: ClaimedMail;
}

/** A mail for these addresses, each a contact of its own (c1, c2 …). */
export function parcel(addresses: readonly string[], body = '正文', key = EDITION.key): Parcel {
  const recipients = addresses.map((address, i) => ({
    contact: `c${i + 1}`,
    name: `联络员${i + 1}`,
    address,
  }));
  const messageId = '<0123456789abcdef@qingpu.example>';
  return {
    claimed: {
      key,
      edition: { ...EDITION, key },
      messageId,
      references: null,
      checkpoint: null,
      recipients,
      notices: [],
    },
    mail: {
      messageId,
      date: NINE,
      from: '青浦区政务公开督办 <duban@qingpu.example>',
      replyTo: 'duban-duty@qingpu.example',
      to: recipients.map(({ name, address }) => ({ name, address })),
      subject: '【督办】9月30日 1项待办 区数据局',
      text: body,
      html: `<p>${body}</p>`,
      ics: null,
      enclosures: [],
      headers: { 'X-Duban-Kind': 'digest' },
      references: null,
    },
  };
}
