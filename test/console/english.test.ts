import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linkKeysOf, linkToken, type LinkPurpose } from '../../office/access/links';
import { tagOf } from '../../office/access/secrets';
import { routesOf } from '../../client/console/app';
import type { Route } from '../../client/console/web/route';
import { refuse, text } from '../../domain/problem';
import { instant } from '../../domain/time';
import { demonstrating, examplePath, stage, type Answer, type Browser, type Stage } from '../support/console';
import { accept, ask, giveBack, handIn, report, sign, urge } from '../support/commands';
import { moment } from '../support/item';
import { issuedLedger, planItems, says } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { withoutWords, wordsOf } from '../support/own-words';
import { postToSandbox } from '../support/sandbox';

const sandbox = mkdtempSync(join(tmpdir(), 'duban-english-'));
let s: Stage;
let pages: readonly (readonly [string, string])[];
let words: readonly string[];
let token: (purpose: LinkPurpose) => string;
beforeAll(async () => {
  s = await stage(
    async (ledger) => {
      await beginAll(ledger, await issuedLedger(ledger, planItems(9)), moment('2025-06-30 10:00'));
      const by = (actor: string, day: string) => ({ actor, now: moment(`${day} 10:00`) });
      const unit = (day: string) => by('ll-sjj', day);
      const office = (day: string) => by('ddy', day);
      let n = 0;
      const say = async (key: string, command: Parameters<typeof says>[1], who: ReturnType<typeof by>) =>
        ledger.record(says(`item/n1/${key}`, command, { key: `k${(n += 1)}`, ...who }));
      for (const key of ['1', '2', '3', '4']) await say(key, sign('sjj'), unit('2025-07-02'));
      await say('1', report('sjj'), unit('2025-07-10'));
      await say('1', ask('sjj', '2025-11-28'), unit('2025-09-10'));
      await say('2', handIn('sjj'), unit('2025-09-11'));
      await say('3', handIn('sjj'), unit('2025-09-11'));
      await say('3', giveBack('sjj'), office('2025-09-12'));
      await say('4', handIn('sjj'), unit('2025-09-11'));
      await say('4', accept('sjj'), office('2025-09-12'));
      await say('5', { type: 'cancel', reason: '上级撤销' }, office('2025-09-12'));
      await say('6', urge([]), office('2025-09-12'));
    },
    (ledger) => ({
      ...demonstrating(ledger),
      production: false,
      mailbox: sandbox,
      oidc: { leave: () => Promise.resolve(away), arrive: () => Promise.resolve(away) },
    }),
  );
  const now = moment('2025-06-30 10:00');
  await s.ledger.composeLetters({ notice: 'n1', batch: 1, now });
  const [written = ''] = await postToSandbox(s, sandbox, now);
  s.now = moment('2025-10-14 10:00');
  const keys = await linkKeysOf(s.ledger);
  token = (purpose) =>
    linkToken({ purpose, subject: purpose === 'leader' ? 'ddy' : 'sjj', madeAt: instant(s.now) }, keys);
  const [mail] = await s.ledger.mails({ limit: 1 });
  pages = [
    ...routesOf(s.ports)
      .filter(({ method }) => method === 'GET')
      .map((route) => [personaOf(route), examplePath(route, token)] as const),
    ...['accept', 'return', 'grant', 'urge', 'cancel', 'changeDeadline', 'assign'].map(
      (type) => ['ddy', `/items/n1/2/do/${type}`] as const,
    ),
    ['ddy', `/mails/one?key=${encodeURIComponent(mail?.key ?? '')}`],
    ['ddy', `/mailbox/one?key=${encodeURIComponent(written)}`],
    ['', '/oidc/leave'],
    ['', '/oidc/callback?code=x'],
    ['ddy', '/items?lamp=late&state=all&unit=sjj'],
    ...['1', '2', '3', '4', '5', '6'].flatMap((key) =>
      ['', '/why'].map((more) => ['sj', `/items/n1/${key}${more}`] as const),
    ),
    ['', '/nowhere'],
  ];
  words = await wordsOf(s.ledger);
});
afterAll(async () => {
  await s.close();
  rmSync(sandbox, { recursive: true, force: true });
});

const away = refuse(
  'sign-in-unreachable',
  text('统一认证没有应答', 'the identity provider does not answer'),
  text('稍后再试', 'try again later'),
);

function personaOf({ who }: Route): string {
  if (who === 'anyone' || who === 'link') return '';
  if (who === 'signedIn' || who.includes('coordinator')) return 'ddy';
  return who.includes('admin') ? 'gly' : 'll-sjj';
}

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', '#39': "'", lt: '<', gt: '>', amp: '&' };
const plain = (html: string): string =>
  html.replace(/&(quot|#39|lt|gt|amp);/g, (_, name: string) => ENTITIES[name] ?? '');

/** What a page says to people: its texts and labels, without what it marks as Chinese. */
const saidIn = (html: string): string =>
  plain(
    html
      .replace(/<(\w+)[^>]* lang="zh[^"]*"[^>]*>[^]*?<\/\1>/g, (whole, tag: string) =>
        tag === 'html' ? whole : '',
      )
      .replace(/<[^>]*? (?:aria-label|title|placeholder|data-count)="([^"]*)"[^>]*>/g, '\n$1\n')
      .replace(/<[^>]*>/g, '\n'),
  );

/** What an English reader finds in Chinese on a page; null where the answer is no page. */
function chineseIn({ body, headers }: Answer, path: string): readonly string[] | null {
  const isPage = (headers.get('content-type') ?? '').startsWith('text/html');
  if (!isPage || !body.startsWith('<!doctype html><html lang="en"')) return null;
  const lines = withoutWords(saidIn(body), words).match(/[^\n]*\p{Script=Han}[^\n]*/gu) ?? [];
  return lines.map((line) => `${path}: ${line.trim()}`);
}

async function english(account: string): Promise<Browser> {
  const browser = await s.browser(account === '' ? undefined : account);
  browser.cookies.set('lang', 'en');
  return browser;
}

/** A page, or the one that it leads to. */
async function followed(browser: Browser, path: string): Promise<Answer> {
  const answer = await browser.get(path);
  return answer.to?.startsWith('/') === true ? browser.get(answer.to) : answer;
}

describe('every page, in English', () => {
  it('has no Chinese word but names and what people of the office wrote', async () => {
    const left: string[] = [];
    let looked = 0;
    for (const [account, path] of pages) {
      const found = chineseIn(await followed(await english(account), path), path);
      if (found === null) continue;
      looked += 1;
      left.push(...found);
    }
    expect([...new Set(left)]).toEqual([]);
    expect(looked).toBeGreaterThan(80);
  });

  it('says in English too what is wrong with an empty form', async () => {
    const left: string[] = [];
    let refused = 0;
    for (const route of routesOf(s.ports).filter(({ method }) => method === 'POST')) {
      const browser = await english(personaOf(route));
      const path = examplePath(route, token);
      const secret = browser.cookies.get('duban') ?? '';
      const answer = await browser.post(path, { _token: tagOf(secret, `form ${path}`), _key: 'x'.repeat(8) });
      if (answer.status >= 400) refused += 1;
      left.push(...(chineseIn(answer, path) ?? []));
    }
    expect([...new Set(left)]).toEqual([]);
    expect(refused).toBeGreaterThan(20);
  });
});
