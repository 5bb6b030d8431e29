import { setCookie } from 'hono/cookie';
import { get, type Ctx, type Route } from '../web/route';

const YEAR_S = 365 * 86_400;

/** A path of this console; anything else leads home. No other host is ever redirected to. */
export const backTo = (path: string | undefined): string =>
  path !== undefined && /^\/(?![/\\])[\w\-./%?&=~+:,]*$/.test(path) ? path : '/';

const keepCookie = (c: Ctx, name: string, value: string): void => {
  setCookie(c, name, value, { path: '/', sameSite: 'Lax', maxAge: YEAR_S, httpOnly: true });
};

/** Language and theme, kept in the browser alone. */
export const lookRoutes = (): readonly Route[] => [
  get('/look', 'anyone', (c) => {
    const { theme, lang, back } = c.req.query();
    if (theme === 'standard' || theme === 'large' || theme === 'contrast') keepCookie(c, 'theme', theme);
    if (lang === 'zh' || lang === 'en') keepCookie(c, 'lang', lang);
    return c.redirect(backTo(back), 303);
  }),
];
