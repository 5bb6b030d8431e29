import type { Selectable } from 'kysely';
import { mailKey, takenKeys, type MailRef } from '../../domain/digest/mail-ref';
import type { Addressee, Edition } from '../../domain/digest/types';
import type { Schema } from '../database/schema';
import { fromJson, type Json } from '../database/stored';

/** What a mail says, as it is stored; null when it is no edition any more: somebody has been at the database. */
export function editionIn(json: Json<Edition>): Edition | null {
  try {
    const edition = fromJson(json);
    // Whatever reads an edition begins with these.
    mailKey(edition.ref);
    takenKeys(edition);
    return edition.lines.every(({ stream }) => typeof stream === 'string') ? edition : null;
  } catch {
    return null;
  }
}

/** What says whom a mail is for. */
type MailTo = Pick<
  Selectable<Schema['mails']>,
  'key' | 'kind' | 'edition' | 'addressee' | 'audience' | 'unit' | 'slot'
>;

/** What a mail says, for lists: one that is no edition any more says that it is broken, and nothing else. */
export const editionOf = (mail: MailTo): Edition => editionIn(mail.edition) ?? broken(mail);

function broken({ key, kind, addressee, audience, unit, slot }: MailTo): Edition {
  const to = toOf(addressee, audience);
  const ref: MailRef = { of: 'slot', to, slot };
  const finding = {
    code: 'mail-broken',
    zh: `邮件“${key}”在数据库里的内容已损坏，请核对台账`,
    en: `The text of the mail "${key}" is broken in the database; check the ledger`,
  };
  return {
    ...{ key, ref, kind, to, slot, name: unit ?? addressee, demo: false, totalOpen: 0, fullDay: false },
    ...{ lines: [], sheets: [], findings: [finding], tasks: [], since: null, message: null },
    ...{ sign: { name: '', phone: '' }, notices: [], rows: [], events: [] },
  };
}

/** Whom a mail is for, by its columns. */
export const toOf = (name: string, audience: Addressee['audience']): Addressee =>
  audience === 'coordinator' || audience === 'reviewer'
    ? { account: name, audience }
    : { unit: name, audience };
