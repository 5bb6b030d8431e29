import type { JSX } from 'hono/jsx/jsx-runtime';

/** The text of rendered JSX, every value in it escaped. Throws when a template had to wait for something. */
export function markup(element: JSX.Element): string {
  if (element instanceof Promise) throw new TypeError('mail templates have nothing to wait for');
  return element.toString();
}
