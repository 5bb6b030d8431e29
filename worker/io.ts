import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { instant } from '../domain/time';
import type { Io } from '../client/cli/io';
import { LIMITS } from '../office/intake/sources/limits';

/** On something that is no terminal a progress line is printed this often at most, ms. */
const SPARSE_MS = 5_000;

function makeProgress(stream: NodeJS.WriteStream): Pick<Io, 'progress' | 'err'> {
  let open = false;
  let last = -Infinity;
  return {
    progress(line) {
      if (stream.isTTY) {
        stream.write(`\r\u001b[K${line}`);
        open = true;
      } else if (performance.now() - last >= SPARSE_MS) {
        last = performance.now();
        stream.write(`${line}\n`);
      }
    },
    err(line) {
      stream.write(`${open ? '\r\u001b[K' : ''}${line}\n`);
      open = false;
    },
  };
}

/** What comes on stdin, to its end or just beyond what any file may have: a stream may have no end. */
async function readStdin(): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of process.stdin) {
    const bytes = Buffer.from(part);
    parts.push(bytes);
    size += bytes.length;
    if (size > LIMITS.bytes) break;
  }
  return Buffer.concat(parts);
}

/** One line typed unseen: the prompt is written, what is typed is not. */
function typeUnseen(prompt: string): Promise<string> {
  process.stderr.write(prompt);
  const silent = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const line = createInterface({ input: process.stdin, output: silent, terminal: true });
  return new Promise((resolve) => {
    line.question('', (typed) => {
      line.close();
      process.stderr.write('\n');
      resolve(typed);
    });
    line.on('SIGINT', () => process.exit(130));
  });
}

/** Secrets one after the other: typed, or the lines of stdin. */
function makeSecrets(): Io['readSecret'] {
  let lines: Promise<string[]> | null = null;
  return async (prompt) => {
    if (process.stdin.isTTY) return typeUnseen(prompt);
    lines ??= readStdin().then((all) => all.toString('utf8').split(/\r?\n/));
    return (await lines).shift() ?? '';
  };
}

/** The terminal on stdout; colours as the environment wants them (NO_COLOR, FORCE_COLOR, TERM). */
function screenOf({ isTTY, columns }: NodeJS.WriteStream): Io['screen'] {
  return isTTY ? { columns, colour: process.stdout.hasColors() } : undefined;
}

/**
 * A reader that has gone (`| head`, a closed terminal) or a full disk behind a redirection ends nothing: what is written
 * after that is lost, and work goes on.
 */
function outlive(stream: NodeJS.WriteStream): void {
  stream.on('error', () => undefined);
}

/** The process as the command line's input and output. */
export function processIo(): Io {
  outlive(process.stdout);
  outlive(process.stderr);
  return {
    env: process.env,
    cwd: process.cwd(),
    screen: screenOf(process.stdout),
    out: (line) => process.stdout.write(`${line}\n`),
    ...makeProgress(process.stderr),
    readStdin,
    readSecret: makeSecrets(),
    now: () => instant(Date.now()),
  };
}
