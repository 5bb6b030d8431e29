import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { makeConsole } from '../../client/console/app';
import { listen, type Listening } from '../../client/console/serve';
import type { After } from '../../client/console/web/bodies';
import type { ConsoleFault } from '../../client/console/web/fault';
import { MB } from '../../domain/measures';
import { instant } from '../../domain/time';
import { linkKeysOf, linkToken } from '../../office/access/links';
import { newSecret, tagOf } from '../../office/access/secrets';
import { givePasswords, PASSWORD, stage, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { sure } from '../support/sure';

jest.setTimeout(60_000);

/** What waits for its time, ms; no time passes but by `pass`. */
const waiting = new Map<() => void, number>();
const after: After = (ms, then) => {
  waiting.set(then, ms);
  return () => waiting.delete(then);
};
function pass(ms: number): void {
  for (const [then, at] of [...waiting]) if (at <= ms) then();
}

let s: Stage;
let console: Listening;
let report: string;
const faults: ConsoleFault[] = [];
const sockets: Socket[] = [];
beforeAll(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(2)), moment('2025-06-30 10:00'));
    await givePasswords(ledger, ['ddy']);
  });
  const ports = { ...s.ports, logFault: (fault: ConsoleFault) => faults.push(fault) };
  console = sure(await listen(() => makeConsole(ports, after), { host: '127.0.0.1', port: 0 }));
  const of = { purpose: 'unit', subject: 'sjj', madeAt: instant(s.now) } as const;
  report = `/u/${linkToken(of, await linkKeysOf(s.ledger))}/items/n1/1/do/report`;
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(async () => {
  await console.close();
  await s.close();
});

const STRANGER = '127.0.0.1';
const ELSEWHERE = '127.0.0.2';

/** A connection that has sent a head and a part of its body; `answer`: what came back first, `closed`: it has ended. */
async function slowly(path: string, length: number | 'chunked', body: string) {
  const socket = connect({ port: console.port, host: '127.0.0.1', localAddress: STRANGER });
  sockets.push(socket.on('error', () => undefined));
  await once(socket, 'connect');
  const size = length === 'chunked' ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`;
  const type = 'Content-Type: application/x-www-form-urlencoded';
  socket.write(`POST ${path} HTTP/1.1\r\nHost: duban.test\r\n${type}\r\n${size}\r\n\r\n${body}`);
  const closed = once(socket, 'close');
  const breakOff = () => socket.destroy();
  const answer = new Promise<number>((is) =>
    socket.once('data', (bytes) => {
      is(Number(/^HTTP\/1\.1 (\d+)/.exec(bytes.toString('latin1'))?.[1]));
    }),
  );
  return { answer, closed, breakOff };
}

/** Sends a form from an address, as a browser with no session does. */
function sent(path: string, body: string | Buffer, from: string, type = 'application/x-www-form-urlencoded') {
  const cookie = newSecret();
  const token = tagOf(cookie, `form ${path}`);
  const form = typeof body === 'string' ? Buffer.from(`_token=${token}&${body}`) : body;
  return new Promise<number>((resolve, reject) => {
    const post = request(
      {
        ...{ host: '127.0.0.1', port: console.port, localAddress: from, path, method: 'POST', agent: false },
        headers: {
          ...{ Origin: 'http://duban.test', Cookie: `duban=${cookie}` },
          ...{ 'Content-Type': type, 'Content-Length': form.length },
        },
      },
      (got) => {
        got.resume().once('end', () => {
          resolve(got.statusCode ?? 0);
        });
      },
    );
    post.once('error', reject).end(form);
  });
}

const signIn = (from: string) => sent('/sign-in', `account=ddy&password=${PASSWORD}`, from);

describe('strangers who hold back the end of what they send', () => {
  it('are refused at once with a form of a megabyte, whatever they say of its length', async () => {
    const large = 'A'.repeat(MB - 1);
    const said = await Promise.all(Array.from({ length: 34 }, () => slowly('/sign-in', MB, large)));
    const chunk = `FFFF0\r\n${'A'.repeat(0xffff0)}\r\n`;
    const unsaid = await Promise.all(Array.from({ length: 66 }, () => slowly('/sign-in', 'chunked', chunk)));
    expect(new Set(await Promise.all([...said, ...unsaid].map(({ answer }) => answer)))).toEqual(
      new Set([413]),
    );
    expect(await signIn(STRANGER)).toBe(303);
  });

  it('fill the share of their own address alone, and are cut off when their time is over', async () => {
    const held: Awaited<ReturnType<typeof slowly>>[] = [];
    const refused = new Promise<number>((is) => {
      const dial = async (): Promise<void> => {
        const one = await slowly('/sign-in', MB / 64, 'A'.repeat(MB / 64 - 1));
        held.push(one);
        void one.answer.then(is);
      };
      for (let n = 0; n < 17; n += 1) void dial();
    });
    // Sixteen of 16 kB are what an address may hold; the next is told to come again.
    expect(await refused).toBe(503);
    expect(await signIn(STRANGER)).toBe(503);
    expect(await signIn(ELSEWHERE)).toBe(303);
    const file = Buffer.alloc(2 * MB, 'a');
    // It is read to its end, and is no form.
    expect(await sent(report, file, STRANGER, 'multipart/form-data; boundary=b')).toBe(403);
    pass(10_000);
    expect((await Promise.all(held.map(({ answer }) => answer))).sort()).toEqual([
      ...Array<number>(16).fill(408),
      503,
    ]);
    await Promise.all(held.map(({ closed }) => closed));
    expect(await signIn(STRANGER)).toBe(303);
  });
});

it('who has a link is given longer, and is cut off too', async () => {
  const slow = await slowly(report, 2 * MB, 'A'.repeat(MB));
  while (waiting.size === 0) await new Promise(setImmediate);
  pass(30_000);
  expect(waiting.size).toBe(1);
  pass(240_000);
  expect(await slow.answer).toBe(408);
  await slow.closed;
  expect(waiting.size).toBe(0);
});

it('a form that is broken off is no fault of the console, and holds nothing', async () => {
  const { breakOff } = await slowly('/sign-in', MB / 64, 'A'.repeat(1_000));
  while (waiting.size === 0) await new Promise(setImmediate);
  breakOff();
  while (waiting.size > 0) await new Promise(setImmediate);
  expect(await signIn(STRANGER)).toBe(303);
  expect(faults).toEqual([]);
});
