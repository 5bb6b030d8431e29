import { Secret, TOTP } from 'otpauth';
import { inviteTo } from '../../office/access/invite';
import { linkKeysOf, linkToken } from '../../office/access/links';
import { calendarYaml, policyYaml, rosterYaml } from '../../office/intake/files/office-write';
import { makeCalendar } from '../../domain/calendar/calendar';
import { refuse, text } from '../../domain/problem';
import { civilDate } from '../../domain/time';
import { taskNumber } from '../../domain/view/tasks';
import { ask, handIn } from '../support/commands';
import {
  demonstrating,
  areaOf,
  formIn,
  givePasswords,
  PASSWORD,
  stage,
  type Answer,
  type Browser,
  type Fields,
  type Stage,
} from '../support/console';
import { moment } from '../support/item';
import { change, issuedLedger, NO_HEAD, planItems, says } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { letterheadOf, WHOLE_LETTERHEAD } from '../support/letterhead';
import { NOTICE_TEXT, PLAN_YAML } from '../support/plan-folder';
import { sure } from '../support/sure';
import { ROUTE_TABLE } from './route-table';

const NOW = moment('2025-07-10 10:00');

/** A form that goes to a path, and what is typed into it. */
type Step = readonly [path: string, typed?: Fields];

/** How a form of a route is come by: who opens which page and sends what, up to the form itself. */
interface FormWay {
  /** Absent: somebody who is not signed in. */
  readonly by?: string;
  readonly at: string;
  readonly steps: readonly Step[];
  /** Answers with a page, without an event. */
  readonly shows?: true;
  /** Is about the session of the browser: another console asks again who that is. */
  readonly session?: true;
}

const way = (by: string, at: string, ...steps: readonly Step[]): FormWay => ({ by, at, steps });
/** A form that stands on the page that it goes to. */
const own = (by: string, at: string, typed: Fields = {}): FormWay => way(by, at, [at, typed]);
/** The same where a page first shows what it will do. */
const confirmed = (by: string, at: string, typed: Fields = {}, from = at): FormWay =>
  way(by, from, [at, typed], [at]);
const shows = (one: FormWay): FormWay => ({ ...one, shows: true });
const session = (one: FormWay): FormWay => ({ ...one, session: true });

let s: Stage;
let unit: string;
let invitation: string;

beforeAll(async () => {
  s = await stage(
    async (ledger) => {
      const streams = await issuedLedger(ledger, planItems(8));
      await beginAll(ledger, streams, moment('2025-06-30 10:00'));
      await ledger.composeLetters({ notice: 'n1', batch: 1, now: moment('2025-06-30 10:00') });
      const by = { now: moment('2025-06-30 09:30'), actor: 'ddy', requestKey: 'import t1' };
      const about = { title: '测试', number: '', year: 2025, demo: false, coordinator: 'ddy', deputies: [] };
      sure(await ledger.importNotice({ notice: { id: 't1', ...about }, text: NOTICE_TEXT, ...by }));
      const at = moment('2025-06-30 10:05');
      const answers = ['failed', 'sent', 'sent'] as const;
      for (const type of answers) {
        const claim = await ledger.claim({ run: 'r', attempt: 1, now: at });
        if (claim.type !== 'mail') break;
        await ledger.settle(claim.mail.key, { type, response: '550', refused: [] }, at);
      }
      for (const stream of streams)
        await ledger.record({ stream, head: NO_HEAD, now: NOW, commands: [], wake: true });
      await givePasswords(ledger, ['ddy', 'gly', 'shld']);
      await ledger.record(says('item/n1/3', handIn('sjj'), { key: 'h3', actor: 'll-sjj', now: NOW }));
      await ledger.record(says('item/n1/4', handIn('sjj'), { key: 'h4', actor: 'll-sjj', now: NOW }));
      await ledger.record(
        says('item/n1/5', ask('sjj', '2025-10-31'), { key: 'a5', actor: 'll-sjj', now: NOW }),
      );
      invitation = (await inviteTo(ledger, 'ddy2', { purpose: 'password' }, change('invite'))) ?? '';
    },
    (ledger) => ({
      verifyApart: () => Promise.resolve({ events: 0, streams: 0, pending: 0, findings: [] }),
      archiveApart: () => Promise.reject(new Error('not here')),
      production: false,
      ...demonstrating(ledger),
    }),
  );
  s.now = NOW;
  unit = `/u/${linkToken({ purpose: 'unit', subject: 'sjj', madeAt: NOW }, await linkKeysOf(s.ledger))}`;
});
afterAll(() => s.close());

