import { Parser, type Handler } from 'htmlparser2';
import type { Budget } from './limits';

const MARKUP_CHUNK = 64 * 1024;

/** A tag's own name, without the prefix of its name space: w:tbl → tbl. */
export const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Sends markup through a handler, piece by piece; false when the time is up. Entities of a document type are
 * not expanded and nothing is fetched: the parser knows neither.
 */
export function feedMarkup(
  handler: Partial<Handler>,
  markup: string,
  mode: 'html' | 'xml',
  budget: Budget,
): boolean {
  const parser = new Parser(handler, { xmlMode: mode === 'xml', decodeEntities: true });
  for (let from = 0; from < markup.length; from += MARKUP_CHUNK) {
    if (budget.isSpent()) return false;
    parser.write(markup.slice(from, from + MARKUP_CHUNK));
  }
  parser.end();
  return true;
}

/** Attributes of a tag as they are written, prefixes included. */
export type TagAttributes = Readonly<Record<string, string>>;

/** Hears each opening tag by its own name. */
export type OpenedTag = (name: string, attributes: TagAttributes) => void;

/** Sends the opening tags of an XML part through a function. */
export function feedTags(open: OpenedTag, markup: string, budget: Budget): void {
  const onopentag: OpenedTag = (name, attributes) => {
    open(localName(name), attributes);
  };
  feedMarkup({ onopentag }, markup, 'xml', budget);
}

/** XML parts of office files are UTF-8, seldom UTF-16; a byte order mark says which. */
export function xmlText(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex');
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
