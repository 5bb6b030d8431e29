import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { runCli } from '../../client/cli/main';
import type { Starters } from '../../client/cli/verbs/start';
import type { Io, Screen } from '../../client/cli/io';
import { ok, refuse, text } from '../../domain/problem';
import type { Instant } from '../../domain/time';
import { moment } from './item';

/** What one call of `duban` gave back. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The process as a test sets it up. */
export interface CliProcess {
  readonly home?: string;
  readonly cwd?: string;
  readonly env?: Io['env'];
  readonly now?: () => Instant;
  readonly stdin?: string;
  readonly screen?: Screen;
  /** Commands that need workers, where they are to run for real. */
  readonly starters?: Partial<Starters>;
}

/** Commands that need workers say their name. */
const starters: Starters = {
  start: () => Promise.resolve(ok({ data: 'start', text: 'start' })),
  worker: () => Promise.resolve(ok({ data: 'worker', text: 'worker' })),
  console: () => Promise.resolve(ok({ data: 'console', text: 'console' })),
  rehearse: (_session, folder) =>
    Promise.resolve(refuse('no-engine', text(`rehearse ${folder}`, folder), text('', ''))),
};

/** The root of the sources: paths like seeds/qingpu-2025 count from here. */
export const ROOT = join(__dirname, '..', '..');

/** A command line on a home: no process is started, nothing of the host's environment is seen. */
export function commandLine(given: CliProcess = {}): (...argv: readonly string[]) => Promise<Ran> {
  return async (...argv) => {
    const lines = (given.stdin ?? '').split('\n');
    const out: string[] = [];
    const err: string[] = [];
    const io: Io = {
      env: { ...(given.home === undefined ? {} : { DUBAN_HOME: given.home }), ...given.env },
      cwd: given.cwd ?? ROOT,
      screen: given.screen,
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      progress: () => undefined,
      readStdin: () => Promise.resolve(Buffer.from(given.stdin ?? '', 'utf8')),
      readSecret: () => Promise.resolve(lines.shift() ?? ''),
      now: given.now ?? (() => moment('2025-06-30 10:00')),
    };
    const code = await runCli(argv, { ...starters, ...given.starters }, io);
    return { code, out: out.join('\n'), err: err.join('\n') };
  };
}

const envelope = z.object({
  ok: z.boolean(),
  data: z.unknown().optional(),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string() }).optional(),
});

/** What a call with --json answered. */
export const answerOf = ({ out }: Ran): z.infer<typeof envelope> => envelope.parse(JSON.parse(out));

/** Folders of their own, removed by `clear`. */
export interface Scratch {
  readonly folder: () => string;
  readonly clear: () => void;
}

/** New folders for a test file. */
export function scratch(): Scratch {
  const made: string[] = [];
  return {
    folder() {
      const path = mkdtempSync(join(tmpdir(), 'duban-cli-'));
      made.push(path);
      return path;
    },
    clear() {
      for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
    },
  };
}
