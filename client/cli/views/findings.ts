import type { Finding } from '../../../domain/journal/types';
import type { Lang } from '../io';

/** Findings, a line each: code, stream and seq, sentence. */
export const findingLines = (findings: readonly Finding[], lang: Lang): string =>
  findings
    .map(
      (one) => `${one.code} ${one.stream ?? ''}${one.seq === null ? '' : `#${one.seq}`} ${one.message[lang]}`,
    )
    .join('\n');
