import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { addressList } from '../../office/access/addresses';
import { listen, type Listening, type MakeApp } from '../../client/console/serve';
import { freePort } from '../../engine/server';
import { givePasswords, PASSWORD, hiddenOf, stage, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { sure } from '../support/sure';

const DEPLOY = resolve(__dirname, '../../deploy');

const has = (program: string): boolean => spawnSync(program, ['-v']).error === undefined;
const behindNginx = has('nginx') && has('openssl') ? describe : describe.skip;

const folder = mkdtempSync(join(tmpdir(), 'duban-proxy-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Got {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** The sample with the ports and the certificate of this test in place of its own; each must stand there. */
function adapted(
  conf: string,
  ports: { readonly tls: number; readonly plain: number; readonly consoles: readonly number[] },
) {
  const swaps: readonly (readonly [string, string])[] = [
    ['listen 443 ssl', `listen 127.0.0.1:${ports.tls} ssl`],
    ['listen 80', `listen 127.0.0.1:${ports.plain}`],
    ['127.0.0.1:8081', `127.0.0.1:${ports.consoles[0]}`],
    ['127.0.0.1:8082', `127.0.0.1:${ports.consoles[1]}`],
    ['/etc/nginx/tls/duban.crt', join(folder, 'duban.crt')],
    ['/etc/nginx/tls/duban.key', join(folder, 'duban.key')],
  ];
  return swaps.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`no ${from} in the sample`);
    return text.replace(from, to);
  }, conf);
}

