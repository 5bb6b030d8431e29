import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { entryOf } from '../../../domain/journal/chain';
import { shortCheckpoint } from '../../../domain/journal/checkpoint';
import { formatProof } from '../../../domain/journal/tlog-proof';
import type { StreamId } from '../../../domain/journal/types';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import type { Ledger } from '../../../ledger/ledger';
import { attest } from '../../../office/evidence/attest';
import { checkProof } from '../../../office/evidence/proof';
import { readRegular } from '../../../office/intake/files/regular';
import { itemNamed } from '../names';
import { onLedger } from '../on-ledger';
import type { Output } from '../output';
import { unwritableFile } from '../files';
import { pick, type Session } from '../session';
import { example, flaggedBy, optionText, type Options, type Verb } from '../verb';

/** A stream by its own name, or that of an item. */
export async function streamNamed(ledger: Ledger, name: string): Promise<Result<StreamId>> {
  return (await ledger.streamEnd(name)).seq > 0 ? ok(name) : itemNamed(ledger, name);
}

async function writeProof(
  session: Session,
  ledger: Ledger,
  [name, seq]: readonly (string | undefined)[],
  options: Options,
): Promise<Result<Output>> {
  const stream = await streamNamed(ledger, name ?? '');
  if (!stream.ok) return stream;
  const { seq: last } = await ledger.streamEnd(stream.value);
  // What was recorded since the last one gets its place first.
  await ledger.checkpoint({ slot: null, now: session.now() });
  await attest(ledger, session.config.attestors, session.now());
  const proven = await ledger.prove({ stream: stream.value, seq: seq === undefined ? last : Number(seq) });
  if (!proven.ok) return proven;
  const { event, proof } = proven.value;
  const to = resolve(session.io.cwd, optionText(options, 'to') ?? '.');
  const base = join(to, `${event.stream.replaceAll('/', '_')}_${event.seq}.json`);
  try {
    writeFileSync(base, entryOf(event));
    writeFileSync(`${base}.tlog-proof`, formatProof(proof));
    writeFileSync(join(to, 'log.vkey'), `${(await ledger.logKey()) ?? ''}\n`);
  } catch {
    return unwritableFile(to);
  }
  return ok({
    data: { event: base, proof: `${base}.tlog-proof`, index: proof.index },
    text: pick(session, `已写出 ${base} 及其证明 .tlog-proof`, `written: ${base} and its .tlog-proof`),
  });
}

/** The public key: a vkey, a file that holds one, or log.vkey beside the entry. */
function verifierKey(given: string | undefined, entry: string, cwd: string): Result<string> {
  const beside = join(dirname(entry), 'log.vkey');
  const path = given === undefined ? beside : resolve(cwd, given);
  if (given?.includes('+') && !existsSync(path)) return ok(given);
  const file = readRegular(path);
  if (file.ok) return ok(file.value.toString());
  return refuse(
    'key-needed',
    text(`没有公钥：${path} 读不出`, `there is no public key: cannot read ${path}`),
    text('用 --public-key 给出 log.vkey 或其中的一行', 'give log.vkey or its line with --public-key'),
  );
}

function checkProofVerb(
  session: Session,
  [name = '', given]: readonly (string | undefined)[],
  options: Options,
): Result<Output> {
  const path = resolve(session.io.cwd, name);
  const entry = readRegular(path);
  if (!entry.ok) return entry;
  const proof = readRegular(given === undefined ? `${path}.tlog-proof` : resolve(session.io.cwd, given));
  if (!proof.ok) return proof;
  const vkey = verifierKey(optionText(options, 'publicKey'), path, session.io.cwd);
  if (!vkey.ok) return vkey;
  const shown = checkProof({ entry: entry.value, proof: proof.value.toString(), vkey: vkey.value });
  if (!shown.ok) return shown;
  const { index, checkpoint } = shown.value;
  const root = checkpoint.root.toString('base64');
  return ok({
    data: { index, origin: checkpoint.origin, size: checkpoint.size, root },
    text: pick(
      session,
      `证明成立：这是 ${checkpoint.origin} 总序第 ${index} 位的记录，存证点 ${shortCheckpoint(checkpoint)}`,
      `the proof holds: entry ${index} of ${checkpoint.origin}, checkpoint ${shortCheckpoint(checkpoint)}`,
    ),
  });
}

/** duban audit prove | check-proof. */
export const proofVerbs: readonly Verb[] = [
  {
    usage: 'prove <流或事项> [序]',
    about: text(
      '写出一条记录和它的证明（默认最后一条），任何实现 C2SP 格式的程序都能核对',
      'write an event and its proof (the last one by default); any program for the C2SP formats can check it',
    ),
    flags: [
      flaggedBy('--to <文件夹>', '写到哪里，默认当前文件夹', 'where to write; default: the current folder'),
    ],
    examples: [
      example('audit prove 10', '第 10 项的最后一条', 'the last event of item 10'),
      example('audit prove 10 2 --to 证据', '它的第 2 条', 'its second event'),
    ],
    action: onLedger((session, ledger, args, options) => writeProof(session, ledger, args, options)),
  },
  {
    usage: 'check-proof <记录> [证明]',
    about: text('核对一条记录的证明，不用数据库', 'check the proof of an event; needs no database'),
    flags: [
      flaggedBy(
        '--public-key <公钥>',
        'log.vkey 或其中的一行，默认用记录旁边的 log.vkey；应取自可信的来处',
        'log.vkey or its line; default: log.vkey beside the event. Take it from where you trust it',
      ),
    ],
    examples: [example('audit check-proof item_n1_10_2.json', '核对', 'check it')],
    action: (session, args, options) => Promise.resolve(checkProofVerb(session, args, options)),
  },
];
