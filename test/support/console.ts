import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parser } from 'htmlparser2';
import type { Hono } from 'hono';
import { vocabularyOf } from '../../office/intake/files/learned-file';
import { makeConsole } from '../../client/console/app';
import { hashedPassword } from '../../office/access/factors';
import { newSecret } from '../../office/access/secrets';
import type { LinkPurpose } from '../../office/access/links';
import { beginSession } from '../../office/access/sessions';
import type { ActPorts, ConsolePorts } from '../../client/console/ports';
import type { RouteEnv, Route } from '../../client/console/web/route';
import { archiveWhole } from '../../office/evidence/archive-whole';
import { verifyWhole } from '../../office/evidence/verification';
import { ok } from '../../domain/problem';
import type { Instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { moment } from './item';
import { change, opened, setOffice } from './ledger';
import { NOTICE_TEXT } from './plan-folder';
import { sure } from './sure';
import { makeChanges } from './change-sets';
import { beginAll, ledgerDuban } from './ledger-duban';

/** A console over a ledger of its own, without a port, an engine or a worker. */
export interface Stage {
  readonly ledger: Ledger;
  readonly app: Hono<RouteEnv>;
  readonly ports: ConsolePorts;
  /** The office's clock, which only the test moves. */
  now: Instant;
  /** A browser in which an account is signed in; without one, nobody is. */
  browser(account?: string): Promise<Browser>;
  /** The same at another console of the ledger, with parts of its own. */
  another(parts: Partial<ConsolePorts>): Stage['browser'];
  close(): Promise<void>;
}

/** The password of accounts that sign in. */
export const PASSWORD = 'Correct-horse-9';

/** Gives accounts the password. */
export async function givePasswords(ledger: Ledger, accounts: readonly string[]): Promise<void> {
  const password = await hashedPassword(PASSWORD);
  for (const account of accounts)
    await ledger.setCredential({ account, password }, 'passwordSet', change(`password-${account}`));
}

/** What a console does without where nothing runs beside it. */
export const BARE_PORTS = {
  production: true,
  vocabulary: (roster) => Promise.resolve(vocabularyOf(roster)),
  files: '',
  works: '',
  scan: null,
  mailbox: null,
  looks: () => Promise.resolve([]),
  troubles: () => [],
  answered: () => undefined,
  oidc: null,
  gateway: null,
  proxies: null,
  settings: [],
  demonstration: null,
} satisfies Partial<ConsolePorts>;

const URL_OF = 'http://duban.test';

/** A stage with the test office and the notice `t1` of the plan folder, imported and not issued. */
export const stageWithNotice = (): Promise<Stage> =>
  stage(async (ledger) => {
    await setOffice(ledger);
    const about = { title: '测试', number: '', year: 2025, demo: false, coordinator: 'ddy', deputies: [] };
    const by = { now: moment('2025-06-30 09:30'), actor: 'ddy', requestKey: 'import' };
    sure(await ledger.importNotice({ notice: { id: 't1', ...about }, text: NOTICE_TEXT, ...by }));
  });

/** The parts of a console over a ledger that holds nothing but a demonstration. */
export const demonstrating = (ledger: Ledger) => ({
  demonstration: { moveTo: () => undefined, moving: () => null, failed: () => null },
  ledger: {
    ...ledger,
    notices: async () => (await ledger.notices()).map((notice) => ({ ...notice, demo: true })),
  },
});

/** Opens a stage; `fill` puts an office and items into its ledger. */
export async function stage(
  fill: (ledger: Ledger) => Promise<void>,
  parts: Partial<ConsolePorts> | ((ledger: Ledger) => Partial<ConsolePorts>) = {},
): Promise<Stage> {
  const home = mkdtempSync(join(tmpdir(), 'duban-console-'));
  const ledger = await opened({ url: `sqlite:${join(home, 'ledger.db')}`, groupMs: 0 });
  await fill(ledger);
  await ledger.ensureLinkKey('a key for tests', change('links'));
  const set: { now: Instant } = { now: moment('2025-07-01 10:00') };
  const ports: ConsolePorts = {
    ledger,
    duban: () => Promise.resolve(ok(acts(ledger, () => set.now))),
    clock: () => set.now,
    publicUrl: URL_OF,
    version: 'test',
    ...BARE_PORTS,
    files: join(home, 'files'),
    works: join(home, 'works'),
    verifyApart: (progress) => verifyWhole(`sqlite:${join(home, 'ledger.db')}`, progress),
    archiveApart: (order, progress) =>
      archiveWhole(
        { ...order, url: `sqlite:${join(home, 'ledger.db')}`, folder: join(home, 'archive'), pdf: false },
        progress,
      ),
    logFault: () => undefined,
    ...(typeof parts === 'function' ? parts(ledger) : parts),
  };
  const app = makeConsole(ports);
  const browsersOf =
    (at: Hono<RouteEnv>): Stage['browser'] =>
    async (account) =>
      makeBrowser(
        at,
        account === undefined
          ? newSecret()
          : await beginSession(ledger, { account, shownAs: account, means: 'password', now: set.now }),
      );
  return {
    ledger,
    app,
    ports,
    get now() {
      return set.now;
    },
    set now(to) {
      set.now = to;
    },
    browser: browsersOf(app),
    another: (own) => browsersOf(makeConsole({ ...ports, ...own })),
    async close() {
      await ledger.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The façade onto the ledger itself, as workflows would record. */
function acts(ledger: Ledger, now: () => Instant): ActPorts {
  const { command, issue, ensureAll } = ledgerDuban(ledger, now);
  const by = (actor: string, key = 'none') => ({ actor, now: now(), requestKey: key });
  return {
    command,
    ensureAll,
    async issue(parts) {
      const issued = await issue(parts);
      if (issued.ok) await beginAll(ledger, issued.value.streams, now());
      return issued;
    },
    async begin(set) {
      await makeChanges(ledger, { command }, set, now());
      return { ok: true, value: null };
    },
    // Without workflows nobody is woken.
    runErrands: () => Promise.resolve(0),
    pause: (reason, actor, key, until) => ledger.setPaused(true, reason, by(actor, key), until),
    resume: (reason, actor, key) => ledger.setPaused(false, reason, by(actor, key)),
    retryMails: (keys, actor, key) => ledger.retry(keys, by(actor, key)),
  };
}

/** What a browser got. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly bytes: Buffer;
  /** Where it was sent on to; null: nowhere. */
  readonly to: string | null;
  readonly headers: Headers;
}

/** A browser with its cookies. */
export interface Browser {
  get(path: string): Promise<Answer>;
  /** Opens a page and sends its form to `path`, with the fields that are in it already and these. */
  fill(page: string, path: string, fields?: Fields): Promise<Answer>;
  /** Sends fields as they are, from an origin. */
  post(path: string, fields: Fields, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  readonly cookies: Map<string, string>;
}

export type Fields = Readonly<Record<string, string | readonly string[] | File>>;

function bodyOf(fields: Fields): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields))
    if (typeof value === 'string' || value instanceof File) form.append(name, value);
    else for (const one of value) form.append(name, one);
  return form;
}

const unescaped = (html: string): string =>
  html
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

/** The hidden fields of the form of a page that goes to a path. */
export function hiddenOf(html: string, path: string): Readonly<Record<string, string>> {
  const forms = html.split('<form').slice(1);
  const form = forms.find((one) => unescaped(/action="([^"]*)"/.exec(one)?.[1] ?? '') === path);
  if (form === undefined) throw new Error(`no form to ${path}`);
  const inside = form.slice(0, form.indexOf('</form'));
  return Object.fromEntries(
    [...inside.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, unescaped(value)],
    ),
  );
}

