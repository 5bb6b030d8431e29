/** Longest local part and whole address (RFC 5321 4.5.3.1), in characters. */
const LONGEST_LOCAL = 64;
const LONGEST_ADDRESS = 254;

const ATEXT = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const DOMAIN_LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const ADDRESS = new RegExp(`^(${ATEXT}(?:\\.${ATEXT})*)@((?:${DOMAIN_LABEL}\\.)+${DOMAIN_LABEL})$`);
const DOMAIN = new RegExp(`^(?:${DOMAIN_LABEL}\\.)+${DOMAIN_LABEL}$`);

/** A domain of at least two labels in ASCII (an international one in its xn-- form) whose last label is not a number. */
export const isDomain = (text: string): boolean =>
  text.length <= LONGEST_ADDRESS && DOMAIN.test(text) && !/\.\d+$/.test(text);

/**
 * Whether a text is an e-mail address as it may stand in RCPT TO, and as no parser of addresses reads it otherwise: ASCII,
 * atoms and dots before the @, a domain of at least two labels after it. Quotes, comments, groups, routes, literals and
 * control characters are none.
 */
export function isAddress(text: string): boolean {
  if (text.length > LONGEST_ADDRESS) return false;
  const [, local = '', domain = ''] = ADDRESS.exec(text) ?? [];
  return local !== '' && local.length <= LONGEST_LOCAL && isDomain(domain);
}

/** A name and an address. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** Reads "名称 <a@b.example>" or "a@b.example"; null for anything else, also for a name with quotes or control characters. */
export function parseMailbox(text: string): Mailbox | null {
  const [, name = '', inner] = /^([^<>"\\,;:()@\p{C}]*)<([^<>]*)>$/u.exec(text.trim()) ?? [];
  const address = inner ?? text.trim();
  return isAddress(address) ? { name: name.trim(), address } : null;
}

/** An address as it is shown to who need only tell it from others: the first letter, and the domain. */
export const maskedAddress = (address: string): string => address.replace(/^(.)[^@]*/, '$1***');
