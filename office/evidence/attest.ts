import { randomBytes } from 'node:crypto';
import { checkTimestamp, timestampRequest } from '../../domain/journal/timestamp';
import { cosignatureIn, formatGrowth } from '../../domain/journal/checkpoint';
import { hint, ok, refuse, text, type Result } from '../../domain/problem';
import type { Instant } from '../../domain/time';
import { witnessVerifierOf } from '../../ledger/log/key';
import type { AttestationFailedBody, AttestedBody } from '../../ledger/log/attest';
import type { Ledger } from '../../ledger/ledger';

/** A witness (C2SP tlog-witness): its public key, and the prefix of its addresses. */
export interface WitnessPlace {
  readonly vkey: string;
  readonly url: string;
}

/** Who outside signs checkpoints. */
export interface Attestors {
  readonly witnesses: readonly WitnessPlace[];
  /** A time-stamp authority (RFC 3161); null: none. */
  readonly tsa: string | null;
}

export type AttestLedger = Pick<Ledger, 'signedCheckpoint' | 'attestations' | 'growth' | 'note'>;

type CheckpointToAttest = NonNullable<Awaited<ReturnType<AttestLedger['signedCheckpoint']>>>;

/** How long an answer is waited for, ms, and the most bytes that it may have. */
const WAIT = 10_000;
const ANSWER_LIMIT = 65_536;

/** Name under which a time-stamp authority is journaled. */
export const TSA = 'tsa';

interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** Refuses `attestor-down` when nobody answers in time, or at too great a length. */
async function postBody(url: string, type: string, body: string | Buffer): Promise<Result<HttpAnswer>> {
  try {
    const signal = AbortSignal.timeout(WAIT);
    const headers = { 'content-type': type };
    const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
    const chunks: Uint8Array[] = [];
    let length = 0;
    const stream: AsyncIterable<Uint8Array> | null = answer.body;
    for await (const chunk of stream ?? []) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > ANSWER_LIMIT) return down(url);
    }
    return ok({ status: answer.status, body: Buffer.concat(chunks) });
  } catch {
    return down(url);
  }
}

const down = (url: string): Result<never> =>
  refuse(
    'attestor-down',
    text(`${url} 没有答复`, `no answer from ${url}`),
    text(
      '检查网络和地址；存证点照常生成，下次补做',
      'check network and address; checkpoints go on without it',
    ),
  );

const refusedAnswer = (url: string, status: number): Result<never> =>
  status === 422
    ? refuse(
        'witness-fork',
        text(
          `见证人 ${url} 拒签：台账不再以它见过的为开头`,
          `the witness ${url} refuses: the log no longer begins with what it has seen`,
        ),
        hint('请与见证人核对历史', 'compare histories with the witness', 'compare-histories'),
      )
    : refuse(
        'attestor-refused',
        text(`${url} 拒绝（${status}）`, `${url} refuses (${status})`),
        hint('请见证人登记本台账的名称和公钥', 'have it register name and key of this log', 'look-at-key'),
      );

/** Asks for a signature on the growth since what the witness has seen; when it says that this was another size, once more. */
async function cosign(
  ledger: AttestLedger,
  { vkey, url }: WitnessPlace,
  { size, note }: CheckpointToAttest,
  seen: number,
): Promise<Result<AttestedBody>> {
  const witness = witnessVerifierOf(vkey);
  if (!witness.ok) return witness;
  const ask = async (old: number): Promise<Result<HttpAnswer>> => {
    // It has seen more than there is.
    if (old > size) return ok({ status: 422, body: Buffer.alloc(0) });
    const hashes = old === 0 ? [] : await ledger.growth({ from: old, to: size });
    return postBody(
      `${url.replace(/\/$/, '')}/add-checkpoint`,
      'text/plain',
      formatGrowth({ old, hashes, note }),
    );
  };
  let answer = await ask(seen);
  if (answer.ok && answer.value.status === 409)
    answer = await ask(Number(answer.value.body.toString().trim()));
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status !== 200) return refusedAnswer(url, status);
  const line = cosignatureIn(body.toString(), note, witness.value);
  return line.ok ? ok({ by: witness.value.name, size, vkey, line: line.value, token: null }) : line;
}

async function stamp(url: string, { size, note }: CheckpointToAttest): Promise<Result<AttestedBody>> {
  const request = timestampRequest(note, randomBytes(8));
  const answer = await postBody(url, 'application/timestamp-query', request);
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status !== 200) return refusedAnswer(url, status);
  const stamped = checkTimestamp(body, note);
  return stamped.ok ? ok({ by: TSA, size, vkey: null, line: null, token: body.toString('base64') }) : stamped;
}

/** The name of a witness: the beginning of its vkey. */
export const witnessName = ({ vkey }: WitnessPlace): string => vkey.split('+')[0] ?? vkey;

/**
 * Has the newest signed checkpoint signed by those outside who have not signed it, and journals what came of it. One that
 * is down is journaled once for each checkpoint and stops nothing.
 */
export async function attest(
  ledger: AttestLedger,
  { witnesses, tsa }: Attestors,
  now: Instant,
): Promise<void> {
  const checkpoint = witnesses.length === 0 && tsa === null ? null : await ledger.signedCheckpoint();
  if (!checkpoint) return;
  const signed = new Map((await ledger.attestations()).map((one) => [one.by, one.signed]));
  const due = (by: string): boolean => (signed.get(by) ?? 0) < checkpoint.size;
  const asked = [
    ...witnesses
      .filter((one) => due(witnessName(one)))
      .map((one) => ({
        by: witnessName(one),
        answer: cosign(ledger, one, checkpoint, signed.get(witnessName(one)) ?? 0),
      })),
    ...(tsa !== null && due(TSA) ? [{ by: TSA, answer: stamp(tsa, checkpoint) }] : []),
  ];
  for (const { by, answer } of asked) {
    const came = await answer;
    const { size } = checkpoint;
    const body: AttestedBody | AttestationFailedBody = came.ok
      ? came.value
      : { by, size, code: came.problem.code };
    const type = came.ok ? 'attested' : 'attestationFailed';
    await ledger.note(type, body, { actor: 'duban', now, requestKey: `${type}/${by}/${size}` });
  }
}
