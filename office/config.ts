import { readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { ok, refuse, text, type Result } from '../domain/problem';
import { SecretUrl } from '../domain/secret';
import { witnessVerifierOf } from '../ledger/log/key';
import type { LogKeyPlace } from '../ledger/log/log-key';
import { accessShape, readAccess, type AccessSettings } from './access/settings';
import type { Attestors, WitnessPlace } from './evidence/attest';

type Env = Readonly<Record<string, string | undefined>>;

/** Settings that may also be given as NAME_FILE, the path of a file that holds the value. */
const SECRETS = [
  'DUBAN_SMTP_URL',
  'DUBAN_DATABASE_URL',
  'DUBAN_OIDC_CLIENT_SECRET',
  'TEMPORAL_API_KEY',
] as const;

/** Secrets that no program started by us needs. */
const OURS: readonly string[] = ['DUBAN_SMTP_URL', 'DUBAN_DATABASE_URL', 'DUBAN_OIDC_CLIENT_SECRET'];

const configSchema = z.object({
  DUBAN_HOME: z.string().min(1).default('var'),
  DUBAN_ENV: z.enum(['embedded', 'production']).default('embedded'),
  DUBAN_DATABASE_URL: z
    .string()
    .regex(/^(sqlite:|postgres(ql)?:\/\/)/, 'sqlite:FILE 或 postgres://…')
    .optional(),
  DUBAN_SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'smtp://host:port 或 smtps://…')
    .optional(),
  DUBAN_MAIL_ALLOW: z.string().default(''),
  DUBAN_LOG_KEY_FILE: z.string().min(1).optional(),
  DUBAN_LOG_ORIGIN: z
    .string()
    .regex(/^[^\s+]{1,100}$/, '不含空格和加号，如 dbs.qingpu.example/duban')
    .optional(),
  DUBAN_WITNESS: z
    .string()
    .default('')
    .transform((given, ctx): readonly WitnessPlace[] => {
      const places = given.split(/[;\n]/).map((one) => one.trim());
      return places.filter(Boolean).map((one) => {
        const [vkey = '', url = ''] = one.split(/\s+/);
        if (!witnessVerifierOf(vkey).ok || !/^https?:\/\//.test(url))
          ctx.addIssue('公钥 网址，几个之间用分号，如 w.example+530d903a+BA… https://w.example');
        return { vkey, url };
      });
    }),
  DUBAN_TSA_URL: z
    .string()
    .regex(/^https?:\/\//, 'https://…')
    .optional(),
  DUBAN_ACCOUNT: z.string().optional(),
  DUBAN_CLOCK_SHIFT: z.coerce.number().int().default(0),
  DUBAN_VERSION_BUILD: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,60}$/, '字母、数字、. _ -，至多 60 个')
    .optional(),
  DUBAN_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  DUBAN_HOST: z.string().min(1).default('127.0.0.1'),
  DUBAN_PUBLIC_URL: z
    .string()
    .regex(/^https?:\/\/[^/?#]+$/, 'https://主机，不带路径')
    .optional(),
  DUBAN_SCAN_COMMAND: z.string().min(1).optional(),
  ...accessShape,
  DUBAN_METRICS: z
    .string()
    .regex(/^[^\s/]+:\d{1,5}$/, '主机:端口，如 127.0.0.1:9464')
    .optional(),
  DUBAN_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** Everything that the environment decides; docs/operations.md lists each setting. */
export interface Config {
  readonly home: string;
  readonly production: boolean;
  readonly databaseUrl: SecretUrl;
  /** Null: no server configured, mails go to the sandbox mailbox. */
  readonly smtpUrl: SecretUrl | null;
  /** Outside production only these addresses ("a@b.example") and domains ("@b.example") are reached. */
  readonly mailAllow: readonly string[];
  /** The key that signs checkpoints, outside the database, and the log's name when it is made. */
  readonly logKey: LogKeyPlace;
  /** Who outside signs checkpoints. */
  readonly attestors: Attestors;
  /** The account that acts when --as is not given; never in production. */
  readonly account: string | null;
  /** Difference of this home's clock from the host's, ms; rehearsals and tests only. */
  readonly clockShift: number;
  readonly log: string;
  /** Where this process tells its metrics, `host:port`; null: nowhere. */
  readonly metrics: string | null;
  /** Port and host of the console; where browsers reach it, null: there. */
  readonly port: number;
  readonly consoleHost: string;
  readonly publicUrl: string | null;
  /** The program that looks through uploaded files, with its arguments; null: none. */
  readonly scanCommand: string | null;
  /** How people come in, beside account and password. */
  readonly access: AccessSettings;
  /** The build under which workers take part in Temporal's worker versioning; null: they do not. */
  readonly versionBuild: string | null;
  /** The environment without our own secrets: programs that are started get it. */
  readonly env: Env;
}

/** Reads the settings. Refuses `bad-setting` (names the variable and what is right) and `file-unreadable`. */
export function readConfig(env: Env, cwd: string): Result<Config> {
  const filled = withFiles(env);
  if (!filled.ok) return filled;
  const blank = Object.fromEntries(Object.entries(filled.value).filter(([, value]) => value !== ''));
  const read = configSchema.safeParse(blank);
  if (!read.success) return badSetting(read.error);
  const settings = read.data;
  const production = settings.DUBAN_ENV === 'production';
  if (production && settings.DUBAN_CLOCK_SHIFT !== 0) {
    return refuse(
      'bad-setting',
      text('正式环境不能移动时钟（DUBAN_CLOCK_SHIFT）', 'no DUBAN_CLOCK_SHIFT in production'),
      text('去掉 DUBAN_CLOCK_SHIFT', 'unset DUBAN_CLOCK_SHIFT'),
    );
  }
  if (production && settings.DUBAN_ACCOUNT !== undefined) return accountRefused;
  const access = readAccess(settings, env);
  if (!access.ok) return access;
  const home = resolve(cwd, settings.DUBAN_HOME);
  return ok({
    home,
    production,
    databaseUrl: new SecretUrl(databaseIn(settings.DUBAN_DATABASE_URL, home, cwd)),
    smtpUrl: settings.DUBAN_SMTP_URL === undefined ? null : new SecretUrl(settings.DUBAN_SMTP_URL),
    mailAllow: settings.DUBAN_MAIL_ALLOW.split(/[,;\s]+/).filter(Boolean),
    logKey: {
      file: resolve(home, settings.DUBAN_LOG_KEY_FILE ?? 'log.key'),
      origin: settings.DUBAN_LOG_ORIGIN ?? null,
    },
    attestors: { witnesses: settings.DUBAN_WITNESS, tsa: settings.DUBAN_TSA_URL ?? null },
    account: settings.DUBAN_ACCOUNT ?? null,
    clockShift: settings.DUBAN_CLOCK_SHIFT || (production ? 0 : storedShift(home)),
    log: settings.DUBAN_LOG,
    metrics: settings.DUBAN_METRICS ?? null,
    port: settings.DUBAN_PORT,
    consoleHost: settings.DUBAN_HOST,
    publicUrl: settings.DUBAN_PUBLIC_URL ?? null,
    scanCommand: settings.DUBAN_SCAN_COMMAND ?? null,
    access: access.value,
    versionBuild: settings.DUBAN_VERSION_BUILD ?? null,
    env: Object.fromEntries(Object.entries(blank).filter(([name]) => !OURS.includes(name))),
  });
}

const accountRefused = refuse(
  'bad-setting',
  text('正式环境不认 DUBAN_ACCOUNT', 'DUBAN_ACCOUNT is not trusted in production'),
  text('去掉它，用 duban login 帐号 登录', 'unset it and sign in with duban login ACCOUNT'),
);

/** The file in which a demonstration keeps the difference of its clock from the host's. */
export const clockFile = (home: string): string => join(home, 'clock.json');

/** 0 where nothing is kept, or what is kept is no number. */
function storedShift(home: string): number {
  try {
    const kept: unknown = JSON.parse(readFileSync(clockFile(home), 'utf8'));
    return z.object({ shift: z.number().int() }).parse(kept).shift;
  } catch {
    return 0;
  }
}

function databaseIn(url: string | undefined, home: string, cwd: string): string {
  if (url === undefined) return `sqlite:${join(home, 'ledger.db')}`;
  if (!url.startsWith('sqlite:')) return url;
  const file = url.slice('sqlite:'.length);
  return `sqlite:${isAbsolute(file) ? file : resolve(cwd, file)}`;
}

function badSetting(error: z.ZodError): Result<never> {
  const [issue] = error.issues;
  const name = String(issue?.path[0]);
  return refuse(
    'bad-setting',
    text(`环境变量 ${name} 的值不对：${issue?.message ?? ''}`, `the environment variable ${name} is wrong`),
    text('各变量的写法见 docs/operations.md', 'docs/operations.md says how each is written'),
  );
}

function withFiles(env: Env): Result<Env> {
  const filled: Record<string, string | undefined> = { ...env };
  for (const name of SECRETS) {
    const file = env[`${name}_FILE`];
    if (!file || env[name]) continue;
    try {
      filled[name] = readFileSync(file, 'utf8').trim();
    } catch {
      return refuse(
        'file-unreadable',
        text(`${name}_FILE 指向的文件 ${file} 读不出`, `cannot read ${file}, named by ${name}_FILE`),
        text('检查路径和权限', 'check path and permissions'),
      );
    }
  }
  return ok(filled);
}