const T1 = '/notices/t1';
const PLAN = `${T1}/plan`;

async function failedMail(): Promise<string> {
  return (await s.ledger.mails({ state: 'failed' }))[0]?.key ?? '';
}

async function openTask(): Promise<string> {
  const task = (await s.ledger.tasks({ open: true })).find(({ stream }) => stream === 'mailroom');
  return `/tasks/${task ? taskNumber(task.stream, task.id) : 'none'}`;
}

/** The plan as it stands with another title of an item. */
async function otherPlan(): Promise<string> {
  const { body } = await (await s.browser('ddy')).get(`${PLAN}/source`);
  return areaOf(body, 'plan').replace('title: 整理档案', 'title: 整理全部档案');
}

/** The code that an authenticator shows after the page has been scanned. */
const codeOn = (page: string): string => {
  const secret = /name="secret" value="([A-Z2-7]+)"/.exec(page)?.[1] ?? '';
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate();
};

/** The way to a form of each route that takes one, in an order in which each finds what it needs. */
const FORMS: Readonly<Record<string, () => FormWay | Promise<FormWay>>> = {
  '/new-notice': () => shows(own('ddy', '/new-notice', { text: NOTICE_TEXT })),
  '/new-notice/import': () =>
    way(
      'ddy',
      '/new-notice',
      ['/new-notice', { text: NOTICE_TEXT }],
      ['/new-notice/import', { id: 't2', leave: 'yes' }],
    ),
  '/notices/:notice/plan/source': () => shows(own('ddy', `${PLAN}/source`, { plan: PLAN_YAML })),
  '/notices/:notice/plan/whole': () => own('ddy', `${PLAN}/whole`, { title: '测试要点' }),
  '/notices/:notice/plan/items/:key': () => own('ddy', `${PLAN}/items/1`, { dates: '2025-10-15' }),
  '/notices/:notice/issue': () => way('ddy', `${PLAN}/check`, [`${T1}/issue`], [`${T1}/issue`]),
  '/notices/:notice/plan/added': () => own('ddy', `${PLAN}/added`, { key: '补1', supplement: '公布指南。' }),
  '/notices/:notice/supplement': async () => {
    const item = `${PLAN}/items/${encodeURIComponent('补1')}`;
    await sent(own('ddy', item, { dates: '2025-10-31', lead: '区司法局' }));
    return way('ddy', `${PLAN}/check`, [`${T1}/supplement`], [`${T1}/supplement`]);
  },
  '/notices/:notice/diff': async () =>
    shows(way('ddy', `${PLAN}/source`, [`${PLAN}/source`, { plan: await otherPlan() }], [`${T1}/diff`])),
  '/notices/:notice/apply': () =>
    way('ddy', `${PLAN}/check`, [`${T1}/diff`], [`${T1}/apply`], [`${T1}/apply`]),
  '/inbox/all/:deed': () => confirmed('ddy', '/inbox/all/grant'),
  '/all-items/urge': () => confirmed('ddy', '/all-items/urge', { words: '请加快' }),
  '/all-items/move': () => confirmed('ddy', '/all-items/move', { words: '上级调整', date: '2025-11-28' }),
  '/all-items/calls': () => confirmed('ddy', '/all-items/calls', { words: '已电话催办' }),
  '/items/:notice/:key/do/:type': () =>
    own('ddy', '/items/n1/2/do/report', {
      ...{ unit: 'sjj', percentage: '30', text: '起草', source: 'phone' },
      ...{ files: new File(['%PDF-1.7 draft'], '初稿.pdf') },
    }),
  '/all-items/accept': () => confirmed('ddy', '/all-items/accept', { words: '同意' }),
  '/tasks/:task': async () => own('ddy', await openTask(), { result: '已更正地址' }),
  '/u/:token/sign': () => way('', unit, [`${unit}/sign`, { item: ['item/n1/1', 'item/n1/2'] }]),
  '/u/:token/items/:notice/:key/do/:type': () =>
    own('', `${unit}/items/n1/6/do/report`, { percentage: '30', text: '起草' }),
  '/my/sign': () => way('ll-sjj', '/my', ['/my/sign', { item: ['item/n1/7'] }]),
  '/my/items/:notice/:key/do/:type': () =>
    own('ll-sjj', '/my/items/n1/7/do/report', { percentage: '30', text: '起草' }),
  '/my/items/:notice/:key/report': () => shows(own('ll-sjj', '/my/items/n1/7/report')),
  '/mails/retry': async () =>
    way('ddy', `/mails/one?key=${encodeURIComponent(await failedMail())}`, ['/mails/retry']),
  '/mails/pause': () => own('ddy', '/mails/pause', { reason: '系统维护' }),
  '/mails/resume': () => own('ddy', '/mails/resume', { reason: '维护完毕' }),
  '/units/:unit/contacts': () =>
    own('ddy', '/units/sjj/contacts', { name: '新人', address: 'new@sjj.example' }),
  '/office/unit': () =>
    shows(
      own('gly', '/office/unit', { name: '区水利局', id: 'slj', liaison: '张', address: 'z@slj.example' }),
    ),
  '/office/year': () =>
    shows(way('gly', '/office/year?year=2028', ['/office/year', { off: '元旦 2028-01-03', source: '通知' }])),
  '/office/roster': async () => {
    const { roster } = await s.ledger.office();
    return confirmed('gly', '/office/roster', { text: rosterYaml(roster).replace('督办员乙', '督办员新') });
  },
  '/office/calendar': async () => {
    const { zone, tables } = (await s.ledger.office()).calendar;
    const off = [{ name: '元旦', days: [civilDate('2028-01-03')] }];
    const declared = makeCalendar(zone, [...tables, { year: 2028, source: '通知', work: [], off }]);
    return confirmed('gly', '/office/calendar', { text: calendarYaml(declared) });
  },
  '/office/policy': async () => {
    const { policy } = await s.ledger.office();
    return confirmed('gly', '/office/policy', {
      text: policyYaml({ ...policy, secondFactor: ['auditor'] }),
    });
  },
  '/papers/letterhead': async () =>
    own('ddy', '/papers/letterhead', {
      files: new File([new Uint8Array(await letterheadOf(...WHOLE_LETTERHEAD))], '模板.docx'),
    }),
  '/papers/bulletin': () => shows(own('ddy', '/papers/bulletin')),
  '/papers/weekly': () => shows(own('ddy', '/papers/weekly')),
  '/papers/annual': () => shows(own('ddy', '/papers/annual')),
  '/items/:notice/:key/papers/notice': () => shows(own('ddy', '/items/n1/1/papers/notice')),
  '/items/:notice/:key/papers/urging': () => shows(own('ddy', '/items/n1/1/papers/urging')),
  '/audit/verify': () => way('sj', '/audit', ['/audit/verify']),
  '/audit/archive': () => own('sj', '/audit/archive', { year: '2025', fonds: '0001', retention: '永久' }),
  '/audit/check': () => shows(own('sj', '/audit/check', { proof: '没有' })),
  '/system/link-key': () => way('gly', '/system', ['/system/link-key']),
  '/links/end': () => confirmed('ddy', '/links/end', {}, '/links'),
  '/accounts/:account/:deed': () => way('gly', '/accounts/ddy3', ['/accounts/ddy3/invite']),
  '/demo/clock': () => session(way('gly', '/items', ['/demo/clock', { to: 'day' }])),
  '/demo/as': () => way('gly', '/items', ['/demo/as', { account: 'ddy' }]),
  '/account/sessions/end': () => way('ddy', '/account', ['/account/sessions/end']),
  '/account/password': () =>
    way('ddy', '/account', ['/account/password', { password: 'Other-horse-10', again: 'Other-horse-10' }]),
  '/account/second-factor': () => own('shld', '/account/second-factor', { code: 'SHOWN' }),
  '/prove': () => session(own('gly', '/prove', { password: PASSWORD })),
  '/invited/:token': () =>
    session(own('', invitation, { password: 'Other-horse-11', again: 'Other-horse-11' })),
  '/sign-in': () => session(own('', '/sign-in', { account: 'gly', password: PASSWORD })),
  '/sign-out': () => way('gly', '/system', ['/sign-out']),
};

