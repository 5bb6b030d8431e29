import { parseCheckpoint, type Checkpoint, cosignatureIn } from '../../domain/journal/checkpoint';
import { openNote, type NoteVerifier } from '../../domain/journal/note';
import { rootAt, type ReadSubtree } from '../../domain/journal/proof';
import { MAILROOM } from '../../domain/journal/streams';
import { checkTimestamp } from '../../domain/journal/timestamp';
import type { Finding } from '../../domain/journal/types';
import type { Db } from '../database/schema';
import { fromJson, type Json } from '../database/stored';
import type { CheckpointBody } from './checkpoint';
import type { AttestedBody } from './attest';
import {
  attestationDiffers,
  checkpointRoot,
  checkpointShrinks,
  checkpointSignature,
  mailCheckpoint,
} from './findings';
import { verifierOf, witnessVerifierOf } from './key';
import type { LogKeyBody } from './log-key';

/** The body of an event; empty when it is no longer JSON, which the chain reports. */
function checkpointBody<T extends object>(body: Json<T>): Partial<T> {
  try {
    return fromJson(body);
  } catch {
    return {};
  }
}

const verifiersIn = ({ vkeys = [] }: Partial<LogKeyBody>): readonly NoteVerifier[] =>
  vkeys.map(verifierOf).flatMap((key) => (key.ok ? [key.value] : []));

/** What a signed note says, when as many of these keys have signed it as must; one is enough by default. */
function readCheckpoint(note: string, keys: readonly NoteVerifier[], most = 1): Checkpoint | null {
  const opened = openNote(note, keys);
  if (!opened.ok || new Set(opened.value.by).size < most) return null;
  const parsed = parseCheckpoint(opened.value.text);
  return parsed.ok ? parsed.value : null;
}

/** Recomputes every checkpoint of the journal and of the mails from the tree; signatures by all keys in force then. */
export async function verifyCheckpoints(
  db: Db,
  tree: ReadSubtree,
  size: number,
): Promise<{ readonly count: number; readonly findings: readonly Finding[] }> {
  const events = await db
    .selectFrom('events')
    .select(['seq', 'type', 'body'])
    .where('stream', '=', MAILROOM)
    .where('type', 'in', ['checkpoint', 'logKey', 'attested'])
    .orderBy('seq')
    .execute();
  const findings: Finding[] = [];
  const keys: NoteVerifier[] = [];
  let inForce: readonly NoteVerifier[] = [];
  const notes = new Map<number, string>();
  let good = 0;
  let count = 0;
  for (const { seq, type, body } of events) {
    if (type === 'logKey') {
      inForce = verifiersIn(checkpointBody<LogKeyBody>(body));
      keys.push(...inForce);
      continue;
    }
    if (type === 'attested') {
      const attested = checkpointBody<AttestedBody>(body);
      if (!isAttested(attested, notes.get(attested.size ?? -1))) findings.push(attestationDiffers(seq));
      continue;
    }
    count += 1;
    const said = checkpointBody<CheckpointBody>(body);
    const claimed = said.size ?? -1;
    if (claimed < good || claimed > size) findings.push(checkpointShrinks(seq, claimed));
    else if ((await rootAt(claimed, tree)).toString('base64') !== said.root)
      findings.push(checkpointRoot(seq, claimed, good));
    else good = claimed;
    if (typeof said.note !== 'string') continue;
    notes.set(claimed, said.note);
    if (!checkpointSays(readCheckpoint(said.note, inForce, inForce.length), said))
      findings.push(checkpointSignature(seq));
  }
  return { count, findings: [...findings, ...(await verifyMails(db, tree, { size, keys }))] };
}

/** Whether a witness's line, or an authority's stamp, is on this note. */
function isAttested({ vkey, line, token }: Partial<AttestedBody>, note: string | undefined): boolean {
  if (note === undefined) return false;
  if (typeof token === 'string') return checkTimestamp(Buffer.from(token, 'base64'), note).ok;
  const witness = witnessVerifierOf(vkey ?? '');
  return witness.ok && cosignatureIn(line ?? '', note, witness.value).ok;
}

const checkpointSays = (note: Checkpoint | null, { size, root }: Partial<CheckpointBody>): boolean =>
  note?.size === size && note?.root.toString('base64') === root;

async function verifyMails(
  db: Db,
  tree: ReadSubtree,
  { size, keys }: { readonly size: number; readonly keys: readonly NoteVerifier[] },
): Promise<readonly Finding[]> {
  const mails = await db
    .selectFrom('mails')
    .select((x) => ['checkpoint', x.fn.min('key').as('key')])
    .where('checkpoint', 'is not', null)
    .groupBy('checkpoint')
    .execute();
  const findings: Finding[] = [];
  for (const { checkpoint, key } of mails) {
    const said = readCheckpoint(checkpoint ?? '', keys);
    const fits = said !== null && said.size <= size && said.root.equals(await rootAt(said.size, tree));
    if (!fits) findings.push(mailCheckpoint(key));
  }
  return findings;
}
