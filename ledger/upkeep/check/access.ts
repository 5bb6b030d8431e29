import { OFFICE } from '../../../domain/journal/streams';
import type { Finding } from '../../../domain/journal/types';
import { linkKeyDigest, linkKeys } from '../../access/links';
import { invitationDigest, NO_PROOF, proofDigest, sessionDigest } from '../../access/sessions';
import { columnsOf, type Db } from '../../database/schema';
import { fromJson } from '../../database/stored';
import { compareRows, rowDiffers, rowExtra } from './compare';
import { eventsOf } from './events';

/** What events about access say, each its part. */
interface AccessBody {
  readonly account?: string;
  readonly proof?: string;
  readonly session?: string;
  readonly invitation?: string;
  readonly subject?: string;
  readonly key?: string;
  readonly dropped?: boolean;
}

const PLACE = { stream: OFFICE, seq: null };

/**
 * Passwords, second factors and disabled accounts are those of the last event about each; nobody has a session or an
 * invitation that was not journaled; keys and ends of links are those of their events.
 */
export async function checkAccess(db: Db): Promise<readonly Finding[]> {
  const events = await eventsOf<AccessBody>(db, OFFICE);
  const proofs = new Map<string, string>();
  const begun = new Set<string>();
  const ends = new Map<string, number>();
  let keys: string[] = [];
  for (const { type, body } of events) {
    const { account, proof, session, invitation, subject, key, dropped } = body;
    if (account !== undefined && proof !== undefined) proofs.set(account, proof);
    for (const one of [session, invitation]) if (one !== undefined) begun.add(one);
    if (type === 'linksEnded' && subject !== undefined) ends.set(subject, (ends.get(subject) ?? 0) + 1);
    if (type === 'linkKeyRotated' && key !== undefined) keys = dropped ? [key] : [...keys, key];
  }
  return [
    ...(await checkProofs(db, proofs)),
    ...(await checkBegun(db, begun)),
    ...compareRows(
      {
        table: 'link_keys',
        key: 'key',
        expected: keys.map((key) => ({ key })),
        actual: (await linkKeys(db)).map((one) => ({ key: linkKeyDigest(one) })),
      },
      PLACE,
    ),
    ...compareRows(
      {
        table: 'link_ends',
        key: 'subject',
        expected: [...ends].map(([subject, generation]) => ({ subject, generation })),
        actual: await db.selectFrom('link_ends').select(columnsOf('link_ends')).execute(),
      },
      PLACE,
    ),
  ];
}

async function checkProofs(db: Db, proofs: ReadonlyMap<string, string>): Promise<readonly Finding[]> {
  const rows = await db.selectFrom('credentials').select(columnsOf('credentials')).execute();
  const actual = new Map(rows.map((row) => [row.account, proofDigest(row)]));
  return [...new Set([...proofs.keys(), ...actual.keys()])]
    .filter((account) => (proofs.get(account) ?? NO_PROOF) !== (actual.get(account) ?? NO_PROOF))
    .map((account) => rowDiffers('credentials', account, ['password', 'totp', 'disabled_at'], PLACE));
}

async function checkBegun(db: Db, begun: ReadonlySet<string>): Promise<readonly Finding[]> {
  const sessions = await db.selectFrom('sessions').select(columnsOf('sessions')).execute();
  const invitations = await db.selectFrom('invitations').select(columnsOf('invitations')).execute();
  const notices = await db.selectFrom('notices').select('info').execute();
  const shown = notices.some(({ info }) => fromJson(info).demo);
  return [
    ...sessions
      .filter((row) => !begun.has(sessionDigest(row)) || (row.shown_as !== row.account && !shown))
      .map(({ account }) => rowExtra('sessions', account, PLACE)),
    ...invitations
      .filter((row) => !begun.has(invitationDigest(row)))
      .map(({ account }) => rowExtra('invitations', account, PLACE)),
  ];
}