/** All fields of the form of a page that goes to a path, as a browser sends them when nobody has typed anything. */
export function formIn(html: string, path: string): Readonly<Record<string, string | readonly string[]>> {
  const fields = new Map<string, string[]>();
  let inside = false;
  let area = '';
  let select = '';
  const add = (name: string | undefined, value: string): void => {
    if (inside && name !== undefined) fields.set(name, [...(fields.get(name) ?? []), value]);
  };
  const parser = new Parser({
    onopentag(tag, { action, name, type = '', value = '', checked, selected }) {
      if (tag === 'form') inside = action === path && fields.size === 0;
      if (tag === 'select') select = name ?? '';
      if (tag === 'textarea') area = name ?? '';
      if (tag === 'textarea') add(name, '');
      if (tag === 'input' && !['file', 'checkbox', 'radio'].includes(type)) add(name, value);
      if (tag === 'input' && checked !== undefined) add(name, value);
      // The first is chosen where none is.
      if (tag === 'option' && inside && select !== '' && (selected !== undefined || !fields.has(select)))
        fields.set(select, [value]);
    },
    ontext(words) {
      if (inside && area !== '') fields.set(area, [`${fields.get(area)?.at(-1) ?? ''}${unescaped(words)}`]);
    },
    onclosetag(tag) {
      if (tag === 'form') inside = false;
      if (tag === 'textarea') area = '';
      if (tag === 'select') select = '';
    },
  });
  parser.end(html);
  if (fields.size === 0) throw new Error(`no form to ${path}`);
  return Object.fromEntries(
    [...fields].map(([name, all]) => [name, all.length === 1 ? (all[0] ?? '') : all]),
  );
}

/** What stands in the textarea of a name of a page. */
export const areaOf = (html: string, name: string): string =>
  unescaped(new RegExp(`<textarea[^>]* ?name="${name}"[^>]*>([^<]*)</textarea>`).exec(html)?.[1] ?? '');

function makeBrowser(app: Hono<RouteEnv>, secret: string): Browser {
  const cookies = new Map([['duban', secret]]);
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const headers = new Headers(init.headers);
    headers.set('Cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await app.request(`${URL_OF}${path}`, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      if (/max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const bytes = Buffer.from(await response.arrayBuffer());
    return {
      status: response.status,
      bytes,
      body: new TextDecoder().decode(bytes),
      to: response.headers.get('Location'),
      headers: response.headers,
    };
  };
  const browser: Browser = {
    cookies,
    get: (path) => send(path, {}),
    post: (path, fields, headers = { Origin: URL_OF, 'Sec-Fetch-Site': 'same-origin' }) =>
      send(path, { method: 'POST', body: bodyOf(fields), headers }),
    async fill(page, path, fields = {}) {
      const shown = await browser.get(page);
      return browser.post(path, { ...hiddenOf(shown.body, path), ...fields });
    },
  };
  return browser;
}

/** A path of a route that leads somewhere for each parameter, in an office with the notice n1 and its unit sjj. */
export function examplePath({ path }: Pick<Route, 'path'>, token: (purpose: LinkPurpose) => string): string {
  const purpose: LinkPurpose = path.startsWith('/feed')
    ? 'feed'
    : path.startsWith('/leader')
      ? 'leader'
      : 'unit';
  return path
    .replace(':token', path.startsWith('/invited') ? 'none' : token(purpose))
    .replace(':notice', 'n1')
    .replace(':key', '1')
    .replace(':type', 'report')
    .replace(':unit', 'sjj')
    .replace(':sha256', 'a'.repeat(64))
    .replace(':deed', 'end')
    .replace(':digest', 'x')
    .replace(':name', 'style.css')
    .replace(':account', 'ddy')
    .replace(/:(\w+)/, 'x');
}
