import { getCookie, setCookie } from 'hono/cookie';
import { bodyLimit } from 'hono/body-limit';
import { csrf } from 'hono/csrf';
import { secureHeaders } from 'hono/secure-headers';
import type { MiddlewareHandler } from 'hono';
import { accountOf } from '../../../domain/roster/roster';
import type { ConsolePorts } from '../ports';
import { newSecret, sameTag, tagOf } from '../../access/secrets';
import { sessionOf } from '../../access/sessions';
import { takeBanner } from './banner';
import type { Ctx, Env, Who } from './route';
import { sayIn, type Lang, type Theme, type Visit } from './visit';
import { refusePage } from './refuse';

const MB = 2 ** 20;

/** Whether cookies may be tied to https. */
const isSecure = ({ publicUrl }: Pick<ConsolePorts, 'publicUrl'>): boolean => publicUrl.startsWith('https:');

/** The cookie that holds the session, or what stands for one before signing in. */
const cookieName = (ports: Pick<ConsolePorts, 'publicUrl'>): string =>
  isSecure(ports) ? '__Host-duban' : 'duban';

/** Gives the browser a secret. */
export function setSecret(c: Ctx, ports: Pick<ConsolePorts, 'publicUrl'>, secret: string): void {
  setCookie(c, cookieName(ports), secret, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: isSecure(ports),
  });
}

/** The browser's secret; it is given one when it has none. */
export function secretOf(c: Ctx, ports: Pick<ConsolePorts, 'publicUrl'>): string {
  const known = getCookie(c, cookieName(ports));
  if (known !== undefined && /^[\w-]{43}$/.test(known)) return known;
  const secret = newSecret();
  setSecret(c, ports, secret);
  return secret;
}

const THEMES: readonly Theme[] = ['standard', 'large', 'contrast'];

function langOf(c: Ctx): Lang {
  const chosen = getCookie(c, 'lang');
  return chosen === 'en' || chosen === 'zh' ? chosen : 'zh';
}

const themeOf = (c: Ctx): Theme => THEMES.find((theme) => theme === getCookie(c, 'theme')) ?? 'standard';

async function accountsOf(ports: ConsolePorts, secret: string, office: Visit['office']) {
  const session = await sessionOf(ports.ledger, secret);
  if (!session) return { account: null, self: null };
  const self = accountOf(office.roster, session.account) ?? null;
  const shown = ports.demonstration === null ? self : (accountOf(office.roster, session.shownAs) ?? self);
  return { account: shown, self };
}

/** Who looks, how and when, for everything behind it. */
export const visiting =
  (ports: ConsolePorts): MiddlewareHandler<Env> =>
  async (c, next) => {
    const office = await ports.ledger.office();
    const secret = secretOf(c, ports);
    const url = new URL(c.req.url);
    const lang = langOf(c);
    c.set('visit', {
      lang,
      say: sayIn(lang),
      theme: themeOf(c),
      now: ports.clock(),
      office,
      ...(await accountsOf(ports, secret, office)),
      demonstration: ports.demonstration !== null,
      here: url.pathname + url.search,
      token: (action) => tagOf(secret, `form ${action}`),
      banner: takeBanner(c, secret),
    });
    await next();
  };

/** Nothing of a page is kept, framed, sent elsewhere, or run unless it comes from here. */
export const headers = (ports: ConsolePorts): MiddlewareHandler<Env> => {
  const secured = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      frameSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    strictTransportSecurity: isSecure(ports) ? 'max-age=31536000; includeSubDomains' : false,
    permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
  });
  return async (c, next) => {
    // A mail is shown in a frame, by rules of its own.
    if (c.req.path === FRAMED) return framed(c, next);
    await secured(c, next);
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store');
  };
};

/** Where the body of a mail is shown inside a page. */
export const FRAMED = '/mails/body';

const framed: MiddlewareHandler<Env> = async (c, next) => {
  await next();
  c.res.headers.set(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox",
  );
  c.res.headers.set('X-Content-Type-Options', 'nosniff');
  c.res.headers.set('Referrer-Policy', 'no-referrer');
  c.res.headers.set('Cache-Control', 'no-store');
};

/** Forms come from this console's own pages. */
export const sameOrigin = (ports: ConsolePorts): MiddlewareHandler<Env> =>
  csrf({ origin: ports.publicUrl, secFetchSite: 'same-origin' });

/** Bodies larger than the form needs are not read. */
export const limited = (): MiddlewareHandler<Env> => {
  const onError = (c: Ctx) => refusePage(c, 413);
  const small = bodyLimit({ maxSize: MB, onError });
  const large = bodyLimit({ maxSize: 24 * MB, onError });
  return (c, next) => (/^\/(notices|u|my|units|items)\b/.test(c.req.path) ? large(c, next) : small(c, next));
};

/** Every post brings the token of its form. */
export const tokened =
  (ports: ConsolePorts): MiddlewareHandler<Env> =>
  async (c, next) => {
    if (c.req.method !== 'POST') return next();
    const body = await c.req.parseBody({ all: true });
    const token = body['_token'];
    const right = tagOf(secretOf(c, ports), `form ${c.req.path}`);
    if (typeof token !== 'string' || !sameTag(token, right)) return refusePage(c, 403, 'form');
    return next();
  };

/** Only for whom a route is made. */
export const onlyFor =
  (who: Who): MiddlewareHandler<Env> =>
  async (c, next) => {
    if (who === 'anyone' || who === 'link') return next();
    const { account, here } = c.get('visit');
    if (!account)
      return c.req.method === 'GET'
        ? c.redirect(`/sign-in?back=${encodeURIComponent(here)}`, 303)
        : refusePage(c, 403, 'session');
    if (who !== 'signedIn' && !who.includes(account.role)) return refusePage(c, 403);
    return next();
  };
