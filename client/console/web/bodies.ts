import type { MiddlewareHandler } from 'hono';
import { MB } from '../../../domain/measures';
import { refusePage } from './refuse';
import type { Ctx, RouteEnv } from './route';

/** The most that a form may have, with files and without. */
const MOST_WITH_FILES = 24 * MB;
const MOST_OF_WORDS = MB;

/** Where forms may bring files. */
const WITH_FILES = /^\/(notices|u|my|units|items|office|papers\/letterhead)\b/;

/** Files come from whoever is signed in or has a link. */
const mayBringFiles = (c: Ctx): boolean =>
  WITH_FILES.test(c.req.path) && (c.get('visit').account !== null || c.req.path.startsWith('/u/'));

/** What all forms under way together may hold of memory: a form counts from its first byte until it is answered. */
interface BodyPool {
  held: number;
  readonly most: number;
}

type BodyRefusal = 'tooLarge' | 'busy';

async function readBody(
  body: ReadableStream<Uint8Array>,
  take: (bytes: number) => BodyRefusal | null,
): Promise<Buffer | BodyRefusal> {
  const parts: Uint8Array[] = [];
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(parts);
    const refused = take(value.length);
    if (refused !== null) return refused;
    parts.push(value);
  }
}

/**
 * Bodies larger than the form needs are not read, and no more of them at once than the memory of a console allows: what
 * comes beyond is refused and may be sent again. Forms without files have a share of their own, so that uploads hold up
 * nobody else; who sends slowly holds what has come so far.
 */
export function limited(): MiddlewareHandler<RouteEnv> {
  const words: BodyPool = { held: 0, most: 32 * MB };
  const files: BodyPool = { held: 0, most: 64 * MB };
  return async (c, next) => {
    const { body } = c.req.raw;
    if (body === null) return next();
    const most = mayBringFiles(c) ? MOST_WITH_FILES : MOST_OF_WORDS;
    const claimed = Number(c.req.header('Content-Length') ?? Infinity);
    if (claimed > most && claimed !== Infinity) return refusePage(c, 413);
    const pool = claimed > MOST_OF_WORDS ? files : words;
    let mine = 0;
    const release = (): void => {
      pool.held -= mine;
      mine = 0;
    };
    try {
      const read = await readBody(body, (bytes) => {
        mine += bytes;
        pool.held += bytes;
        const refused = mine > most ? 'tooLarge' : pool.held > pool.most ? 'busy' : null;
        // At once, before it is answered: else the others are refused with it.
        if (refused !== null) release();
        return refused;
      });
      if (read === 'tooLarge') return await refusePage(c, 413);
      if (read === 'busy') return await refusePage(c, 503, 'busy');
      c.req.raw = new Request(c.req.raw, { body: read });
      await next();
      return undefined;
    } finally {
      release();
    }
  };
}
