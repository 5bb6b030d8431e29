import { BlockList, isIP } from 'node:net';
import { ok, refuse, text, type Result } from '../../domain/problem';

/** Some addresses of the network. */
export interface AddressList {
  has(address: string): boolean;
}

/** An address without what maps IPv4 into IPv6. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

const familyOf = (address: string): 'ipv4' | 'ipv6' | null =>
  isIP(address) === 4 ? 'ipv4' : isIP(address) === 6 ? 'ipv6' : null;

const bad = (entry: string): Result<never> =>
  refuse(
    'bad-setting',
    text(`“${entry}”不是地址或网段`, `"${entry}" is no address and no network`),
    text('如 10.0.0.5、10.1.0.0/16、::1，逗号分隔', 'like 10.0.0.5, 10.1.0.0/16, ::1, separated by commas'),
  );

/** Addresses and networks of a setting, "10.0.0.5, 10.1.0.0/16". Refuses `bad-setting`. */
export function addressList(words: string): Result<AddressList> {
  const list = new BlockList();
  for (const entry of words.split(/[,;\s]+/).filter(Boolean)) {
    const [address = '', bits] = entry.split('/');
    const family = familyOf(address);
    const longest = family === 'ipv4' ? 32 : 128;
    if (family === null || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= longest)))
      return bad(entry);
    list.addSubnet(address, bits === undefined ? longest : Number(bits), family);
  }
  return ok({
    has: (address) => {
      const family = familyOf(plainAddress(address));
      return family !== null && list.check(plainAddress(address), family);
    },
  });
}

/**
 * Whose address a request came from: that of the connection, or where this is a trusted proxy the last address before it
 * in X-Forwarded-For that is none of its own. What a browser writes there itself is never reached.
 */
export function clientAddress(
  connection: string,
  forwarded: string | undefined,
  proxies: AddressList | null,
): string {
  const hops = [...(forwarded ?? '').split(',').map((hop) => hop.trim()), connection];
  let address = plainAddress(connection);
  for (const hop of hops.reverse()) {
    if (familyOf(plainAddress(hop)) === null) return address;
    address = plainAddress(hop);
    if (!proxies?.has(address)) return address;
  }
  return address;
}

/**
 * What is counted as one sender: an address, of IPv6 the network of 64 bits, in which whoever has one address has them all.
 * "": no address.
 */
export function networkOf(address: string): string {
  if (familyOf(address) !== 'ipv6') return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const front = groupsOf(head);
  const back = groupsOf(tail ?? '');
  const zeros = tail === undefined ? [] : Array<number>(8 - front.length - back.length).fill(0);
  const network = [...front, ...zeros, ...back].slice(0, 4);
  return `${network.map((one) => one.toString(16)).join(':')}::/64`;
}

/** Groups of 16 bits; an IPv4 address at the end stands for two, which are in no network. */
const groupsOf = (words: string): readonly number[] =>
  words
    .split(':')
    .filter((one) => one !== '')
    .flatMap((one) => (one.includes('.') ? [0, 0] : [Number.parseInt(one, 16)]));
