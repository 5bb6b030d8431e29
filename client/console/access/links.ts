import type { LinkEnd, LinkKey } from '../../../ledger/access/links';
import type { AccessLedger } from '../../../ledger/types';
import { instant, type Instant } from '../../../domain/time';
import { sameTag, tagOf } from './secrets';

/** What a signed link is for: a unit's own page, a unit's calendar feed, the leader's page. */
export type LinkPurpose = 'unit' | 'feed' | 'leader';

/** What a link says: for what, for whom, when it was made. It names no person. */
export interface Link {
  readonly purpose: LinkPurpose;
  /** Unit id; for the leader's page the account that made it. */
  readonly subject: string;
  readonly madeAt: Instant;
}

const DAY = 86_400_000;

/** How long a link is good for, days. */
const LIFE: Readonly<Record<LinkPurpose, number>> = { unit: 45, feed: 400, leader: 30 };

const LETTER: Readonly<Record<LinkPurpose, string>> = { unit: 'u', feed: 'f', leader: 'l' };

/** Under which the ends of links are kept. */
export const linkSubject = ({ purpose, subject }: Pick<Link, 'purpose' | 'subject'>): string =>
  `${purpose}/${subject}`;

const encoded = (words: string): string => Buffer.from(words).toString('base64url');

/** The token of a link under a key: what it says, readable, and a tag over it. */
export function linkToken(link: Link, key: LinkKey): string {
  const said = `${LETTER[link.purpose]}.${encoded(link.subject)}.${Math.floor(link.madeAt / 1000).toString(36)}.${key.id.toString(36)}`;
  return `${said}.${tagOf(key.secret, said)}`;
}

/** Why a link opens nothing. */
export type LinkFault = 'forged' | 'expired' | 'ended';

const purposeOf = (letter: string | undefined): LinkPurpose | undefined =>
  (['unit', 'feed', 'leader'] as const).find((purpose) => LETTER[purpose] === letter);

/** What a token says, when a key vouches for it and it is neither too old nor ended. */
export function readLink(
  token: string,
  keys: readonly LinkKey[],
  ends: readonly LinkEnd[],
  now: Instant,
): Link | LinkFault {
  const [letter, subject = '', made = '', id = '', tag = '', ...more] = token.split('.');
  const purpose = purposeOf(letter);
  const key = keys.find((one) => one.id.toString(36) === id);
  if (!purpose || !key || more.length > 0) return 'forged';
  if (!sameTag(tag, tagOf(key.secret, [letter, subject, made, id].join('.')))) return 'forged';
  const link: Link = {
    purpose,
    subject: Buffer.from(subject, 'base64url').toString('utf8'),
    madeAt: instant(Number.parseInt(made, 36) * 1000),
  };
  if (now > link.madeAt + LIFE[purpose] * DAY) return 'expired';
  const end = ends.find((one) => one.subject === linkSubject(link));
  return end && link.madeAt <= end.madeUntil ? 'ended' : link;
}

/** The newest key. Throws when none was made: the console and workers see to that when they start. */
export async function signingKey(ledger: Pick<AccessLedger, 'linkKeys'>): Promise<LinkKey> {
  const [key] = await ledger.linkKeys();
  if (!key) throw new Error('no link key');
  return key;
}
