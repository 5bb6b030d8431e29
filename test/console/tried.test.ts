import { EXTENSIONS, isAllowed, typeOf } from '../../client/console/files/kinds';
import { routesOf } from '../../client/console/app';
import type { Route } from '../../client/console/web/route';
import {
  examplePath,
  givePasswords,
  hiddenOf,
  PASSWORD,
  stage,
  type Browser,
  type Stage,
} from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';

let s: Stage;
let coordinator: Browser;
let admin: Browser;
beforeAll(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(2)), moment('2025-06-30 10:00'));
    await givePasswords(ledger, ['ddy', 'shld']);
  });
  [coordinator, admin] = [await s.browser('ddy'), await s.browser('gly')];
});
afterAll(() => s.close());

/** Ways in which a browser may be made to read another host, or a script, out of an address. */
const ELSEWHERE = [
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  'https://evil.example',
  'https:evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '/%0d%0aLocation: https://evil.example',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '@evil.example',
  '/@evil.example\\..',
] as const;

describe('where one is sent after something', () => {
  const LEADS: Readonly<Record<string, (back: string) => Promise<string | null>>> = {
    'a look': async (back) =>
      (await coordinator.get(`/look?theme=large&back=${encodeURIComponent(back)}`)).to,
    'signing in': async (back) => {
      const browser = await s.browser();
      const hidden = hiddenOf((await browser.get('/sign-in')).body, '/sign-in');
      const answer = await browser.post('/sign-in', { ...hidden, account: 'ddy', password: PASSWORD, back });
      return answer.to;
    },
    'proving again who one is': async (back) => {
      const reviewer = await s.browser('shld');
      const hidden = hiddenOf((await reviewer.get('/prove')).body, '/prove');
      return (await reviewer.post('/prove', { ...hidden, password: PASSWORD, back })).to;
    },
  };

  it.each(Object.keys(LEADS))('is a page of this console after %s', async (name) => {
    const wrong: string[] = [];
    for (const back of ELSEWHERE) {
      const to = await LEADS[name]?.(back);
      const host = new URL(to ?? 'none:', 'http://duban.test').origin;
      // Nothing of what was tried is led to, on this host either.
      if (host !== 'http://duban.test' || to?.includes('evil')) wrong.push(`${back} → ${to ?? 'nowhere'}`);
    }
    expect(wrong).toEqual([]);
  });
});

/** Ways out of a folder, as a part of a path. */
const OUT = [
  '..%2f..%2f..%2f..%2fetc%2fpasswd',
  '%2e%2e%2f%2e%2e%2fpackage.json',
  '..%5c..%5cpackage.json',
  '..%252f..%252fpackage.json',
  '%2fetc%2fpasswd',
  'package.json%00.png',
  '....%2f%2fpackage.json',
  '%c0%ae%c0%ae%2fpackage.json',
] as const;

describe('a way out of a folder', () => {
  it('leads nowhere in any part of any path', async () => {
    const wrong: string[] = [];
    let tried = 0;
    const parts = routesOf(s.ports)
      .filter(({ method, path }) => method === 'GET' && path.includes(':') && !path.includes(':token'))
      .flatMap(({ path }) => [...path.matchAll(/:\w+/g)].map(([part]) => [path, part] as const));
    for (const [path, part] of parts)
      for (const out of OUT) {
        const route: Pick<Route, 'path'> = { path: path.replace(part, out) };
        for (const browser of [coordinator, admin]) {
          tried += 1;
          const { status, body } = await browser.get(examplePath(route, () => 'none'));
          const told = /root:|"dependencies"/.test(body);
          if (status >= 500 || told) wrong.push(`${route.path}: ${status}`);
        }
      }
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(250);
  });
});

/** How files of a kind begin, and for which names that is right. */
const HEADS: Readonly<Record<string, readonly [string | Buffer, readonly string[]]>> = {
  pdf: ['%PDF-1.7\n', ['pdf']],
  png: [Buffer.from('89504e470d0a1a0a0000000d', 'hex'), ['png']],
  jpeg: [Buffer.from('ffd8ffe000104a46', 'hex'), ['jpg', 'jpeg']],
  zip: [Buffer.from('504b030414000000', 'hex'), ['docx', 'xlsx', 'pptx', 'zip', 'ofd']],
  ole: [Buffer.from('d0cf11e0a1b11ae10000', 'hex'), ['doc', 'xls', 'ppt', 'wps', 'et']],
  program: [Buffer.from('4d5a90000300', 'hex'), []],
  elf: [Buffer.from('7f454c4602010100', 'hex'), []],
  page: ['<!doctype html><html><script>alert(1)</script>', []],
  drawing: ['<svg onload="alert(1)"/>', []],
  frame: ['<iframe src="javascript:alert(1)"></iframe>', []],
  text: ['进展正常', ['txt', 'csv']],
};

