import { whyIn } from '../../office/lists/why';
import { parseDate, type CivilDate } from '../../domain/time';
import { stage, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { sure } from '../support/sure';

let s: Stage;
beforeAll(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(2)), moment('2025-06-30 10:00'));
  });
});
afterAll(() => s.close());

const plain = (html: string): string => html.replaceAll('&quot;', '"').replaceAll('&#39;', "'");

const answer = (day: CivilDate) => whyIn(s.ledger, { stream: 'item/n1/1', unit: 'sjj', day, now: s.now });

const WHY = '/items/n1/1/why';

describe('why a mail went or did not, in the console', () => {
  it('is linked from the page of the item', async () => {
    expect((await (await s.browser('ddy')).get('/items/n1/1')).body).toContain(`href="${WHY}"`);
  });

  it.each([
    ['2025-06-30', 'letter'],
    ['2025-07-02', 'sent'],
    ['2025-09-06', 'dayOff'],
    ['2025-09-24', 'sent'],
    ['2025-09-23', 'nothingDue'],
    ['2025-08-12', 'nothingDue'],
    ['2025-01-06', 'beforeIssue'],
  ])('says on %s what the command says (%s), in both languages', async (on, verdict) => {
    const why = await answer(sure(parseDate(on)));
    expect(why.verdict).toBe(verdict);
    const browser = await s.browser('sj');
    for (const lang of ['zh', 'en'] as const) {
      browser.cookies.set('lang', lang);
      const { status, body } = await browser.get(`${WHY}?unit=sjj&on=${on}`);
      expect(status).toBe(200);
      for (const line of why.because) expect(plain(body)).toContain(line[lang]);
    }
  });

  it('looks at today and the first unit when nothing is asked', async () => {
    const { body } = await (await s.browser('shld')).get(WHY);
    expect(body).toContain('value="2025-07-01"');
    expect(plain(body)).toContain((await answer(sure(parseDate('2025-07-01')))).because[0]?.zh);
  });

  it('refuses what is no day, and knows no unit that has no part', async () => {
    const browser = await s.browser('ddy');
    expect((await browser.get(`${WHY}?unit=sjj&on=someday`)).status).toBe(422);
    expect((await browser.get(`${WHY}?unit=zjj`)).status).toBe(404);
    expect((await browser.get('/items/n1/99/why')).status).toBe(404);
  });
});

describe('why a unit got mail on a day or none', () => {
  it('is led to from the page of the unit, and says it item by item as the item does', async () => {
    const browser = await s.browser('ddy');
    expect((await browser.get('/units/sjj')).body).toContain('href="/units/sjj/why"');
    const { body } = await browser.get('/units/sjj/why?on=2025-09-24');
    expect(plain(body)).toContain((await answer(sure(parseDate('2025-09-24')))).because[0]?.zh);
    expect(body).toContain('href="/items/n1/1/why?unit=sjj&amp;on=2025-09-24"');
    expect((await browser.get('/units/sjj/why?on=someday')).status).toBe(422);
    expect((await browser.get('/units/nobody/why')).status).toBe(404);
  });
});

describe('the ledger by dates', () => {
  it('finds what falls due between two days, and says so on top', async () => {
    const browser = await s.browser('ddy');
    const found = async (query: string): Promise<boolean> =>
      (await browser.get(`/items?${query}`)).body.includes('href="/items/n1/1"');
    expect(await found('from=2025-09-30&to=2025-09-30')).toBe(true);
    expect(await found('from=2025-10-01')).toBe(false);
    expect(await found('to=2025-09-29')).toBe(false);
    expect((await browser.get('/items?to=2025-09-29')).body).toContain('截止到 2025-09-29');
  });
});
