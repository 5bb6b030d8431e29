import type { Context } from 'hono';
import type { AccountRole } from '../../../domain/roster/types';
import type { Visit } from './visit';

/** What a request carries through the console. */
export interface RouteEnv {
  readonly Variables: {
    visit: Visit;
    /** The browser's secret, once it is known. */
    secret: string | undefined;
    /** The form was refused, and the page that it leads to tells so. */
    refused: true | undefined;
  };
}

export type Ctx = Context<RouteEnv>;

/** Who may open a route: everybody, whoever has a signed link, whoever is signed in, or some roles. */
export type RouteRole = 'anyone' | 'link' | 'signedIn' | readonly AccountRole[];

/** One route; the permission table of the tests is made from these. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly who: RouteRole;
  /** Asks again who it is, when that was proved some time ago (再次验证). */
  readonly dangerous?: true;
  readonly run: (c: Ctx) => Response | Promise<Response>;
}

/** A page that changes nothing. */
export const get = (path: string, who: RouteRole, run: Route['run']): Route => ({
  method: 'GET',
  path,
  who,
  run,
});

/** A form that changes something; its origin and token have been looked at before `run`. */
export const post = (path: string, who: RouteRole, run: Route['run']): Route => ({
  method: 'POST',
  path,
  who,
  run,
});

/** A route that opens only to who proved lately who he is. */
export const dangerous = (route: Route): Route => ({ ...route, dangerous: true });
