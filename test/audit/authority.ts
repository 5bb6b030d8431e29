import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

/** A server on 127.0.0.1. */
export interface Outside {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves what a function answers. */
export async function serving(
  answer: (
    asked: IncomingMessage,
    body: Buffer,
  ) => { readonly status: number; readonly body: Buffer | string },
): Promise<Outside> {
  const server: Server = createServer((asked, reply) => {
    void buffer(asked).then((body) => {
      const { status, body: said } = answer(asked, body);
      reply.writeHead(status).end(said);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const openssl = (cwd: string, ...args: readonly string[]) => spawnSync('openssl', args, { cwd });

/** Whether openssl is here, to be an authority. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

const CONFIG = `
[req]
distinguished_name = dn
x509_extensions = tsa_cert
prompt = no
[dn]
CN = test authority
[tsa_cert]
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = tsa1
[tsa1]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
`;

/** A time-stamp authority: openssl ts behind HTTP; its certificate is tsa.pem in the folder. */
export async function authority(folder: string): Promise<Outside> {
  writeFileSync(join(folder, 'tsa.cnf'), CONFIG);
  writeFileSync(join(folder, 'serial'), '01\n');
  openssl(
    folder,
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '3650', '-config', 'tsa.cnf'],
    ...['-keyout', 'tsa.key', '-out', 'tsa.pem'],
  );
  return serving((_asked, body) => {
    writeFileSync(join(folder, 'query.tsq'), body);
    const { status, stderr } = openssl(
      folder,
      ...['ts', '-reply', '-queryfile', 'query.tsq', '-inkey', 'tsa.key', '-signer', 'tsa.pem'],
      ...['-config', 'tsa.cnf', '-section', 'tsa1', '-out', 'reply.tsr'],
    );
    return status === 0
      ? { status: 200, body: readFileSync(join(folder, 'reply.tsr')) }
      : { status: 500, body: stderr.toString() };
  });
}