behindNginx('the sample of nginx, over TLS, before two consoles', () => {
  let s: Stage;
  let nginx: ChildProcess;
  let tls: number;
  let ca: Buffer;
  const consoles: Listening[] = [];
  /** The addresses that reached a console. */
  const asked: string[] = [];
  const cookies = new Map<string, string>();

  beforeAll(async () => {
    s = await stage(
      async (ledger) => {
        await beginAll(ledger, await issuedLedger(ledger, planItems(1)), moment('2025-06-30 10:00'));
        await givePasswords(ledger, ['ddy']);
      },
      {
        publicUrl: 'https://duban.example',
        proxies: sure(addressList('127.0.0.1')),
        gateway: { header: 'X-Remote-User', from: sure(addressList('127.0.0.1')) },
      },
    );
    const noting: ReturnType<MakeApp> = {
      fetch(request, ...more) {
        asked.push(request.url);
        return s.app.fetch(request, ...more);
      },
    };
    for (const _ of [1, 2])
      consoles.push(sure(await listen(() => noting, { host: '127.0.0.1', port: await freePort() })));
    tls = await freePort();
    const [crt, key] = [join(folder, 'duban.crt'), join(folder, 'duban.key')];
    const name = ['-subj', '/CN=duban.example', '-addext', 'subjectAltName=DNS:duban.example'];
    spawnSync('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      ...name,
      '-keyout',
      key,
      '-out',
      crt,
    ]);
    ca = readFileSync(crt);
    const ports = { tls, plain: await freePort(), consoles: consoles.map(({ port }) => port) };
    const sample = adapted(readFileSync(join(DEPLOY, 'nginx.conf'), 'utf8'), ports);
    const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const temporary = kinds.map((kind) => `${kind}_temp_path ${join(folder, kind)};`).join('\n');
    for (const kind of kinds) mkdirSync(join(folder, kind));
    const conf = join(folder, 'nginx.conf');
    const outer = `daemon off;\nmaster_process off;\nworker_processes 1;\npid ${join(folder, 'pid')};\nerror_log ${join(folder, 'error.log')};\n`;
    writeFileSync(conf, `${outer}events {}\nhttp {\n${temporary}\naccess_log off;\n${sample}\n}\n`);
    const tested = spawnSync('nginx', ['-t', '-c', conf, '-p', folder], { encoding: 'utf8' });
    if (tested.status !== 0) throw new Error(tested.stderr);
    nginx = spawn('nginx', ['-c', conf, '-p', folder], { stdio: 'ignore' });
    await listening(tls);
  }, 60_000);
  afterAll(async () => {
    const gone = once(nginx, 'exit');
    nginx.kill('SIGKILL');
    await gone;
    for (const one of consoles) await one.close();
    await s.close();
  });

  async function listening(port: number): Promise<void> {
    for (;;) {
      const there = await new Promise<boolean>((answer) => {
        const socket = connect(port, '127.0.0.1');
        socket.once('connect', () => {
          socket.destroy();
          answer(true);
        });
        socket.once('error', () => {
          answer(false);
        });
      });
      if (there) return;
      if (nginx.exitCode !== null) throw new Error(readFileSync(join(folder, 'error.log'), 'utf8'));
      await new Promise((next) => setTimeout(next, 20));
    }
  }

  /** What comes back for bytes as they are, until the other side ends or says nothing more. */
  async function rawAnswers(port: number, bytes: string): Promise<string> {
    const where = { host: '127.0.0.1', port };
    const socket = port === tls ? connectTls({ ...where, servername: 'duban.example', ca }) : connect(where);
    let answers = '';
    socket.setEncoding('latin1').on('data', (part: string) => (answers += part));
    socket.on('error', () => undefined);
    socket.end(bytes);
    await new Promise((done) => socket.once('close', done));
    return answers;
  }

  function ask(
    path: string,
    fields: Readonly<Record<string, string>> | null = null,
    more: Readonly<Record<string, string>> = {},
  ) {
    const body = fields && new URLSearchParams(fields).toString();
    const headers = {
      Host: 'duban.example',
      Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(body === null
        ? {}
        : { 'Content-Type': 'application/x-www-form-urlencoded', Origin: 'https://duban.example' }),
      ...more,
    };
    return new Promise<Got>((resolve, reject) => {
      const method = body === null ? 'GET' : 'POST';
      const sent = request(
        { host: '127.0.0.1', port: tls, servername: 'duban.example', ca, path, method, headers },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () => {
            for (const line of answer.headers['set-cookie'] ?? []) {
              const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
              cookies.set(name, value);
            }
            const { statusCode: status = 0, headers } = answer;
            resolve({ status, headers, body: Buffer.concat(parts).toString() });
          });
        },
      );
      sent.once('error', reject);
      sent.end(body ?? '');
    });
  }

  it('signs in, with a cookie that is tied to https and to this host', async () => {
    const { body, headers } = await ask('/sign-in');
    expect(headers['strict-transport-security']).toContain('max-age=');
    const entered = await ask('/sign-in', {
      ...hiddenOf(body, '/sign-in'),
      account: 'ddy',
      password: PASSWORD,
    });
    expect(entered.status).toBe(303);
    expect(String(entered.headers['set-cookie'])).toMatch(/^__Host-duban=.*; Secure/);
    expect((await ask('/items')).body).toContain('/items/n1/1');
  });

  it('lets a form pass from its own address alone', async () => {
    const form = hiddenOf((await ask('/account')).body, '/account/sessions/end');
    const elsewhere = { Origin: 'https://evil.example' };
    expect((await ask('/account/sessions/end', form, elsewhere)).status).toBe(403);
    expect((await ask('/account/sessions/end', form)).status).toBe(303);
  });

  it('does not let a browser say who it is, though the proxy itself is a gateway that is believed', async () => {
    const mine = new Map(cookies);
    cookies.clear();
    const { status, headers } = await ask('/items', null, { 'X-Remote-User': 'ddy', 'x-remote-user': 'gly' });
    expect([status, headers['location']]).toEqual([303, expect.stringContaining('/sign-in')]);
    for (const [name, value] of mine) cookies.set(name, value);
  });

  it('counts guesses by the address of the connection, whatever stands in X-Forwarded-For', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 60 && statuses.at(-1) !== 429; n += 1)
      statuses.push(
        (await ask(`/u/none${n}`, null, { 'X-Forwarded-For': `10.0.0.${n}`, Forwarded: `for=10.0.1.${n}` }))
          .status,
      );
    expect(statuses.at(-1)).toBe(429);
  });

  describe.each([
    ['the proxy', () => tls],
    ['a console', () => consoles[1]?.port ?? 0],
  ])('a request that two readers could cut differently, sent to %s', (_, port) => {
    it.each([
      ['two lengths', 'Content-Length: 5\r\nContent-Length: 60\r\n'],
      ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n'],
      ['chunks with a blank before the colon', 'Content-Length: 5\r\nTransfer-Encoding : chunked\r\n'],
      ['chunks of an unknown kind', 'Transfer-Encoding: xchunked\r\n'],
      ['chunks on a folded line', 'Transfer-Encoding:\r\n chunked\r\n'],
      ['a line ended by a bare LF', 'X: y\nTransfer-Encoding: chunked\r\n'],
    ])('%s: nothing that is hidden in it is answered', async (_name, lines) => {
      asked.length = 0;
      const body = '0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: duban.example\r\n\r\n';
      const head = `POST /sign-in HTTP/1.1\r\nHost: duban.example\r\n${lines}\r\n`;
      const answers = await rawAnswers(port(), `${head}${body}`);
      expect(asked.filter((path) => path.includes('hidden'))).toEqual([]);
      // Refused, or cut off without a word.
      expect(answers).toMatch(/^$|^HTTP\/1\.1 (?:[45]\d\d|303) /);
    });
  });

  it('goes on when one console is gone, keeps watch pages inside, and refuses bodies that are too large', async () => {
    await consoles[0]?.close();
    for (let n = 0; n < 4; n += 1) expect((await ask('/items')).status).toBe(200);
    expect((await ask('/readyz')).status).toBe(404);
    expect((await ask('/mails/pause', { reason: 'x'.repeat(25 * 2 ** 20) })).status).toBe(413);
  });
});

const units = has('systemd-analyze') ? it.each : it.skip.each;

describe('the units of systemd', () => {
  units([
    ['duban-worker.service', 'duban-worker.service'],
    ['duban-console@.service', 'duban-console@8081.service'],
  ])('%s is understood, every line of it', (file, name) => {
    const text = readFileSync(join(DEPLOY, file), 'utf8').replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true');
    const path = join(folder, name);
    writeFileSync(path, text);
    const { stderr, stdout } = spawnSync('systemd-analyze', ['verify', '--man=no', path], {
      encoding: 'utf8',
    });
    expect(`${stdout}${stderr}`.split('\n').filter((line) => line.includes('duban-'))).toEqual([]);
  });
});
