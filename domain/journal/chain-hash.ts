import { hash } from 'node:crypto';

/** The hashes by which a ledger can chain its events; it has one, from its birth on. */
export const CHAIN_HASHES = ['sha256', 'sm3'] as const;

/** SHA-256, or SM3 (GB/T 32905). The tree over all events is SHA-256 always, as RFC 6962 has it. */
export type ChainHash = (typeof CHAIN_HASHES)[number];

/** How a hash is called where people read it. */
export const HASH_NAME: Readonly<Record<ChainHash, string>> = { sha256: 'SHA-256', sm3: 'SM3' };

/** Whether a word names one. */
export const isChainHash = (name: unknown): name is ChainHash => CHAIN_HASHES.some((one) => one === name);

/** Lower-case hex of a text in UTF-8. */
export const chainDigest = (by: ChainHash, text: string): string => hash(by, text, 'hex');
