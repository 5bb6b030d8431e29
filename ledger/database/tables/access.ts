import type { Instant } from '../../../domain/time';
import { positiveColumn, integer, wordColumn, optional, table, textColumn } from '../table';

/** How a session began: with a password, by a one-time link, through OpenID Connect, a gateway, or as a token of the command line. */
export type SessionMeans = 'password' | 'link' | 'oidc' | 'gateway' | 'token';

/** Sessions of consoles and command lines, by the digest of their id. */
export const sessions = table({
  columns: {
    id: textColumn(),
    account: textColumn(),
    shown_as: textColumn(),
    started_at: integer<Instant>(),
    seen_at: integer<Instant>(),
    proved_at: integer<Instant>(),
    means: wordColumn<SessionMeans>({ password: true, link: true, oidc: true, gateway: true, token: true }),
  },
  key: ['id'],
  indexes: [{ on: ['account'] }],
});

/** How accounts prove who they are. */
export const credentials = table({
  columns: {
    account: textColumn(),
    password: optional(textColumn()),
    totp: optional(textColumn()),
    step: integer(),
    failures: integer(),
    locked_until: optional(integer<Instant>()),
    disabled_at: optional(integer<Instant>()),
  },
  key: ['account'],
});

/** Links that may be used once, by the digest of what stands in them. */
export const invitations = table({
  columns: {
    id: textColumn(),
    account: textColumn(),
    purpose: wordColumn<'password' | 'signIn'>({ password: true, signIn: true }),
    until_at: integer<Instant>(),
  },
  key: ['id'],
});

/** Keys of signed links. */
export const link_keys = table({
  columns: { id: positiveColumn(), secret: textColumn(), since: integer<Instant>() },
  key: ['id'],
});

/** How often the links of a subject were ended. */
export const link_ends = table({
  columns: { subject: textColumn(), generation: integer() },
  key: ['subject'],
});

/** How often something was tried lately, by a key: shared by all consoles. */
export const tries = table({
  columns: { key: textColumn(), points: integer(), until_at: integer<Instant>() },
  key: ['key'],
});
