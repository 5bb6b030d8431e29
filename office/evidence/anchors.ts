import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseCheckpoint, type Checkpoint } from '../../domain/journal/checkpoint';
import { openNote, parseNote, type NoteVerifier } from '../../domain/journal/note';
import { parseProof } from '../../domain/journal/tlog-proof';
import type { Finding } from '../../domain/journal/types';
import { MB } from '../../domain/measures';
import { ok, refuse, text, type Result, type Text } from '../../domain/problem';
import { verifierOf } from '../../ledger/log/key';
import type { LogDoor } from '../../ledger/log/door';
import { notRegular, readRegular, unreadable } from '../intake/files/regular';
import { filesBelow } from './archive-files';

/** A checkpoint that somebody outside has kept, and where it was found. */
interface KeptAnchor {
  readonly where: string;
  readonly note: string;
}

/** Larger files are no mails. */
const ANCHORS_LIMIT = 512 * MB;

/** The header of every mail; it may be folded, and a mailbox file holds many. */
const HEADER = /^X-Duban-Checkpoint:((?:[^\r\n]|\r?\n[ \t])*)/gim;

/** Checkpoints in one text: mails (.eml, mbox), a proof, or a note as it is. */
function notesIn(raw: string): readonly string[] {
  const mails = [...raw.matchAll(HEADER)].map(([, value = '']) =>
    Buffer.from(value.replace(/\s+/g, ''), 'base64').toString(),
  );
  if (mails.length > 0) return mails;
  const proof = parseProof(raw);
  if (proof.ok) return [proof.value.checkpoint];
  return parseNote(raw).ok ? [raw] : [];
}

/** The files that a path means; links inside a folder lead out of what was given, and are not followed. */
function filesUnder(path: string): Result<readonly string[]> {
  try {
    if (!statSync(path).isDirectory()) return ok([path]);
    const found = filesBelow(path);
    const odd = found.find(({ regular }) => !regular);
    return odd ? notRegular(join(path, odd.path)) : ok(found.map((one) => join(path, one.path)));
  } catch {
    return unreadable(path);
  }
}

/** All checkpoints in files and folders. Refuses like readRegular (512 MB), and `nothing-to-check`. */
function keptIn(paths: readonly string[]): Result<readonly KeptAnchor[]> {
  const kept: KeptAnchor[] = [];
  for (const path of paths) {
    const files = filesUnder(path);
    if (!files.ok) return files;
    for (const where of files.value) {
      const bytes = readRegular(where, ANCHORS_LIMIT);
      if (!bytes.ok) return bytes;
      kept.push(...notesIn(bytes.value.toString()).map((note) => ({ where, note })));
    }
  }
  return kept.length > 0 ? ok(kept) : noAnchors(paths);
}

const noAnchors = (paths: readonly string[]): Result<never> =>
  refuse(
    'nothing-to-check',
    text(`${paths.join('、')} 里没有存证点`, `there is no checkpoint in ${paths.join(', ')}`),
    text(
      '请给出督办邮件的原件（.eml、邮箱文件）、证明文件或存证点',
      'give original mails (.eml, mbox), proofs or checkpoints',
    ),
  );

/** What came of comparing kept checkpoints with the ledger. */
export interface Anchored {
  readonly checkpoints: number;
  /** The oldest and the newest, by size. */
  readonly from: number;
  readonly to: number;
  readonly findings: readonly Finding[];
}

/**
 * Compares checkpoints that others have kept (邮件存证) with the log: each must be signed by a key of the log and be the
 * tree of its first entries, so that any two are consistent. Findings come the oldest first: `anchor-signature`,
 * `anchor-root`, `anchor-ahead`. Refuses like keptIn.
 */
export async function compareAnchors(
  ledger: Pick<LogDoor, 'logKeys' | 'rootOfFirst'>,
  paths: readonly string[],
): Promise<Result<Anchored>> {
  const kept = keptIn(paths);
  if (!kept.ok) return kept;
  const keys = (await ledger.logKeys()).map(verifierOf).flatMap((key) => (key.ok ? [key.value] : []));
  const once = new Map(kept.value.map((one) => [one.note, one]));
  const read = [...once.values()].map((one) => ({ ...one, said: saidBy(one.note) }));
  const inOrder = read.sort((a, b) => (a.said?.size ?? 0) - (b.said?.size ?? 0));
  const findings: Finding[] = [];
  for (const { where, note, said } of inOrder)
    findings.push(...(await compareAnchor(ledger, keys, { where, note, said })));
  return ok({
    checkpoints: once.size,
    from: inOrder[0]?.said?.size ?? 0,
    to: inOrder.at(-1)?.said?.size ?? 0,
    findings,
  });
}

function saidBy(note: string): Checkpoint | null {
  const parsed = parseNote(note);
  const said = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed;
  return said.ok ? said.value : null;
}

async function compareAnchor(
  ledger: Pick<LogDoor, 'rootOfFirst'>,
  keys: readonly NoteVerifier[],
  { where, note, said }: KeptAnchor & { readonly said: Checkpoint | null },
): Promise<readonly Finding[]> {
  const opened = openNote(note, keys);
  if (!opened.ok || !said)
    return [
      finding('anchor-signature', {
        zh: `${where} 的存证点不是这份台账的密钥签的，或被改动：${opened.ok ? '' : opened.problem.message.zh}`,
        en: `the checkpoint in ${where} is not signed by a key of this ledger, or was changed`,
      }),
    ];
  const root = await ledger.rootOfFirst(said.size);
  if (root === null)
    return [
      finding('anchor-ahead', {
        zh: `${where} 的存证点记有 ${said.size} 条，台账现在没有这么多：末尾被抹去`,
        en: `the checkpoint in ${where} is over ${said.size} entries, more than the ledger has`,
      }),
    ];
  return root.equals(said.root)
    ? []
    : [
        finding('anchor-root', {
          zh: `${where} 的存证点与台账前 ${said.size} 条不符：当时的记录后来被改过`,
          en: `the checkpoint in ${where} does not fit the first ${said.size} entries: they were changed since`,
        }),
      ];
}

const finding = (code: string, message: Text): Finding => ({ code, stream: null, seq: null, message });
