import type { MiddlewareHandler } from 'hono';
import { MB } from '../../../domain/measures';
import { linkKeysOf, readLink } from '../../../office/access/links';
import type { ConsolePorts } from '../ports';
import { visitorAddress } from './address';
import { refusePage } from './refuse';
import type { Ctx, RouteEnv } from './route';

/** Calls something after a time, ms, unless the answer is called before. */
export type After = (ms: number, then: () => void) => () => void;

export const hostAfter: After = (ms, then) => {
  const timer = setTimeout(then, ms);
  return () => {
    clearTimeout(timer);
  };
};

/**
 * What bodies of a kind may have: bytes of one, and the time for it to come, ms; bytes of memory that all under way hold
 * together, and those of one sender among them. A body counts from its first byte until its form is answered.
 */
interface BodyKind {
  readonly most: number;
  readonly time: number;
  readonly pool: number;
  readonly share: number;
}

/** Forms of who is neither signed in nor has a link: to sign in, to choose a password. */
const STRANGE: BodyKind = { most: MB / 64, time: 10_000, pool: 8 * MB, share: MB / 4 };
const WORDS: BodyKind = { most: MB, time: 30_000, pool: 32 * MB, share: 8 * MB };
/** With files: 24 MB in the time are 100 kB a second. */
const FILES: BodyKind = { most: 24 * MB, time: 240_000, pool: 64 * MB, share: 48 * MB };

/** Where forms may bring files. */
const WITH_FILES = /^\/(notices|u|my|units|items|office|papers\/letterhead)\b/;

/** The unit whose link a path begins with; null when that is none, or opens nothing. */
async function unitOfPath(c: Ctx, { ledger }: Pick<ConsolePorts, 'ledger'>): Promise<string | null> {
  const token = /^\/u\/([^/]+)\//.exec(c.req.path)?.[1];
  if (token === undefined) return null;
  const link = readLink(token, await linkKeysOf(ledger), c.get('visit').now);
  return typeof link !== 'string' && link.purpose === 'unit' ? link.subject : null;
}

/** In whose share a body counts, and whether that is anybody known. */
async function senderOf(c: Ctx, ports: ConsolePorts): Promise<{ name: string; known: boolean }> {
  const { self } = c.get('visit');
  if (self !== null) return { name: `account/${self.id}`, known: true };
  const unit = await unitOfPath(c, ports);
  if (unit !== null) return { name: `unit/${unit}`, known: true };
  return { name: visitorAddress(c, ports), known: false };
}

type BodyRefusal = 'tooLarge' | 'busy' | 'late' | 'gone';

/** What a body under way holds. */
interface BodyHeld {
  /** Counts bytes that came; why no more are taken, null: they are. */
  hold(bytes: number): BodyRefusal | null;
  release(): void;
}

/** What bodies of a kind hold, in all and by sender. */
class BodyPool {
  private all = 0;
  private readonly by = new Map<string, number>();

  constructor(readonly kind: BodyKind) {}

  begin(sender: string): BodyHeld {
    let mine = 0;
    return {
      hold: (bytes) => {
        mine += bytes;
        const own = this.add(sender, bytes);
        if (mine > this.kind.most) return 'tooLarge';
        return this.all > this.kind.pool || own > this.kind.share ? 'busy' : null;
      },
      release: () => {
        this.add(sender, -mine);
        mine = 0;
      },
    };
  }

  private add(sender: string, bytes: number): number {
    const own = (this.by.get(sender) ?? 0) + bytes;
    if (own === 0) this.by.delete(sender);
    else this.by.set(sender, own);
    this.all += bytes;
    return own;
  }
}

async function readBody(
  body: ReadableStream<Uint8Array>,
  held: BodyHeld,
  late: Promise<'late'>,
): Promise<Buffer | BodyRefusal> {
  const parts: Uint8Array[] = [];
  const reader = body.getReader();
  for (;;) {
    // What cannot be read on was broken off by who sent it: nobody is there to be answered, and nothing here is at fault.
    const next = await Promise.race([reader.read().catch(() => 'gone' as const), late]);
    if (typeof next === 'string') return next;
    if (next.done) return Buffer.concat(parts);
    const refused = held.hold(next.value.length);
    if (refused !== null) return refused;
    parts.push(next.value);
  }
}

const ANSWERS: Readonly<Record<BodyRefusal, (c: Ctx) => Response | Promise<Response>>> = {
  tooLarge: (c) => refusePage(c, 413),
  busy: (c) => refusePage(c, 503, 'busy'),
  late: (c) => refusePage(c, 408),
  gone: (c) => c.body(null, 400),
};

/**
 * Bodies larger than the form needs are not read, nor those that come too slowly, and no more of them at once than the
 * memory of a console allows: what comes beyond is refused and may be sent again. Strangers, forms without files and those
 * with files hold up one another in nothing, and no sender fills what all share; who sends slowly holds what has come so far.
 */
export function limited(ports: ConsolePorts, after: After): MiddlewareHandler<RouteEnv> {
  const [strange, words, files] = [new BodyPool(STRANGE), new BodyPool(WORDS), new BodyPool(FILES)];
  return async (c, next) => {
    const { body } = c.req.raw;
    if (body === null) return next();
    const { name, known } = await senderOf(c, ports);
    // One that does not say its length may have files.
    const claimed = Number(c.req.header('Content-Length') ?? Infinity);
    const pool = !known ? strange : claimed > WORDS.most && WITH_FILES.test(c.req.path) ? files : words;
    const { most, time } = pool.kind;
    if (claimed > most && claimed !== Infinity) return refusePage(c, 413);
    const held = pool.begin(name);
    try {
      const read = await within(time, after, (late) => readBody(body, held, late));
      if (typeof read === 'string') {
        // At once, before it is answered: else the others are refused with it.
        held.release();
        return await ANSWERS[read](c);
      }
      c.req.raw = new Request(c.req.raw, { body: read });
      await next();
      return undefined;
    } finally {
      held.release();
    }
  };
}

/** Does something that gives up when it is late. */
async function within<T>(ms: number, after: After, work: (late: Promise<'late'>) => Promise<T>): Promise<T> {
  let cancel = (): void => undefined;
  const late = new Promise<'late'>((is) => {
    cancel = after(ms, () => {
      is('late');
    });
  });
  try {
    return await work(late);
  } finally {
    cancel();
  }
}
