import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ok, refuse, text, type Result } from '../../domain/problem';
import { Secret } from '../../domain/secret';
import { addressList, type AddressList } from './addresses';

/** Settings of how people come in; docs/operations.md lists each. */
export const accessShape = {
  DUBAN_OIDC_ISSUER: z
    .string()
    .regex(/^https:\/\/[^?#]+$/, 'https://主机/…')
    .optional(),
  DUBAN_OIDC_CLIENT_ID: z.string().min(1).optional(),
  DUBAN_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  DUBAN_OIDC_CLAIM: z
    .string()
    .regex(/^[\w:./-]{1,100}$/, '声明的名称，如 preferred_username')
    .default('preferred_username'),
  DUBAN_GATEWAY_HEADER: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{1,60}$/, '请求头的名称，如 X-Remote-User')
    .optional(),
  DUBAN_GATEWAY_FROM: z.string().optional(),
  DUBAN_PROXY_FROM: z.string().optional(),
  DUBAN_TOKEN_PATH: z.string().min(1).optional(),
};

type SignInSettings = z.infer<z.ZodObject<typeof accessShape>>;

/** How people come in, beside account and password. */
export interface AccessSettings {
  readonly oidc: {
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecret: Secret;
    readonly claim: string;
  } | null;
  readonly gateway: { readonly header: string; readonly from: AddressList } | null;
  /** Proxies whose word about addresses is taken. */
  readonly proxies: AddressList | null;
  /** Where `duban login` keeps its token. */
  readonly tokenFile: string;
}

const incompleteSettings = (names: readonly string[]): Result<never> =>
  refuse(
    'bad-setting',
    text(`${names.join('、')} 须一起设置`, `${names.join(', ')} go together`),
    text('补齐，或都去掉', 'set all of them, or none'),
  );

/** Reads them. Refuses `bad-setting` for parts that lack the others, and for addresses that are none. */
export function readAccess(
  settings: SignInSettings,
  env: Readonly<Record<string, string | undefined>>,
): Result<AccessSettings> {
  const {
    DUBAN_OIDC_ISSUER: issuer,
    DUBAN_OIDC_CLIENT_ID: clientId,
    DUBAN_OIDC_CLIENT_SECRET: clientSecret,
    DUBAN_GATEWAY_HEADER: header,
  } = settings;
  const oidc =
    issuer !== undefined && clientId !== undefined && clientSecret !== undefined
      ? { issuer, clientId, clientSecret: new Secret(clientSecret), claim: settings.DUBAN_OIDC_CLAIM }
      : null;
  if (oidc === null && (issuer ?? clientId ?? clientSecret) !== undefined)
    return incompleteSettings(['DUBAN_OIDC_ISSUER', 'DUBAN_OIDC_CLIENT_ID', 'DUBAN_OIDC_CLIENT_SECRET']);
  if ((header === undefined) !== (settings.DUBAN_GATEWAY_FROM === undefined))
    return incompleteSettings(['DUBAN_GATEWAY_HEADER', 'DUBAN_GATEWAY_FROM']);
  const from = addressList(settings.DUBAN_GATEWAY_FROM ?? '');
  if (!from.ok) return from;
  const proxies = addressList(settings.DUBAN_PROXY_FROM ?? '');
  if (!proxies.ok) return proxies;
  const folder = env['XDG_CONFIG_HOME'] ?? join(env['HOME'] ?? homedir(), '.config');
  return ok({
    oidc,
    gateway: header === undefined ? null : { header, from: from.value },
    proxies: settings.DUBAN_PROXY_FROM === undefined ? null : proxies.value,
    tokenFile: settings.DUBAN_TOKEN_PATH ?? join(folder, 'duban', 'token.json'),
  });
}