/** Kinds whose words a browser reads as text. */
const READABLE = ['pdf', 'ole', 'png', 'jpeg', 'zip'];

describe('a file that is two things', () => {
  it('is taken for the kind that its name says alone, and only when it begins so', () => {
    const wrong: string[] = [];
    for (const [kind, [head, names]] of Object.entries(HEADS))
      for (const extension of EXTENSIONS)
        // "%PDF" is plain text as well, and sent back as such.
        if (isAllowed(`a.${extension}`, Buffer.from(head)) !== names.includes(extension))
          if (!(kind === 'pdf' && typeOf(`a.${extension}`).startsWith('text/plain')))
            wrong.push(`${kind} as ${extension}`);
    expect(wrong).toEqual([]);
  });

  it('is refused with a page for browsers behind the head of another kind', () => {
    const taken: string[] = [];
    for (const kind of READABLE)
      for (const page of ['<html>', '< SCRIPT src=x>', '<\nscript>', '<hTmL lang=x>']) {
        const [head = '', names = []] = HEADS[kind] ?? [];
        const bytes = Buffer.concat([Buffer.from(head), Buffer.from(`\n${page}`)]);
        for (const name of names)
          if (name !== 'zip' && isAllowed(`a.${name}`, bytes)) taken.push(`${page} ${name}`);
      }
    expect(taken).toEqual([]);
  });

  it.each(['a.pdf.html', 'a.PDF ', 'a.', 'pdf', '.pdf/', 'a.svg', 'a.hta'])(
    'is nothing under the name %j',
    (name) => {
      expect(isAllowed(name, Buffer.from('%PDF-1.7'))).toBe(false);
    },
  );
});

describe('fields that no form has', () => {
  const at = '/items/n1/2/do/report';
  const send = async (more: Readonly<Record<string, string | readonly string[]>>) => {
    const hidden = hiddenOf((await coordinator.get(at)).body, at);
    const fields = { unit: 'sjj', source: 'mail', percentage: '10', text: '初稿', ...hidden };
    return coordinator.post(at, { ...fields, ...more });
  };
  it('and a file whose name has a NUL in it is no part of a form of ours', async () => {
    const file = new File(['%PDF-1.7'], 'a.html\0.pdf');
    const hidden = hiddenOf((await coordinator.get(at)).body, at);
    const fields = { unit: 'sjj', source: 'mail', percentage: '10', text: '初稿', files: file };
    expect((await coordinator.post(at, { ...hidden, ...fields })).status).toBe(403);
  });

  const last = async () => (await s.ledger.history('item/n1/2')).at(-1);

  it.each<[string, Readonly<Record<string, string | readonly string[]>>]>([
    ['of the prototype', { ['__proto__']: '1', 'constructor[prototype][admin]': '1', toString: 'x' }],
    ['of an envelope', { actor: 'gly', onBehalf: 'sfj', digest: 'x', at: '0', type: 'cancel' }],
    ['of lists and objects', { 'unit[]': 'sfj', 'unit.id': 'sfj', 'text[0]': 'x' }],
    ['that stand twice, of which the last counts', { percentage: ['90', '10'], text: ['x', '初稿'] }],
  ])('%s change nothing of what is recorded', async (_name, more) => {
    expect((await send(more)).status).toBe(303);
    const event = await last();
    expect([event?.type, event?.actor]).toEqual(['reported', 'ddy']);
    const { unit, percentage, text } = JSON.parse(event?.body ?? '{}') as Record<string, unknown>;
    expect([unit, percentage, text]).toEqual(['sjj', 10, '初稿']);
  });

  it('a key of another form does nothing of this one, and one that is no key is not taken', async () => {
    const hidden = hiddenOf((await coordinator.get(at)).body, at);
    const fields = { unit: 'sjj', source: 'mail', percentage: '20', text: '二稿' };
    expect((await coordinator.post(at, { ...hidden, ...fields })).status).toBe(303);
    const before = await last();
    const smuggled = await send({ _key: hidden['_key'] ?? '', percentage: '99' });
    expect([smuggled.status, await last()]).toEqual([422, before]);
    for (const key of ['', '../../x', 'x'.repeat(500), "' or 1=1", '%00', '键']) {
      expect((await send({ _key: key })).status).toBe(303);
      expect((await last())?.requestKey).toMatch(/^[\w-]{8,64}$/);
    }
  });

  it('a token of another page, of nobody, or twice does nothing', async () => {
    const { _token: foreign = '' } = hiddenOf((await coordinator.get('/')).body, '/sign-out');
    const before = await last();
    for (const _token of ['', foreign, [foreign, foreign], 'x'.repeat(24), '__proto__'])
      expect((await send({ _token })).status).toBe(403);
    expect(await last()).toEqual(before);
  });
});
