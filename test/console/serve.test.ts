import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { listen, type Listening } from '../../client/console/serve';
import { sure } from '../support/sure';

const fetched: string[] = [];
const app = {
  fetch(request: Request) {
    fetched.push(request.url);
    return new Response('here');
  },
};

let listening: Listening;
const sockets: Socket[] = [];
async function dial(bytes: string): Promise<Socket> {
  const socket = connect(listening.port, '127.0.0.1');
  sockets.push(socket.on('error', () => undefined));
  await once(socket, 'connect');
  socket.write(bytes);
  return socket;
}
const open = async (patience: { readonly head: number; readonly end: number }) => {
  listening = sure(await listen(() => app, { host: '127.0.0.1', port: 0 }, patience));
};
const answered = async (socket: Socket): Promise<string> => {
  let said = '';
  socket.setEncoding('latin1').on('data', (part: string) => (said += part));
  if (!socket.closed) await once(socket, 'close');
  return said;
};
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

const HALF = 'GET / HTTP/1.1\r\nHost: duban.test\r\nX-Slow: ';

jest.setTimeout(30_000);

describe('a browser that never finishes its request', () => {
  it('keeps no console from ending', async () => {
    await open({ head: 60_000, end: 50 });
    const slow = [
      await dial(HALF),
      await dial('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1'),
      await dial(''),
    ];
    const gone = slow.map((socket) => once(socket.resume(), 'close'));
    await listening.close();
    await Promise.all(gone);
  });

  it('is cut off, while others are answered', async () => {
    await open({ head: 200, end: 50 });
    const slow = await Promise.all(Array.from({ length: 200 }, () => dial(HALF)));
    const quick = await dial('GET /quick HTTP/1.1\r\nHost: duban.test\r\nConnection: close\r\n\r\n');
    expect(await answered(quick)).toMatch(/^HTTP\/1.1 200 OK/);
    expect((await Promise.all(slow.map(answered))).every((said) => /^(HTTP\/1.1 408 |$)/.test(said))).toBe(
      true,
    );
    await listening.close();
  });
});

it('a head larger than any of ours is refused, and nobody is asked', async () => {
  await open({ head: 60_000, end: 50 });
  fetched.length = 0;
  const large = await dial(`GET /large HTTP/1.1\r\nHost: duban.test\r\n${'X-A: b\r\n'.repeat(20_000)}\r\n`);
  expect(await answered(large)).toMatch(/^(HTTP\/1.1 431 |$)/);
  expect(fetched).toEqual([]);
  await listening.close();
});
