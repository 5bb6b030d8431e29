import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CustomFetch } from 'openid-client';

const ORIGIN = 'https://id.test';

/** A provider of OpenID Connect that runs. */
export interface IdentityProvider {
  readonly issuer: string;
  /** Gets an address of the provider, as through the proxy in front of it. */
  readonly reach: CustomFetch;
  /** Follows a browser that was sent there: signs in as somebody, consents. The address that it is sent back to. */
  signIn(url: string, as: string): Promise<URL>;
  stop(): Promise<void>;
}

type Cookies = Map<string, string>;

/** Starts a provider in a process of its own. */
export async function identityProvider(): Promise<IdentityProvider> {
  const child = spawn(process.execPath, [join(__dirname, 'identity-provider-child.cjs')], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: child.stdout });
  const [port] = (await once(lines, 'line')) as [string];
  lines.close();
  const reach: CustomFetch = (url, { body, ...init }) => {
    const { pathname, search } = new URL(url);
    const headers = new Headers(init.headers);
    headers.set('X-Forwarded-Proto', 'https');
    headers.set('X-Forwarded-Host', 'id.test');
    return fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
      ...init,
      headers,
      redirect: 'manual',
      signal: init.signal ?? null,
      ...(body === undefined ? {} : { body }),
    });
  };
  const visit = async (cookies: Cookies, url: URL, form?: Readonly<Record<string, string>>) => {
    const answer = await reach(url.href, {
      headers: { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      redirect: 'manual',
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
      cookies.set(name, value);
    }
    return answer;
  };
  return {
    issuer: ORIGIN,
    reach,
    async signIn(url, as) {
      const cookies: Cookies = new Map();
      let at = new URL(url);
      let form: Readonly<Record<string, string>> | undefined;
      for (let step = 0; step < 12; step += 1) {
        const answer = await visit(cookies, at, form);
        form = undefined;
        const to = answer.headers.get('Location');
        if (to !== null) {
          at = new URL(to, at);
          if (at.origin !== ORIGIN) return at;
          continue;
        }
        const page = await answer.text();
        const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
        const action = /action="([^"]*)"/.exec(page)?.[1];
        if (prompt === undefined || action === undefined) throw new Error(page.slice(0, 500));
        at = new URL(action, at);
        form = prompt === 'login' ? { prompt, login: as, password: 'x' } : { prompt };
      }
      throw new Error('the provider goes round in circles');
    },
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
