import { OFFICE } from '../../../domain/journal/streams';
import type { Finding } from '../../../domain/journal/types';
import { linkKeyDigest, linkKeys } from '../../access/links';
import { sessionDigest } from '../../access/sessions';
import { invitationDigest } from '../../access/invitations';
import { NO_PROOF, proofDigest } from '../../access/credentials';
import { columnsOf, type Db } from '../../database/schema';
import { fromJson } from '../../database/stored';
import { compareRows, rowDiffers } from './compare';
import { checkedEvents, type ReadEvent } from './events';

/** What events about access say, each its part. */
interface AccessBody {
  readonly account?: string;
  readonly proof?: string;
  readonly session?: string;
  readonly proved?: number;
  readonly ended?: string;
  readonly except?: string | null;
  readonly invitation?: string;
  readonly purpose?: string;
  readonly used?: string;
  readonly beside?: boolean;
  readonly subject?: string;
  readonly key?: string;
  readonly dropped?: boolean;
}

const OFFICE_PLACE = { stream: OFFICE, seq: null };

/**
 * What every account proves itself with, its failures and locks are those of the last event about each; the sessions and
 * invitations are those that began and have not ended; keys and ends of links are those of their events.
 */
export async function checkAccess(db: Db): Promise<readonly Finding[]> {
  const events = await checkedEvents<AccessBody>(db, OFFICE);
  const proofs = new Map<string, string>();
  const ends = new Map<string, number>();
  let keys: string[] = [];
  for (const { type, body } of events) {
    const { account, proof, subject, key, dropped } = body;
    if (account !== undefined && proof !== undefined) proofs.set(account, proof);
    if (type === 'linksEnded' && subject !== undefined) ends.set(subject, (ends.get(subject) ?? 0) + 1);
    if (type === 'linkKeyRotated' && key !== undefined) keys = dropped ? [key] : [...keys, key];
  }
  return [
    ...(await checkProofs(db, proofs)),
    ...(await checkSessions(db, events)),
    ...(await checkInvitations(db, events)),
    ...compareRows(
      {
        table: 'link_keys',
        key: 'key',
        expected: keys.map((key) => ({ key })),
        actual: (await linkKeys(db)).map((one) => ({ key: linkKeyDigest(one) })),
      },
      OFFICE_PLACE,
    ),
    ...compareRows(
      {
        table: 'link_ends',
        key: 'subject',
        expected: [...ends].map(([subject, generation]) => ({ subject, generation })),
        actual: await db.selectFrom('link_ends').select(columnsOf('link_ends')).execute(),
      },
      OFFICE_PLACE,
    ),
  ];
}

async function checkProofs(db: Db, proofs: ReadonlyMap<string, string>): Promise<readonly Finding[]> {
  const rows = await db.selectFrom('credentials').select(columnsOf('credentials')).execute();
  const actual = new Map(rows.map((row) => [row.account, proofDigest(row)]));
  return [...new Set([...proofs.keys(), ...actual.keys()])]
    .filter((account) => (proofs.get(account) ?? NO_PROOF) !== (actual.get(account) ?? NO_PROOF))
    .map((account) => rowDiffers('credentials', account, ['proof'], OFFICE_PLACE));
}

type AccessEvents = readonly ReadEvent<AccessBody>[];

/** The sessions that began and have not ended, each proved when it says; only a demonstration shows another account. */
async function checkSessions(db: Db, events: AccessEvents): Promise<readonly Finding[]> {
  const live = new Map<string, { readonly account: string; readonly proved: number | null }>();
  for (const { type, body } of events) {
    const { account = '', session, proved, ended, except } = body;
    if (type === 'signedIn' && session !== undefined) live.set(session, { account, proved: null });
    if (session !== undefined && proved !== undefined && live.has(session))
      live.set(session, { account, proved });
    if (ended !== undefined) live.delete(ended);
    if (except !== undefined)
      for (const [one, of] of live) if (of.account === account && one !== except) live.delete(one);
  }
  const rows = await db.selectFrom('sessions').select(columnsOf('sessions')).execute();
  const notices = await db.selectFrom('notices').select('info').execute();
  const shown = notices.some(({ info }) => fromJson(info).demo);
  const expected = [...live].map(([session, { account, proved }]) => ({ session, account, proved }));
  const actual = rows.map((row) => ({
    session: sessionDigest(row),
    account: row.shown_as === row.account || shown ? row.account : row.shown_as,
    proved: row.proved_at === row.started_at ? null : row.proved_at,
  }));
  return compareRows({ table: 'sessions', key: 'session', expected, actual }, OFFICE_PLACE);
}

/**
 * The invitations that were not used: with one all of the account for the same purpose end, as they do with a later one
 * that does not stand beside them.
 */
async function checkInvitations(db: Db, events: AccessEvents): Promise<readonly Finding[]> {
  const open = new Map<string, string>();
  const end = (about: string | undefined): void => {
    for (const [one, before] of open) if (before === about) open.delete(one);
  };
  for (const { body } of events) {
    const { account = '', purpose = '', invitation, used, beside = false } = body;
    const about = `${purpose} ${account}`;
    if (invitation !== undefined) {
      if (!beside) end(about);
      open.set(invitation, about);
    }
    if (used !== undefined) end(open.get(used));
  }
  const rows = await db.selectFrom('invitations').select(columnsOf('invitations')).execute();
  const expected = [...open.keys()].map((invitation) => ({ invitation }));
  const actual = rows.map((row) => ({ invitation: invitationDigest(row) }));
  return compareRows({ table: 'invitations', key: 'invitation', expected, actual }, OFFICE_PLACE);
}
