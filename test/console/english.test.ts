import { linkKeysOf, linkToken } from '../../client/access/links';
import { routesOf } from '../../client/console/app';
import type { Route } from '../../client/console/web/route';
import { instant } from '../../domain/time';
import { examplePath, stage, type Stage } from '../support/console';
import { accept, ask, giveBack, handIn, report, sign, urge } from '../support/commands';
import { moment } from '../support/item';
import { issuedLedger, planItems, says } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { withoutWords, wordsOf } from '../support/own-words';

let s: Stage;
let pages: readonly (readonly [string, string])[];
let words: readonly string[];
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
    { demonstration: { moveTo: () => undefined, moving: () => null, failed: () => null } },
  );
  s.now = moment('2025-10-14 10:00');
  const keys = await linkKeysOf(s.ledger);
  const token = (purpose: 'unit' | 'feed' | 'leader'): string =>
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
    ['ddy', '/items?lamp=late&state=all&unit=sjj'],
    ...['1', '2', '3', '4', '5', '6'].flatMap((key) =>
      ['', '/why'].map((more) => ['sj', `/items/n1/${key}${more}`] as const),
    ),
    ['', '/nowhere'],
  ];
  words = await wordsOf(s.ledger);
});
afterAll(() => s.close());

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

describe('every page, in English', () => {
  it('has no Chinese word but names and what people of the office wrote', async () => {
    const left: string[] = [];
    let looked = 0;
    for (const [account, path] of pages) {
      const browser = await s.browser(account === '' ? undefined : account);
      browser.cookies.set('lang', 'en');
      const { body, headers } = await browser.get(path);
      if (
        !(headers.get('content-type') ?? '').startsWith('text/html') ||
        !body.startsWith('<!doctype html><html lang="en"')
      )
        continue;
      looked += 1;
      for (const line of withoutWords(saidIn(body), words).match(/[^\n]*\p{Script=Han}[^\n]*/gu) ?? [])
        left.push(`${path}: ${line.trim()}`);
    }
    expect([...new Set(left)]).toEqual([]);
    expect(looked).toBeGreaterThan(60);
  });
});
