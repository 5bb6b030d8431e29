import { TrieRouter } from 'hono/router/trie-router';
import { itemStream } from '../../../domain/journal/streams';
import type { Ctx, Route } from './route';

/** The stream of an item from the parts of its page's path. */
export const streamOf = (notice: string | undefined, key: string | undefined): string =>
  itemStream(notice ?? '', key ?? '');

const withoutLast = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/**
 * Tells where links of a page lead back to: its own address. A page that was drawn as the answer to a form has the
 * address of the form, which may open to nobody; it leads back to the nearest page above it that does.
 */
export function hereIn(
  routes: readonly Pick<Route, 'method' | 'path'>[],
): (c: { readonly req: Pick<Ctx['req'], 'method' | 'url'> }) => string {
  const pages = new Set(routes.filter(({ method }) => method === 'GET').map(({ path }) => path));
  const forms = new TrieRouter<string>();
  for (const { method, path } of routes) if (method === 'POST') forms.add('POST', path, path);
  return ({ req }) => {
    const { pathname, search } = new URL(req.url);
    if (req.method !== 'POST') return pathname + search;
    let [pattern, path] = [forms.match('POST', pathname)[0][0]?.[0] ?? '', pathname];
    if (pages.has(pattern)) return pathname + search;
    while (pattern !== '' && !pages.has(pattern)) [pattern, path] = [withoutLast(pattern), withoutLast(path)];
    return pattern === '' ? '/' : path;
  };
}
