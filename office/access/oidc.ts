import type { Configuration, CustomFetch } from 'openid-client';
import { messageOf, ok, refuse, text, type Result } from '../../domain/problem';
import type { Account, Roster } from '../../domain/roster/types';

/** Where people prove who they are in our place (统一认证). */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The claim that names the account; `email` is compared with its verified address. */
  readonly claim: string;
}

/** What the browser keeps between the way there and the way back. */
export interface OidcTrip {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Sign-in by a provider of OpenID Connect. */
export interface Oidc {
  /** Where the browser is sent; `again`: the provider must ask anew who it is. */
  leave(again: boolean): Promise<Result<{ readonly url: string; readonly trip: OidcTrip }>>;
  /** The account of a browser that came back under an address of ours. Refuses `sign-in-refused`. */
  arrive(at: {
    readonly search: string;
    readonly trip: OidcTrip;
    readonly again: boolean;
  }): Promise<Result<Find>>;
}

/** Finds who came back in a roster. */
export type Find = (roster: Roster) => Account | undefined;

/** Where the provider sends browsers back to. */
export const CALLBACK = '/oidc/callback';

/** How long the provider may take to answer, s. */
const ANSWER_S = 4;

/** How long ago the provider may have asked, when it was to ask anew; s. */
const FRESH_S = 120;

const away = (error: unknown): Result<never> =>
  refuse(
    'sign-in-unreachable',
    text(
      `统一认证没有应答：${messageOf(error)}`,
      `the identity provider does not answer: ${messageOf(error)}`,
    ),
    text('稍后再试，或用帐号和口令登录', 'try again later, or sign in with account and password'),
  );

const OIDC_REFUSED = refuse(
  'sign-in-refused',
  text('统一认证没有确认身份', 'the identity provider did not vouch for you'),
  text('请从登录页重新开始', 'begin again from the page to sign in'),
);

/** The library is loaded when somebody signs in by it. */
const library = () => import('openid-client');

/** Finds an account by the claims of a token. */
function finder(claims: Readonly<Record<string, unknown>>, claim: string): Find | null {
  const value = claims[claim];
  if (typeof value !== 'string' || value === '') return null;
  if (claim !== 'email') return ({ accounts }) => accounts.find(({ id }) => id === value);
  if (claims['email_verified'] !== true) return null;
  return ({ accounts }) => {
    const [one, ...more] = accounts.filter(({ address }) => address.toLowerCase() === value.toLowerCase());
    return more.length === 0 ? one : undefined;
  };
}

/** Sign-in by the provider of the settings, whose description is read when it is first needed; `reach` gets its addresses. */
export function makeOidc(settings: OidcSettings, publicUrl: string, reach?: CustomFetch): Oidc {
  const { issuer, clientId, clientSecret, claim } = settings;
  let known: Promise<Configuration> | null = null;
  const configuration = async (): Promise<Configuration> => {
    const { customFetch, discovery } = await library();
    known ??= discovery(new URL(issuer), clientId, clientSecret, undefined, {
      timeout: ANSWER_S,
      ...(reach === undefined ? {} : { [customFetch]: reach }),
    });
    return known.catch((error: unknown) => {
      known = null;
      throw error;
    });
  };
  return {
    async leave(again) {
      const lib = await library();
      const trip = {
        state: lib.randomState(),
        nonce: lib.randomNonce(),
        verifier: lib.randomPKCECodeVerifier(),
      };
      try {
        const url = lib.buildAuthorizationUrl(await configuration(), {
          redirect_uri: `${publicUrl}${CALLBACK}`,
          scope: 'openid profile email',
          state: trip.state,
          nonce: trip.nonce,
          code_challenge: await lib.calculatePKCECodeChallenge(trip.verifier),
          code_challenge_method: 'S256',
          ...(again ? { prompt: 'login', max_age: '0' } : {}),
        });
        return ok({ url: url.href, trip });
      } catch (error) {
        return away(error);
      }
    },
    async arrive({ search, trip, again }) {
      const lib = await library();
      try {
        const config = await configuration();
        const tokens = await lib.authorizationCodeGrant(config, new URL(`${publicUrl}${CALLBACK}${search}`), {
          pkceCodeVerifier: trip.verifier,
          expectedState: trip.state,
          expectedNonce: trip.nonce,
          idTokenExpected: true,
          ...(again ? { maxAge: FRESH_S } : {}),
        });
        const claims = tokens.claims();
        if (claims === undefined) return OIDC_REFUSED;
        // Many providers say no more in the token than who it is; the rest is asked for.
        const more = claim in claims ? {} : await lib.fetchUserInfo(config, tokens.access_token, claims.sub);
        const found = finder({ ...more, ...claims }, claim);
        return found === null ? OIDC_REFUSED : ok(found);
      } catch (error) {
        return error instanceof TypeError ? away(error) : OIDC_REFUSED;
      }
    },
  };
}
