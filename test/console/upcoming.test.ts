import { ahead, standingIn } from '../../office/lists/ahead';
import { beginSession } from '../../office/access/sessions';
import { makeConsole } from '../../client/console/app';
import { bodyAhead } from '../../office/lists/mail-body';
import { subjectOf } from '../../mail/subject';
import { stage, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';

let s: Stage;
beforeAll(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(2)), moment('2025-06-30 10:00'));
  });
  s.now = moment('2025-09-15 10:00');
});
afterAll(() => s.close());

const plain = (html: string): string =>
  html.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');

const foreseen = async (unit?: string) => ahead(await standingIn(s.ledger, s.now), { most: 100, unit });

const linksIn = (html: string): string[] =>
  [...plain(html).matchAll(/href="(\/mails\/upcoming\/one\?[^"]*)"[^>]*>([^<]*)/g)].map(
    ([, href = '', subject = '']) => `${new URLSearchParams(href.split('?')[1]).get('key')} ${subject}`,
  );

describe('upcoming mails in the console', () => {
  it('are linked from the mails, and are those of the command, in its order', async () => {
    const browser = await s.browser('ddy');
    expect((await browser.get('/mails')).body).toContain('href="/mails/upcoming"');
    const mails = await foreseen();
    expect(mails.length).toBeGreaterThan(5);
    expect(linksIn((await browser.get('/mails/upcoming')).body)).toEqual(
      mails.map((mail) => `${mail.key} ${subjectOf(mail)}`),
    );
  });

  it('are those of one unit when it is asked for', async () => {
    const mails = await foreseen('sfj');
    expect(mails.length).toBeGreaterThan(0);
    const { body } = await (await s.browser('sj')).get('/mails/upcoming?unit=sfj');
    expect(linksIn(body)).toEqual(mails.map((mail) => `${mail.key} ${subjectOf(mail)}`));
  });

  it('are for each unit those that it would have among all', async () => {
    const standing = await standingIn(s.ledger, s.now);
    const all = ahead(standing, { most: 10_000 });
    for (const { id } of standing.office.roster.units)
      expect(ahead(await standingIn(s.ledger, s.now, { unit: id }), { most: 10_000, unit: id })).toEqual(
        all.filter(({ to }) => 'unit' in to && to.unit === id),
      );
  });

  it('are asked for by unit where there are very many items', async () => {
    const [item] = await s.ledger.items({});
    if (!item) throw new Error('no item');
    const states = Array.from({ length: 2_001 }, (_, n) => ({ ...item, stream: `${item.stream}-${n}` }));
    const many = { ...s.ledger, soundItems: () => Promise.resolve({ states, unreadable: [] }) };
    const session = { account: 'ddy', shownAs: 'ddy', means: 'password' as const, now: s.now };
    const cookie = `duban=${await beginSession(s.ledger, session)}`;
    const answer = await makeConsole({ ...s.ports, ledger: many }).request(
      'http://duban.test/mails/upcoming',
      { headers: { cookie } },
    );
    expect(await answer.text()).toContain('请选一个单位');
  });

  it('are read in full, framed by rules that run nothing', async () => {
    const browser = await s.browser('gly');
    const [mail] = await foreseen('sjj');
    if (!mail) throw new Error('no mail ahead');
    const at = `?key=${encodeURIComponent(mail.key)}&unit=sjj`;
    const office = await s.ledger.office();
    const body = bodyAhead(mail, { office, now: s.now, publicUrl: s.ports.publicUrl });
    const [firstLine = ''] = body.text.split('\n');
    expect(plain((await browser.get(`/mails/upcoming/one${at}`)).body)).toContain(firstLine);
    const framed = await browser.get(`/mails/upcoming/body${at}`);
    expect(framed.body).toBe(body.html);
    expect(framed.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    expect((await browser.get('/mails/upcoming/one?key=none&unit=sjj')).status).toBe(404);
  });

  it('change nothing by being looked at', async () => {
    const browser = await s.browser('ddy');
    const before = await s.ledger.revision();
    await browser.get('/mails/upcoming');
    expect(await s.ledger.revision()).toBe(before);
  });
});
