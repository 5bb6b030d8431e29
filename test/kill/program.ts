import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { instant, type Instant } from '../../domain/time';
import { startMark } from '../../engine/processes';
import { mailServer, type MailServer } from '../support/mail-server';
import { keyIn } from './arrived';

/** `npm start` as people run it: node, and the Temporal server that it starts. */
export interface Program {
  readonly server: MailServer;
  /** When each mail came. */
  readonly times: readonly number[];
  /** Mails taken, each counted once. */
  readonly mails: number;
  start(): void;
  /** kill -9 of node, and of the server if there is one. */
  killAll(): Promise<void>;
  /** Ctrl-C for a program: what is in hand is finished. Its exit code. */
  stop(): Promise<number | null>;
  /** Looks after each mail and now and then. */
  until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void>;
  close(): Promise<void>;
}

const DUBAN = resolve(__dirname, '../../scripts/duban.cjs');
const PATIENCE = 240_000;
const LOOK = 20;

const running = z.object({ pid: z.number().optional() });

function serverOf(home: string): number | undefined {
  try {
    return running.parse(JSON.parse(readFileSync(join(home, 'engine.json'), 'utf8'))).pid;
  } catch {
    return undefined;
  }
}

/** What `npm start` finds: its home, its clock and who may be written to. */
export interface Setting {
  readonly home: string;
  /** What the clock of the office says now. */
  readonly moment: Instant;
  readonly allow: readonly string[];
}

/** A home on which `npm start` can be run and killed, with a mail server. The caller closes it. */
export async function openProgram({ home, moment, allow }: Setting): Promise<Program> {
  const times: number[] = [];
  const keys = new Set<string>();
  const server = await mailServer({
    onTaken() {
      times.push(Date.now());
      const last = server.taken.at(-1);
      if (last) keys.add(keyIn(last));
    },
  });
  const env = {
    ...process.env,
    TEMPORAL_ADDRESS: '',
    DUBAN_HOME: home,
    DUBAN_CLOCK_SHIFT: String(instant(moment - Date.now())),
    DUBAN_SMTP_URL: server.url,
    DUBAN_MAIL_ALLOW: allow.join(','),
  };
  let child: ChildProcess | null = null;
  let gone: Promise<number | null> = Promise.resolve(null);
  const killAll = async (): Promise<void> => {
    child?.kill('SIGKILL');
    await gone;
    const pid = serverOf(home);
    if (pid !== undefined && startMark(pid) !== undefined) process.kill(pid, 'SIGKILL');
  };
  return {
    server,
    times,
    get mails() {
      return keys.size;
    },
    start() {
      const started = spawn(process.execPath, [DUBAN, 'start'], { env, stdio: 'ignore' });
      gone = new Promise((end) => started.once('exit', end));
      child = started;
    },
    killAll,
    async stop() {
      child?.kill('SIGTERM');
      return gone;
    },
    async until(what, isSo) {
      const end = Date.now() + PATIENCE;
      while (!(await isSo())) {
        if (Date.now() >= end) throw new Error(`it never became so: ${what} (${keys.size} mails)`);
        if (child?.exitCode !== null) throw new Error(`npm start has ended before: ${what}`);
        await new Promise((resolve) => setTimeout(resolve, LOOK));
      }
    },
    async close() {
      await killAll();
      await server.close();
    },
  };
}
