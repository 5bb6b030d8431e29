import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { sameTag, tagOf } from '../../../office/access/secrets';
import type { ConsolePorts } from '../ports';
import { isSecure, secretOf } from './cookie';
import type { Ctx } from './route';
import type { Banner } from './visit';

const BANNER_COOKIE = 'told';

const bannerSchema = z.object({
  kind: z.enum(['done', 'refused']),
  title: z.string(),
  lines: z.array(z.string()),
});

/** Leads to the page after an act, which tells once what it came to; only this browser's own words are believed there. */
export function redirectTelling(
  c: Ctx,
  ports: Pick<ConsolePorts, 'publicUrl'>,
  to: string,
  { kind = 'done', title, lines = [] }: Partial<Banner> & Pick<Banner, 'title'>,
): Response {
  if (kind === 'refused') c.set('refused', true);
  // A cookie holds 4,096 bytes.
  const short = (said: string): string => said.slice(0, 120);
  const kept: Banner = { kind, title: short(title), lines: lines.slice(0, 4).map(short) };
  const words = Buffer.from(JSON.stringify(kept)).toString('base64url');
  setCookie(c, BANNER_COOKIE, `${words}.${tagOf(secretOf(c, ports), `told ${words}`)}`, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    maxAge: 120,
    secure: isSecure(ports),
  });
  return c.redirect(to, 303);
}

/** What was kept for this page; it is forgotten. */
export function takeBanner(c: Ctx, secret: string): Banner | null {
  if (c.req.method !== 'GET') return null;
  const kept = getCookie(c, BANNER_COOKIE);
  if (kept === undefined || c.req.path.startsWith('/assets/')) return null;
  deleteCookie(c, BANNER_COOKIE, { path: '/' });
  const [words = '', tag = ''] = kept.split('.');
  if (!sameTag(tag, tagOf(secret, `told ${words}`))) return null;
  const read = bannerSchema.safeParse(JSON.parse(Buffer.from(words, 'base64url').toString('utf8')));
  return read.success ? read.data : null;
}
