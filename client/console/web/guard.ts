import { randomUUID } from 'node:crypto';
import { getCookie } from 'hono/cookie';
import { csrf } from 'hono/csrf';
import { secureHeaders } from 'hono/secure-headers';
import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Office } from '../../../domain/office';
import { ok } from '../../../domain/problem';
import type { Account } from '../../../domain/roster/types';
import { HOUR_MS } from '../../../domain/measures';
import type { Instant } from '../../../domain/time';
import { pauseText } from '../../../domain/view/pause';
import { sameTag, tagOf } from '../../../office/access/secrets';
import { demonstrationEnded } from '../../../office/acts/demo-ends';
import { clockIsRight } from '../../../office/running/clock-right';
import { hostNow, provedLately } from '../../../office/access/sessions';
import type { Kit } from '../kit';
import type { ConsolePorts } from '../ports';
import { takeBanner } from './banner';
import { visitorAddress } from './address';
import { isSecure, secretOf } from './cookie';
import type { Ctx, RouteEnv, Route } from './route';
import { problemPage, refusePage } from './refuse';
import { isMailMaster, sayIn, type Theme, type Visit, type VisitLang } from './visit';
import { whoComes } from './who-comes';

const THEME_NAMES: readonly Theme[] = ['standard', 'large', 'contrast'];

function visitLang(c: Ctx): VisitLang {
  const chosen = getCookie(c, 'lang');
  return chosen === 'en' || chosen === 'zh' ? chosen : 'zh';
}

const themeOf = (c: Ctx): Theme => THEME_NAMES.find((theme) => theme === getCookie(c, 'theme')) ?? 'standard';

/** What the token of a form is over: the path that it goes to as addresses spell it, whatever letters are in it. */
const formOf = (address: string): string => `form ${new URL(address, 'http://form').pathname}`;

/** Where what is done for every request stands. */
const EVERY_PATH = '/*';

/** Tells of each request how it was answered. */
export const telling =
  (ports: Pick<ConsolePorts, 'answered' | 'proxies'>): MiddlewareHandler<RouteEnv> =>
  async (c, next) => {
    const began = performance.now();
    await next();
    ports.answered({
      method: c.req.method,
      route: matchedRoutes(c).find(({ path }) => path !== EVERY_PATH)?.path ?? EVERY_PATH,
      status: c.res.status,
      ms: Math.round(performance.now() - began),
      account: accountOf(c.get('visit')),
      from: visitorAddress(c, ports),
    });
  };

/** Who looked; nobody where that was not asked. */
const accountOf = (visit: Visit | undefined): string | null => visit?.self?.id ?? null;

/** While the ledger is known to be away nobody waits for it. */
export const ledgerThere =
  ({ troubles }: Pick<ConsolePorts, 'troubles'>): MiddlewareHandler<RouteEnv> =>
  async (c, next) => {
    const away = troubles().some(({ name }) => name === 'ledger');
    return away ? refusePage(c, 503) : next();
  };

/** Who looks, how and when, for everything behind it. */
export const visiting =
  (ports: ConsolePorts, hereOf: (c: Ctx) => string): MiddlewareHandler<RouteEnv> =>
  async (c, next) => {
    const office = await ports.ledger.office();
    const who = await whoComes(c, ports, office);
    const lang = visitLang(c);
    const now = ports.clock();
    c.set('visit', {
      lang,
      say: sayIn(lang),
      theme: themeOf(c),
      now,
      office,
      account: who.account,
      self: who.self,
      linkOf: null,
      session: who.session,
      mustSetUp: who.mustSetUp,
      pause: await pauseFor(ports, who.account, office, now),
      troubles: ports.troubles(),
      ahead: clockLeftAhead(ports, now),
      publicUrl: ports.publicUrl,
      demonstration: ports.demonstration !== null && !(await demonstrationEnded(ports.ledger)),
      here: hereOf(c),
      token: (action) => tagOf(who.secret, formOf(action)),
      banner: takeBanner(c, who.secret),
    });
    await next();
  };

/** In production no clock is moved, and in a demonstration its bar tells. */
function clockLeftAhead({ production, demonstration }: ConsolePorts, now: Instant): number {
  const ahead = now - hostNow();
  return production || demonstration !== null || Math.abs(ahead) < HOUR_MS ? 0 : ahead;
}

/** The pause of all sending as pages tell it to whoever may end it. */
async function pauseFor(
  { ledger }: Pick<ConsolePorts, 'ledger'>,
  account: Account | null,
  { calendar }: Office,
  now: Instant,
): Promise<Visit['pause']> {
  const pause = isMailMaster(account) ? await ledger.paused() : null;
  if (!pause) return null;
  const { ready, sending } = await ledger.pending(now);
  return { said: pauseText(pause, calendar.zone), waiting: ready + sending };
}

