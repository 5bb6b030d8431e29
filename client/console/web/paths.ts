import { itemStream, parseStream } from '../../../domain/journal/streams';

/** The page of an item. */
export function itemPath(stream: string): string {
  const parsed = parseStream(stream);
  return parsed.type === 'item'
    ? `/items/${encodeURIComponent(parsed.notice)}/${encodeURIComponent(parsed.key)}`
    : '/items';
}

/** The stream of an item from the parts of its page's path. */
export const streamOf = (notice: string | undefined, key: string | undefined): string =>
  itemStream(notice ?? '', key ?? '');
