import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { refuse, text, ok, type Result } from '../../domain/problem';
import type { RouteEnv } from './web/route';

/** A console that listens. */
export interface Listening {
  readonly port: number;
  /** Takes no more requests; those under way are answered first. */
  close(): Promise<void>;
}

/** Ports tried after the one that was asked for. */
const NEXT_PORTS = 20;

/** How long a browser may take, ms: to send the head of a request, and, once the end was asked for, over all that is under way. */
export interface ServePatience {
  readonly head: number;
  readonly end: number;
}

const SERVE_PATIENCE: ServePatience = { head: 15_000, end: 10_000 };

/** Makes the console that answers on a port, once the port is known. */
export type MakeApp = (port: number) => Pick<Hono<RouteEnv>, 'fetch'>;

/**
 * Listens on a port of a host, or on the next free one. Refuses `port-taken` when twenty in a row are taken.
 */
export async function listen(
  make: MakeApp,
  { host, port }: { readonly host: string; readonly port: number },
  patience: ServePatience = SERVE_PATIENCE,
): Promise<Result<Listening>> {
  for (let tried = port; tried <= port + NEXT_PORTS; tried += 1) {
    const listening = await tryPort(make, { host, port: tried }, patience);
    if (listening) return ok(listening);
  }
  return refuse(
    'port-taken',
    text(`端口 ${port} 到 ${port + NEXT_PORTS} 都被占用`, `ports ${port} to ${port + NEXT_PORTS} are taken`),
    text('用 DUBAN_PORT 指定另一个端口', 'choose another with DUBAN_PORT'),
  );
}

function tryPort(
  make: MakeApp,
  { host, port }: { readonly host: string; readonly port: number },
  { head, end }: ServePatience,
): Promise<Listening | null> {
  const app: { current: ReturnType<MakeApp> | null } = { current: null };
  const server = createAdaptorServer({
    fetch: (request, env) => app.current?.fetch(request, env) ?? new Response(null, { status: 503 }),
    hostname: host,
    serverOptions: { headersTimeout: head, connectionsCheckingInterval: Math.min(head, 5_000) },
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
      else reject(error);
    });
    server.listen(port, host, () => {
      const address = server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : port;
      app.current = make(taken);
      resolve({
        port: taken,
        close: () =>
          new Promise((done) => {
            // A server that is closing looks at no time-outs any more: whoever sends a byte a minute would keep it for ever.
            const cut = setTimeout(() => {
              if ('closeAllConnections' in server) server.closeAllConnections();
            }, end);
            server.close(() => {
              clearTimeout(cut);
              done();
            });
            if ('closeIdleConnections' in server) server.closeIdleConnections();
          }),
      });
    });
  });
}
