import type { StreamId } from './types';

/** Roster, policy, calendar: ids and digests. */
export const OFFICE: StreamId = 'office';

/** Checkpoints, deliveries, missed slots, mailroom tasks, pause and resume. */
export const MAILROOM: StreamId = 'mailroom';

/** The stream of an item, which is also its workflow's id. */
export const itemStream = (notice: string, key: string): StreamId => `item/${notice}/${key}`;

/** The stream of a notice: import and issuing. */
export const noticeStream = (notice: string): StreamId => `notice/${notice}`;

export type ParsedStream =
  | { readonly type: 'item'; readonly notice: string; readonly key: string }
  | { readonly type: 'notice'; readonly notice: string }
  | { readonly type: 'office' | 'mailroom' | 'unknown' };

/** What a stream id names; a notice id holds no slash. */
export function parseStream(stream: StreamId): ParsedStream {
  if (stream === OFFICE) return { type: 'office' };
  if (stream === MAILROOM) return { type: 'mailroom' };
  const [kind, notice, ...rest] = stream.split('/');
  if (kind === 'notice' && notice && rest.length === 0) return { type: 'notice', notice };
  if (kind === 'item' && notice && rest.length > 0) return { type: 'item', notice, key: rest.join('/') };
  return { type: 'unknown' };
}

/** Whether a stream is an item's. */
export const isItemStream = (stream: StreamId): boolean => parseStream(stream).type === 'item';

/** Path of the page of an item, as mails and pages give it. */
export function itemPath(stream: string): string {
  const parsed = parseStream(stream);
  return parsed.type === 'item'
    ? `/items/${encodeURIComponent(parsed.notice)}/${encodeURIComponent(parsed.key)}`
    : '/items';
}
