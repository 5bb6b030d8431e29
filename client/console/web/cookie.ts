import { getCookie, setCookie } from 'hono/cookie';
import type { ConsolePorts } from '../ports';
import { newSecret } from '../../../office/access/secrets';
import type { Ctx } from './route';

/** Whether cookies may be tied to https. */
export const isSecure = ({ publicUrl }: Pick<ConsolePorts, 'publicUrl'>): boolean =>
  publicUrl.startsWith('https:');

/** The cookie that holds the session, or its substitute before signing in. */
const cookieName = (ports: Pick<ConsolePorts, 'publicUrl'>): string =>
  isSecure(ports) ? '__Host-duban' : 'duban';

/** Gives the browser a secret. */
export function setSecret(c: Ctx, ports: Pick<ConsolePorts, 'publicUrl'>, secret: string): void {
  c.set('secret', secret);
  setCookie(c, cookieName(ports), secret, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: isSecure(ports),
  });
}

/** The browser's secret; it is given one when it has none. */
export function secretOf(c: Ctx, ports: Pick<ConsolePorts, 'publicUrl'>): string {
  const given = c.get('secret');
  if (given !== undefined) return given;
  const known = getCookie(c, cookieName(ports));
  if (known !== undefined && /^[\w-]{43}$/.test(known)) return known;
  const secret = newSecret();
  setSecret(c, ports, secret);
  return secret;
}
