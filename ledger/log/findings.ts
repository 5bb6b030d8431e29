import { MAILROOM } from '../../domain/journal/streams';
import type { Finding, Head, StreamId } from '../../domain/journal/types';
import { text } from '../../domain/problem';

/** `no-head`: events of a stream that no head names. */
export const noHead = (stream: StreamId): Finding => ({
  code: 'no-head',
  stream,
  seq: null,
  message: text(`${stream} 有记录，却没有登记它的末条`, `${stream} has events and no head`),
});

/** `head-differs`, where the two part: the stored head, or the first event that is lacking or too many. */
export const headDiffers = (stream: StreamId, last: Head, head: Head): Finding => ({
  code: 'head-differs',
  stream,
  seq: last.seq === head.seq ? head.seq : Math.min(last.seq, head.seq) + 1,
  message: text(
    `${stream} 的末条登记为第 ${head.seq} 条，与记录（末条第 ${last.seq} 条）不符`,
    `${stream}: the head names event ${head.seq}, the last event is ${last.seq} and not that one`,
  ),
});

/** `not-in-log`: an event without a place in the log, though a later one of its stream has one. */
export const notInLog = (stream: StreamId, seq: number): Finding => ({
  code: 'not-in-log',
  stream,
  seq,
  message: text(`${stream} 第 ${seq} 条不在总序之中`, `event ${seq} of ${stream} has no place in the log`),
});

/** `log-order`: an event that stands in the log before one that it follows in its stream. */
export const logOrder = (stream: StreamId, seq: number): Finding => ({
  code: 'log-order',
  stream,
  seq,
  message: text(
    `${stream} 第 ${seq} 条在总序中排到了前一条之前`,
    `event ${seq} of ${stream} stands in the log before the one that it follows`,
  ),
});

/** `event-lost`: the log names an event that is not there. */
export const lostEvent = (stream: StreamId, seq: number): Finding => ({
  code: 'event-lost',
  stream,
  seq,
  message: text(
    `${stream} 第 ${seq} 条在总序之中，记录却没有了`,
    `event ${seq} of ${stream} is in the log and gone`,
  ),
});

/** `log-gap`: places in the log that no event has. */
export const logGap = (missing: number): Finding => ({
  code: 'log-gap',
  stream: null,
  seq: null,
  message: text(`总序中缺 ${missing} 个位置`, `${missing} places of the log are missing`),
});

/** `leaf-differs`: the log holds the hash of another event at this place. */
export const leafDiffers = (
  idx: number,
  at: { readonly stream: StreamId; readonly seq: number } | null,
): Finding => ({
  code: 'leaf-differs',
  stream: at?.stream ?? null,
  seq: at?.seq ?? null,
  message: text(
    `总序第 ${idx} 位${at ? `（${at.stream} 第 ${at.seq} 条）` : ''}的内容不是编入时的那一条`,
    `place ${idx} of the log${at ? ` (event ${at.seq} of ${at.stream})` : ''} is not what was entered there`,
  ),
});

/** `tile-differs`: a tile is not what those below it give. */
export const tileDiffers = (level: number, n: number): Finding => ({
  code: 'tile-differs',
  stream: null,
  seq: null,
  message: text(
    `树的第 ${level} 层第 ${n} 块与下层不符`,
    `tile ${n} of level ${level} is not what the tree gives`,
  ),
});

const ofCheckpoint = (code: string, seq: number, zh: string, en: string): Finding => ({
  code,
  stream: MAILROOM,
  seq,
  message: text(`存证点（${MAILROOM} 第 ${seq} 条）${zh}`, `the checkpoint ${MAILROOM} ${seq} ${en}`),
});

/** `checkpoint-root`: the entries before it do not give its root; `good` is the size of the last checkpoint that fits. */
export const checkpointRoot = (seq: number, size: number, good: number): Finding =>
  ofCheckpoint(
    'checkpoint-root',
    seq,
    `的根与前 ${size} 条不符；改动在总序第 ${good} 位至第 ${size - 1} 位之间`,
    `does not fit the first ${size} entries; what was changed stands at places ${good} to ${size - 1}`,
  );

/** `checkpoint-signature`: its note is not signed by the key in force, or says something else than the event. */
export const checkpointSignature = (seq: number): Finding =>
  ofCheckpoint('checkpoint-signature', seq, '的签名不符', 'has a note that is not that of the key in force');

/** `checkpoint-shrinks`: it names fewer entries than the one before, or more than there are. */
export const checkpointShrinks = (seq: number, size: number): Finding =>
  ofCheckpoint(
    'checkpoint-shrinks',
    seq,
    `所记 ${size} 条，与前后不合`,
    `names ${size} entries, which cannot be`,
  );

/** `attestation-differs`: the signature of a witness, or a time stamp, is not on the checkpoint that it names. */
export const attestationDiffers = (seq: number): Finding => ({
  code: 'attestation-differs',
  stream: MAILROOM,
  seq,
  message: text(
    `${MAILROOM} 第 ${seq} 条所存的外部签名、时间戳与存证点不符`,
    `the signature or time stamp in ${MAILROOM} ${seq} is not on its checkpoint`,
  ),
});

/** `mail-checkpoint`: the checkpoint that mails carry does not fit the log. */
export const mailCheckpoint = (mail: string): Finding => ({
  code: 'mail-checkpoint',
  stream: null,
  seq: null,
  message: text(
    `邮件 ${mail} 所载的存证点与台账不符`,
    `the checkpoint in the mail ${mail} does not fit the log`,
  ),
});