/** Opens the page and sends the forms before the last; the last one, filled in. */
async function filled(browser: Browser, { at, steps }: FormWay): Promise<readonly [string, Fields]> {
  let shown = await browser.get(at);
  for (const [n, [path, typed = {}]] of steps.entries()) {
    const fields: Fields = { ...formIn(shown.body, path), ...typed };
    const all = fields['code'] === 'SHOWN' ? { ...fields, code: codeOn(shown.body) } : fields;
    if (n === steps.length - 1) return [path, all];
    shown = await browser.post(path, all);
    if (shown.to !== null) shown = await browser.get(shown.to);
  }
  throw new Error('no form');
}

/** Sends a form once. */
async function sent(form: FormWay): Promise<Answer> {
  const browser = await s.browser(form.by);
  return browser.post(...(await filled(browser, form)));
}

/** What somebody sees of an answer: a page without the keys of its own forms, or where it leads and what is told there. */
const seenIn = ({ status, to, body, headers }: Answer) => ({
  status,
  to,
  told: headers.getSetCookie().find((one) => one.startsWith('told=')),
  body: body.replace(/name="_key" value="[^"]*"/g, ''),
});

describe('a form of the console that is sent twice', () => {
  it('has a way here for each route that takes one', () => {
    const posts = Object.keys(ROUTE_TABLE).flatMap((row) => (row.startsWith('POST ') ? [row.slice(5)] : []));
    expect(Object.keys(FORMS).sort()).toEqual(posts.sort());
  });

  it('gives one answer and takes effect once, at this console and at another', async () => {
    for (const [route, wayOf] of Object.entries(FORMS)) {
      const form = await wayOf();
      const browser = await s.browser(form.by || undefined);
      const [path, fields] = await filled(browser, form);
      const elsewhere = await s.another({})();
      const cookies = [...browser.cookies];
      const before = await s.ledger.revision();
      // A second click comes while the first is under way, with the cookies that the first had.
      const [first, second] = await Promise.all([browser.post(path, fields), browser.post(path, fields)]);
      const after = await s.ledger.revision();
      for (const [name, value] of cookies) elsewhere.cookies.set(name, value);
      if (form.session !== true) await elsewhere.post(path, fields);
      const told = { route, ...seenIn(first) };
      expect(`${route} ${first.status}`).toMatch(form.shows === true ? / 200$/ : / (303|201)$/);
      expect({ route, ...seenIn(second) }).toEqual(told);
      expect([route, await s.ledger.revision()]).toEqual([route, after]);
      if (form.shows === true) expect([route, after]).toEqual([route, before]);
    }
  });

  it('is tried anew when it was refused', async () => {
    let isAway = true;
    const gone = refuse('no-engine', text('引擎不在', 'no engine'), text('稍后再试', 'try again later'));
    const duban = () => (isAway ? Promise.resolve(gone) : s.ports.duban());
    const browser = await s.another({ duban })('ll-sjj');
    const [path, fields] = await filled(browser, way('', '/my', ['/my/sign', { item: ['item/n1/8'] }]));
    const [refused, before] = [await browser.post(path, fields), await s.ledger.revision()];
    isAway = false;
    const done = await browser.post(path, fields);
    expect([refused.status, done.status]).toEqual([303, 303]);
    expect(await s.ledger.revision()).toBe(before + 1);
  });

  it('is another one with another word or another name of a file: its key was used', async () => {
    const browser = await s.browser('ddy');
    const draft = (name: string) => ({ files: new File(['%PDF-1.7 again'], name) });
    const [path, fields] = await filled(
      browser,
      own('ddy', '/items/n1/8/do/report', { unit: 'sjj', percentage: '40', source: 'phone', text: '起草' }),
    );
    const first = await browser.post(path, { ...fields, ...draft('初稿.pdf') });
    expect(first.status).toBe(303);
    for (const other of [draft('终稿.pdf'), { ...draft('初稿.pdf'), text: '修改' }]) {
      const { status, body } = await browser.post(path, { ...fields, ...other });
      expect([status, body]).toEqual([422, expect.stringContaining('已用于另一')]);
    }
  });

  it('gives nobody a session that has ended', async () => {
    const browser = await s.browser();
    const [path, fields] = await filled(browser, own('', '/sign-in', { account: 'gly', password: PASSWORD }));
    const before = new Map(browser.cookies);
    await browser.post(path, fields);
    expect((await browser.get('/system')).status).toBe(200);
    await browser.fill('/system', '/sign-out');
    expect((await browser.post(path, fields)).status).toBe(403);
    for (const [name, value] of before) browser.cookies.set(name, value);
    await browser.post(path, fields);
    expect((await browser.get('/system')).to).toContain('/sign-in');
  });
});
