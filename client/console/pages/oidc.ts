import { randomUUID } from 'node:crypto';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { CALLBACK } from '../../../office/access/oidc';
import { keptAs, sameTag, tagOf } from '../../../office/access/secrets';
import { hostNow } from '../../../office/access/sessions';
import { vouchedAccount } from '../../../office/access/sign-in';
import type { Kit } from '../kit';
import type { ConsolePorts } from '../ports';
import { visitorAddress } from '../web/address';
import { redirectTelling } from '../web/banner';
import { isSecure, secretOf } from '../web/cookie';
import { refusePage } from '../web/refuse';
import { get, type Ctx, type Route } from '../web/route';
import { enterConsole, home } from './sign-in';
import { backTo } from './look';

const OIDC_COOKIE = 'oidc';
/** How long the way to the provider and back may take, s. */
const TRIP_S = 600;

const oidcSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  back: z.string(),
  again: z.boolean(),
});

const sorry = (kit: Kit, c: Ctx, title: string, hint: string) =>
  redirectTelling(c, kit.ports, '/sign-in', { kind: 'refused', title, lines: [hint] });

/** Binds a trip to the browser that left for it: one that others planted there is not believed. */
const tripTag = (c: Ctx, ports: ConsolePorts, words: string): string =>
  tagOf(secretOf(c, ports), `oidc ${words}`);

/** Sends the browser to the provider; what proves that it was this browser waits in a cookie. */
async function leave(kit: Kit, c: Ctx) {
  const { oidc, publicUrl } = kit.ports;
  if (oidc === null) return c.notFound();
  const { lang, session } = c.get('visit');
  const again = session !== null && c.req.query('again') === 'yes';
  const left = await oidc.leave(again);
  if (!left.ok) return sorry(kit, c, left.problem.message[lang], left.problem.hint[lang]);
  const kept = { ...left.value.trip, back: backTo(c.req.query('back')), again };
  const words = Buffer.from(JSON.stringify(kept)).toString('base64url');
  setCookie(c, OIDC_COOKIE, `${words}.${tripTag(c, kit.ports, words)}`, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/oidc',
    maxAge: TRIP_S,
    secure: isSecure({ publicUrl }),
  });
  return c.redirect(left.value.url, 303);
}

/** What the browser kept of its trip; it is forgotten. */
function tripOf(c: Ctx, ports: ConsolePorts) {
  const [words = '', tag = ''] = (getCookie(c, OIDC_COOKIE) ?? '').split('.');
  deleteCookie(c, OIDC_COOKIE, { path: '/oidc' });
  if (!sameTag(tag, tripTag(c, ports, words))) return null;
  try {
    return oidcSchema.parse(JSON.parse(Buffer.from(words, 'base64url').toString('utf8')));
  } catch {
    return null;
  }
}

/** The browser is back: signs in, or proves again who is signed in. */
async function arrive(kit: Kit, c: Ctx) {
  const { oidc, ledger } = kit.ports;
  if (oidc === null) return c.notFound();
  if (!(await kit.attempts.signInsFrom.may(visitorAddress(c, kit.ports)))) return refusePage(c, 429);
  const { lang, say, session, office } = c.get('visit');
  const trip = tripOf(c, kit.ports);
  if (trip === null)
    return sorry(kit, c, say('登录没有完成', 'You are not signed in'), say('请重新开始', 'Begin again'));
  const { back, again } = trip;
  const arrived = await oidc.arrive({ search: new URL(c.req.url).search, trip, again });
  if (!arrived.ok) return sorry(kit, c, arrived.problem.message[lang], arrived.problem.hint[lang]);
  const found = arrived.value(office.roster);
  const account = found ? await vouchedAccount(ledger, office.roster, found.id) : null;
  if (!account)
    return sorry(
      kit,
      c,
      say('名册里没有这个人的帐号，或已停用', 'There is no account for you, or it is disabled'),
      say('请找管理员', 'Ask the administrator'),
    );
  if (again) {
    if (session?.account !== account.id) return refusePage(c, 403);
    const by = { actor: account.id, now: kit.ports.clock(), requestKey: randomUUID() };
    await ledger.proveSession(keptAs(secretOf(c, kit.ports)), hostNow(), by);
    return c.redirect(back, 303);
  }
  await enterConsole(kit, c, account, 'oidc');
  return c.redirect(back === '/' ? home(account) : back, 303);
}

/** Sign-in by a provider of OpenID Connect (统一认证), where there is one. */
export const oidcRoutes = (kit: Kit): readonly Route[] =>
  kit.ports.oidc
    ? [get('/oidc/leave', 'anyone', (c) => leave(kit, c)), get(CALLBACK, 'anyone', (c) => arrive(kit, c))]
    : [];
