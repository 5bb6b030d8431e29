import type { LinkEnd, LinkKey } from '../../ledger/access/links';
import type { AccessDoor } from '../../ledger/access/door';
import { instant, type Instant } from '../../domain/time';
import { sameTag, tagOf } from './secrets';
import { DAY_MS } from '../../domain/measures';

/** What a signed link is for: a unit's own page, a unit's calendar feed, the leader's page. */
export type LinkPurpose = 'unit' | 'feed' | 'leader';

/** What a link says: for what, for whom, when it was made. It names no person. */
export interface Link {
  readonly purpose: LinkPurpose;
  /** Unit id; for the leader's page the account that made it. */
  readonly subject: string;
  readonly madeAt: Instant;
}

/** How long a link is good for, days. */
const LIFE: Readonly<Record<LinkPurpose, number>> = { unit: 45, feed: 400, leader: 30 };

const LETTER: Readonly<Record<LinkPurpose, string>> = { unit: 'u', feed: 'f', leader: 'l' };

/** Under which the ends of links are kept. */
export const linkSubject = ({ purpose, subject }: Pick<Link, 'purpose' | 'subject'>): string =>
  `${purpose}/${subject}`;

/** What links are made and believed by: the keys, the newest first, and the generations. */
export interface LinkKeys {
  readonly keys: readonly LinkKey[];
  readonly ends: readonly LinkEnd[];
}

/** The keys and generations in force. */
export async function linkKeysOf(ledger: Pick<AccessDoor, 'linkKeys' | 'linkEnds'>): Promise<LinkKeys> {
  const [keys, ends] = await Promise.all([ledger.linkKeys(), ledger.linkEnds()]);
  return { keys, ends };
}

const generationOf = (link: Pick<Link, 'purpose' | 'subject'>, ends: readonly LinkEnd[]): number =>
  ends.find((one) => one.subject === linkSubject(link))?.generation ?? 0;

const encoded = (words: string): string => Buffer.from(words).toString('base64url');

/** The token of a link under a key: what it says, readable, and a tag over it. */
export function linkToken(link: Link, { keys, ends }: LinkKeys): string {
  const [key] = keys;
  if (!key) throw new Error('no link key');
  const made = Math.floor(link.madeAt / 1000);
  const numbers = [made, generationOf(link, ends), key.id].map((one) => one.toString(36));
  const said = [LETTER[link.purpose], encoded(link.subject), ...numbers].join('.');
  return `${said}.${tagOf(key.secret, said)}`;
}

/** Why a link opens nothing. */
export type LinkFault = 'forged' | 'expired' | 'ended';

const purposeOf = (letter: string | undefined): LinkPurpose | undefined =>
  (['unit', 'feed', 'leader'] as const).find((purpose) => LETTER[purpose] === letter);

/** What a token says, when a key vouches for it and it is neither too old nor ended. */
export function readLink(token: string, { keys, ends }: LinkKeys, now: Instant): Link | LinkFault {
  const [letter, subject = '', made = '', generation = '', id = '', tag = '', ...more] = token.split('.');
  const purpose = purposeOf(letter);
  const key = keys.find((one) => one.id.toString(36) === id);
  if (!purpose || !key || more.length > 0) return 'forged';
  if (!sameTag(tag, tagOf(key.secret, [letter, subject, made, generation, id].join('.')))) return 'forged';
  const link: Link = {
    purpose,
    subject: Buffer.from(subject, 'base64url').toString('utf8'),
    madeAt: instant(Number.parseInt(made, 36) * 1000),
  };
  if (now > link.madeAt + LIFE[purpose] * DAY_MS) return 'expired';
  return Number.parseInt(generation, 36) === generationOf(link, ends) ? link : 'ended';
}

/** How mails make the links that they carry; what was ended or changed is known to them half a minute later. */
export interface MailLinks {
  /** Where the liaisons of a unit act for it, in a mail of a day. */
  unit(unit: string, day: Instant): string;
  /** The page of an item, for the office. */
  item(stream: string): string;
}

const REFRESH_MS = 30_000;

/** Links for mails under the address of the console, which says where an item's page is; a day's mails carry the same one. */
export async function mailLinks(
  ledger: Pick<AccessDoor, 'linkKeys' | 'linkEnds'>,
  publicUrl: string,
  itemPath: (stream: string) => string,
): Promise<MailLinks> {
  let known = await linkKeysOf(ledger);
  let at = performance.now();
  const refresh = (): void => {
    if (performance.now() - at < REFRESH_MS) return;
    at = performance.now();
    linkKeysOf(ledger).then(
      (found) => (known = found),
      () => undefined,
    );
  };
  return {
    unit(unit, day) {
      refresh();
      return `${publicUrl}/u/${linkToken({ purpose: 'unit', subject: unit, madeAt: day }, known)}`;
    },
    item: (stream) => `${publicUrl}${itemPath(stream)}`,
  };
}
