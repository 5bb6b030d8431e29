import type { Instant } from '../../domain/time';

export type Lang = 'zh' | 'en';

/** A terminal on stdout: its width in columns, and whether it shows colours. */
export interface Screen {
  readonly columns: number;
  readonly colour: boolean;
}

/** Everything that the command line touches outside; a test gives its own. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Set when stdout is a terminal. */
  readonly screen?: Screen | undefined;
  /** The result: stdout. */
  out(line: string): void;
  /** Progress, warnings, errors: stderr. */
  err(line: string): void;
  /** Overwrites one progress line on a terminal, prints sparsely elsewhere. */
  progress(line: string): void;
  readStdin(): Promise<Buffer>;
  /** The next secret: typed unseen after a prompt, or the next line of stdin where nobody types. */
  readSecret(prompt: string): Promise<string>;
  /** The host's clock. */
  now(): Instant;
}

/** Whether this is one of our languages. */
export const isLang = (input: string): input is Lang => input === 'zh' || input === 'en';

/** Chinese unless --lang en or an English locale says otherwise. */
export function cliLang(flag: string | undefined, env: Io['env']): Lang {
  if (flag === 'en' || flag === 'zh') return flag;
  const locale = env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '';
  return locale.startsWith('en_') ? 'en' : 'zh';
}
