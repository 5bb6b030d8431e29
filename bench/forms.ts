/**
 * What many large forms at once do to a console: `node -r ./test/support/temporal-child.cjs bench/forms.ts [forms]`. Fifty
 * of 20 MB by default, all at once: as files, as words, as very many fields, and sent slowly. A console in a process of its
 * own; printed are the answers, the most memory of its process, and how long an ordinary page took meanwhile.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { linkKeysOf, linkToken } from '../office/access/links';
import { listen } from '../client/console/serve';
import { instant } from '../domain/time';
import { stage } from '../test/support/console';
import { moment } from '../test/support/item';
import { issuedLedger, planItems } from '../test/support/ledger';
import { beginAll } from '../test/support/ledger-duban';
import { sure } from '../test/support/sure';

const MB = 1024 * 1024;

async function serveForms(): Promise<void> {
  const s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(20)), moment('2025-06-30 10:00'));
  });
  const link = linkToken(
    { purpose: 'unit', subject: 'sjj', madeAt: instant(s.now) },
    await linkKeysOf(s.ledger),
  );
  const { port } = sure(await listen(() => s.app, { host: '127.0.0.1', port: 0 }));
  console.log(JSON.stringify({ port, link }));
}

interface Target {
  readonly port: number;
  readonly path: string;
}

/** A kind of form: its type, and its body piece by piece. */
interface FormKind {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly head: string;
  readonly piece: string;
  readonly tail: string;
  /** ms between two pieces. */
  readonly pause: number;
}

const FIELD = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n';
const MULTIPART = { type: 'multipart/form-data; boundary=b', tail: '\r\n--b--\r\n', pause: 0 };
const FILE_HEAD = '--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n';
const KINDS: readonly FormKind[] = [
  { ...MULTIPART, name: 'files of 20 MB', size: 20 * MB, head: FILE_HEAD, piece: 'a'.repeat(65_536) },
  { ...MULTIPART, name: '400,000 fields in 20 MB', size: 20 * MB, head: '', piece: FIELD.repeat(1_000) },
  {
    ...{ name: 'words of 1 MB', type: 'application/x-www-form-urlencoded', size: MB - 100, pause: 0 },
    ...{ head: 'text=', piece: 'a'.repeat(65_536), tail: '' },
  },
  {
    ...{
      name: '250,000 fields in 1 MB',
      type: 'application/x-www-form-urlencoded',
      size: MB - 100,
      pause: 0,
    },
    ...{ head: '', piece: 'a=1&'.repeat(10_000), tail: '' },
  },
  { ...MULTIPART, name: 'slow files', size: 20 * MB, head: FILE_HEAD, piece: 'a'.repeat(65_536), pause: 100 },
];

/** Waits until something happens to a socket, 100 ms at most. */
const stirred = (socket: Socket): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(end, 100);
    function end(): void {
      clearTimeout(timer);
      socket.off('drain', end).off('data', end).off('close', end);
      done();
    }
    socket.once('drain', end).once('data', end).once('close', end);
  });

/** Sends a form; the status that it was answered with, or that the connection ended. */
async function sendForm({ port, path }: Target, form: FormKind, until: number): Promise<string> {
  const pieces = Math.floor((form.size - form.head.length - form.tail.length) / form.piece.length);
  const length = form.head.length + pieces * form.piece.length + form.tail.length;
  const socket = connect(port, '127.0.0.1');
  let said = '';
  socket.setEncoding('latin1').on('data', (words: string) => (said += words));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: duban.test\r\nOrigin: http://duban.test\r\nSec-Fetch-Site: same-origin\r\n` +
      `Connection: close\r\nContent-Type: ${form.type}\r\nContent-Length: ${length}\r\n\r\n${form.head}`,
  );
  for (let n = 0; n < pieces && said === '' && !socket.destroyed && performance.now() < until; n += 1) {
    if (!socket.write(form.piece)) await stirred(socket);
    if (form.pause > 0) await new Promise((done) => setTimeout(done, form.pause));
  }
  if (form.pause > 0) socket.destroy();
  else if (!socket.destroyed) socket.write(form.tail);
  for (let waited = 0; !socket.closed && waited < 600; waited += 1) await stirred(socket);
  socket.destroy();
  return /^HTTP\/1.1 (\d+)/.exec(said)?.[1] ?? 'cut off';
}

const memory = (pid: number, what: 'VmHWM' | 'VmRSS'): number =>
  Math.round(
    Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024,
  );

async function pageMs(port: number): Promise<number> {
  const from = performance.now();
  const { status } = await fetch(`http://127.0.0.1:${port}/sign-in`);
  if (status !== 200) throw new Error(`the page answered ${status}`);
  return performance.now() - from;
}

async function measureKind(form: FormKind, count: number): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, [...process.execArgv, __filename, 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!child.stdout) throw new Error('no output');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { port, link } = JSON.parse(line) as { port: number; link: string };
  const pid = child.pid ?? 0;
  await pageMs(port);
  const before = memory(pid, 'VmRSS');
  const target = { port, path: `/u/${link}/items/n1/1/do/report` };
  const state = { isGoing: true };
  let slowest = 0;
  const pages = (async () => {
    while (state.isGoing) slowest = Math.max(slowest, await pageMs(port));
  })();
  const from = performance.now();
  const until = from + (form.pause > 0 ? 10_000 : 120_000);
  const answers = await Promise.all(Array.from({ length: count }, () => sendForm(target, form, until)));
  const seconds = ((performance.now() - from) / 1_000).toFixed(1);
  state.isGoing = false;
  await pages;
  const tally = new Map<string, number>();
  for (const answer of answers) tally.set(answer, (tally.get(answer) ?? 0) + 1);
  const said = [...tally].map(([answer, times]) => `${times} × ${answer}`).join(', ');
  console.log(
    `| ${count} × ${form.name} | ${said} | ${seconds} | ${before} | ${memory(pid, 'VmHWM')} | ${Math.round(slowest)} |`,
  );
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function main(): Promise<void> {
  console.log(
    '| forms | answers | s | MB before | MB at most | slowest page, ms |\n|---|---|---|---|---|---|',
  );
  for (const kind of KINDS) await measureKind(kind, Number(process.argv[2] ?? 50));
}

if (process.argv[2] === 'serve') void serveForms();
else void main();
