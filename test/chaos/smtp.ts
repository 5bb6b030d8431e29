import { appendFileSync, closeSync, fstatSync, openSync, readSync, truncateSync } from 'node:fs';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { keyIn } from '../kill/arrived';
import type { Sink } from '../kill/killable-office';
import { mailServer, type Taken } from '../support/mail-server';

/** How the mail server behaves at the final dot: as it should, 451, taken and cut for so many mails, or silent. */
const Mood = z.union([
  z.object({ type: z.enum(['well', 'later', 'hang']) }),
  z.object({ type: z.literal('drop'), mails: z.number() }),
]);
type Mood = z.infer<typeof Mood>;

const Job = z.object({ file: z.string(), port: z.number(), refused: z.array(z.string()) });
type Job = z.infer<typeof Job>;

/** One line of what it writes down before it answers 250. */
const Line = z.object({ at: z.number(), from: z.string(), to: z.array(z.string()), raw: z.string() });

async function serve({ file, port, refused }: Job): Promise<void> {
  let mood: Mood = { type: 'well' };
  let drops = 0;
  const held = new Set<() => void>();
  const server = await mailServer({
    port,
    rcpt: (address) => (refused.includes(address) ? [550, '5.1.1 no such mailbox'] : undefined),
    dot: () => (mood.type === 'later' ? [451, '4.3.0 not now'] : undefined),
    hold: () => (mood.type === 'hang' ? new Promise<void>((go) => held.add(go)) : Promise.resolve()),
    cut: () => drops-- > 0,
    onTaken() {
      const last = server.taken.at(-1);
      if (!last) return;
      const line = { at: Date.now(), from: last.from, to: last.to, raw: last.raw.toString('base64') };
      appendFileSync(file, `${JSON.stringify(line)}\n`);
      process.send?.('taken');
    },
  });
  process.on('message', (message) => {
    mood = Mood.parse(message);
    drops = mood.type === 'drop' ? mood.mails : 0;
    if (mood.type === 'hang') return;
    for (const go of held) go();
    held.clear();
  });
  process.once('disconnect', () => process.exit());
  process.send?.(server.port);
}

/** A mail server in a process of its own, which can be killed, frozen, and told how to behave. */
export interface Smtp extends Sink {
  readonly kill: () => Promise<void>;
  /** Starts it again, on the same port. */
  readonly start: () => Promise<void>;
  readonly signal: (name: 'SIGSTOP' | 'SIGCONT') => void;
  readonly behave: (mood: Mood) => void;
}

const TYPESCRIPT = resolve(__dirname, '../support/temporal-child.cjs');

/** Reads on in a file of mails whenever it is asked. */
function reader(file: string) {
  const taken: Taken[] = [];
  const times: number[] = [];
  const keys = new Set<string>();
  let at = 0;
  let rest = '';
  const add = (text: string): void => {
    const { at: time, from, to, raw } = Line.parse(JSON.parse(text));
    const mail = { from, to, raw: Buffer.from(raw, 'base64') };
    taken.push(mail);
    times.push(time);
    keys.add(keyIn(mail));
  };
  const readOn = (): void => {
    const handle = openSync(file, 'a+');
    const bytes = Buffer.alloc(fstatSync(handle).size - at);
    at += readSync(handle, bytes, 0, bytes.length, at);
    closeSync(handle);
    const lines = (rest + bytes.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(add);
  };
  return {
    taken,
    times,
    keys,
    readOn,
    /** Takes away the line in which the writer was killed: that mail was not answered 250. */
    cutTorn: (): void => {
      readOn();
      at -= rest.length;
      truncateSync(file, at);
      rest = '';
    },
  };
}

async function launch(
  job: Job,
  heard: () => void,
): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = fork(__filename, [JSON.stringify(job)], {
    execArgv: ['-r', TYPESCRIPT],
    env: { ...process.env, TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [port] = z
    .tuple([z.number()])
    .rest(z.unknown())
    .parse(await once(child, 'message'));
  child.on('message', heard);
  return { child, port };
}

/** Starts it; it writes what it takes into a file of a folder and refuses these addresses for good. The caller closes it. */
export async function openSmtp(home: string, refused: readonly string[]): Promise<Smtp> {
  const file = join(home, 'mails.jsonl');
  const { readOn, cutTorn, taken, times, keys } = reader(file);
  const heard = (): void => {
    sink.onMail();
  };
  const jobAt = (port: number): Job => ({ file, port, refused: [...refused] });
  const first = await launch(jobAt(0), heard);
  let { child } = first;
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  const sink: Smtp = {
    url: `smtp://127.0.0.1:${first.port}`,
    get taken() {
      readOn();
      return taken;
    },
    times,
    get keys() {
      readOn();
      return keys;
    },
    onMail: () => undefined,
    kill,
    async start() {
      cutTorn();
      ({ child } = await launch(jobAt(first.port), heard));
    },
    signal(name) {
      child.kill(name);
    },
    behave(mood) {
      if (child.connected) child.send(mood);
    },
    close: kill,
  };
  return sink;
}

if (require.main === module) void serve(Job.parse(JSON.parse(process.argv[2] ?? '')));