/** Nothing of a page is kept, framed, sent elsewhere, or run unless it comes from here. */
export const headers = (ports: ConsolePorts): MiddlewareHandler<RouteEnv> => {
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
    if (FRAMES.includes(c.req.path)) return framed(c, next);
    await secured(c, next);
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store');
  };
};

/** Where the body of a mail is shown inside a page. */
export const FRAMED = '/mails/body';
/** The same for one that nobody has written yet. */
export const FRAMED_AHEAD = '/mails/upcoming/body';

/** The same for one in the sandbox mailbox. */
export const FRAMED_SANDBOX = '/mailbox/body';

const FRAMES: readonly string[] = [FRAMED, FRAMED_AHEAD, FRAMED_SANDBOX];

const framed: MiddlewareHandler<RouteEnv> = async (c, next) => {
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
export const sameOrigin = (ports: ConsolePorts): MiddlewareHandler<RouteEnv> =>
  csrf({ origin: ports.publicUrl, secFetchSite: 'same-origin' });

/** No name, word or search has a NUL in it, and no database takes one: what has is no page of ours. */
export const withoutNul = (): MiddlewareHandler<RouteEnv> => (c, next) =>
  /%00/.test(c.req.url) ? Promise.resolve(refusePage(c, 404)) : next();

const holdsNul = (value: string | File): boolean =>
  (typeof value === 'string' ? value : value.name).includes('\0');

/** Every post brings the token of its form, and words without a NUL. */
export const tokened =
  (ports: ConsolePorts): MiddlewareHandler<RouteEnv> =>
  async (c, next) => {
    if (c.req.method !== 'POST') return next();
    const body = await c.req.parseBody({ all: true }).catch(() => null);
    if (body === null) return refusePage(c, 403, 'form');
    const token = body['_token'];
    const right = tagOf(secretOf(c, ports), formOf(c.req.url));
    if (typeof token !== 'string' || !sameTag(token, right)) return refusePage(c, 403, 'form');
    if (Object.values(body).flat().some(holdsNul)) return refusePage(c, 403, 'form');
    return next();
  };

/** Where the second factor is set up. */
export const SET_UP = '/account/second-factor';
/** Where who is signed in proves again who it is. */
export const PROVE = '/prove';
/** What opens to who has yet to set a second factor up. */
const BEFORE_SET_UP: readonly string[] = [SET_UP, PROVE];

const toSignIn = (c: Ctx) =>
  c.req.method === 'GET'
    ? c.redirect(`/sign-in?back=${encodeURIComponent(c.get('visit').here)}`, 303)
    : refusePage(c, 403, 'session');

/** Leads to where it is proved; a form is refused, and says that. */
export const redirectToProve = (c: Ctx) =>
  c.req.method === 'GET'
    ? c.redirect(`${PROVE}?back=${encodeURIComponent(c.get('visit').here)}`, 303)
    : refusePage(c, 403, 'prove');

/** That somebody tried a page of others is an event, ten times an hour at most. */
async function refusedTo({ ports, attempts }: Kit, c: Ctx, account: Account, path: string) {
  if (await attempts.refusals.may(account.id))
    await ports.ledger.noteAccess(
      'accessRefused',
      { account: account.id, path },
      { actor: account.id, now: ports.clock(), requestKey: randomUUID() },
    );
  return refusePage(c, 403);
}

/** Only for whom a route is made, and what is dangerous only for who proved lately who it is. */
export const onlyForRoles =
  (
    kit: Kit,
    { who, path, dangerous }: Pick<Route, 'who' | 'path' | 'dangerous'>,
  ): MiddlewareHandler<RouteEnv> =>
  async (c, next) => {
    if (who === 'anyone' || who === 'link') return next();
    const { account, self, session, mustSetUp, demonstration } = c.get('visit');
    if (!account || !self || !session) return toSignIn(c);
    if (mustSetUp && !BEFORE_SET_UP.includes(path)) return c.redirect(SET_UP, 303);
    if (who !== 'signedIn' && !who.includes(account.role)) return refusedTo(kit, c, self, path);
    const asks = dangerous === true && !demonstration && !provedLately(session, c.req.method === 'POST');
    return asks ? redirectToProve(c) : next();
  };

/** Nothing is written while this host's clock is off: what is written would bear a wrong time. */
export const clockRight =
  ({ ledger }: Pick<ConsolePorts, 'ledger'>, { method, who }: Route): MiddlewareHandler<RouteEnv> =>
  async (c, next) => {
    const writes = method === 'POST' && who !== 'anyone' && who !== 'signedIn';
    const right = writes ? await clockIsRight(ledger) : ok(null);
    return right.ok ? next() : problemPage(c, c.get('visit').here, right.problem);
  };
