import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut at a chosen word. */
export interface CutProxy {
  readonly port: number;
  /**
   * Cuts the connection on which these bytes go to the server, once: before they reach it, or when it has had them, at
   * its answer. Resolves when it was done.
   */
  cutAt(word: string, moment: 'before' | 'answer'): Promise<void>;
  close(): Promise<void>;
}

interface Cut {
  readonly word: string;
  readonly moment: 'before' | 'answer';
  readonly done: () => void;
}

/** A proxy on a free port of this machine. */
export async function cutProxy(target: number): Promise<CutProxy> {
  let cut: Cut | null = null;
  const sockets = new Set<Socket>();
  const end = (...pair: readonly Socket[]): void => {
    for (const socket of pair) socket.destroy();
  };
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    let awaited: Cut | null = null;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        end(client, upstream);
      });
    }
    client.on('data', (bytes) => {
      const hit = cut && bytes.includes(cut.word) ? cut : null;
      if (hit) cut = null;
      if (hit?.moment === 'before') {
        end(client, upstream);
        hit.done();
        return;
      }
      awaited ??= hit;
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (!awaited) {
        client.write(bytes);
        return;
      }
      end(client, upstream);
      awaited.done();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    cutAt: (word, moment) =>
      new Promise((done) => {
        cut = { word, moment, done };
      }),
    close: async () => {
      end(...sockets);
      server.close();
      await once(server, 'close');
    },
  };
}
