import type { Context } from 'hono';
import type { AccountRole } from '../../../domain/roster/types';
import type { Visit } from './visit';

/** What a request carries through the console. */
export interface Env {
  readonly Variables: { visit: Visit };
}

export type Ctx = Context<Env>;

/** Who may open a route: everybody, whoever has a signed link, whoever is signed in, or some roles. */
export type Who = 'anyone' | 'link' | 'signedIn' | readonly AccountRole[];

/** One route; the permission table of the tests is made from these. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly who: Who;
  readonly run: (c: Ctx) => Response | Promise<Response>;
}

/** A page that changes nothing. */
export const get = (path: string, who: Who, run: Route['run']): Route => ({ method: 'GET', path, who, run });

/** A form that changes something; its origin and token have been looked at before `run`. */
export const post = (path: string, who: Who, run: Route['run']): Route => ({
  method: 'POST',
  path,
  who,
  run,
});
