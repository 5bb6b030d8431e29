import { Parser } from 'htmlparser2';
import { linkKeysOf, linkToken } from '../../office/access/links';
import { routesOf } from '../../client/console/app';
import { fieldsOf } from '../../domain/item/command-fields';
import type { Command, CommandType } from '../../domain/item/commands';
import { makeRoster } from '../../domain/roster/roster';
import { instant, plusMs } from '../../domain/time';
import { examplePath, stage, type Answer, type Browser, type Stage } from '../support/console';
import { commandTypes } from '../support/command-example';
import {
  accept,
  ask,
  assign,
  cancel,
  changeDate,
  giveBack,
  grant,
  handIn,
  lead,
  refuse,
  release,
  reopen,
  report,
  returnReport,
  revoke,
  sign,
  urge,
} from '../support/commands';
import { moment, planItem } from '../support/item';
import { change, issuedLedger, planItems } from '../support/ledger';
import { beginAll, ledgerDuban } from '../support/ledger-duban';
import { TEST_ACCOUNTS, testRoster } from '../support/office';
import { sure } from '../support/sure';

/** Ways out of text, attributes, a title, a textarea, a script and double escapes; what each would make is unmistakable. */
const WAYS = [
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "'><xss-probe>",
  '</textarea></title></style><script>alert(1)</script>',
  '&lt;xss-probe&gt;',
  'javascript:alert(1)',
] as const;

/** All ways at once, after a mark by which a page that shows it is known. */
const evil = (mark: string): string => `§${mark}§${WAYS.join('')}`;

const at = moment('2025-06-30 10:00');

/** A command with a way out in each of its texts. */
function spoilt<C extends Command>(command: C): C {
  const texts = fieldsOf(command.type).filter(({ kind }) => kind === 'text');
  const said = texts.map(({ name }): [string, string] => [name, evil(`${command.type}.${name}`)]);
  return { ...command, ...Object.fromEntries<string>(said) };
}

/** What is said of the items, one after the other; an actor and what he says. */
const STORIES: readonly (readonly (readonly [string, Command])[])[] = [
  [
    ['ll-sjj', report('sjj')],
    ['ddy', returnReport('sjj')],
    ['ll-sjj', ask('sjj', '2025-10-31')],
  ],
  [
    ['ll-sjj', ask('sjj', '2025-10-31')],
    ['ddy', refuse('sjj')],
    ['ll-sjj', handIn('sjj')],
  ],
  [
    ['ll-sjj', handIn('sjj')],
    ['shld', giveBack('sjj')],
    ['ddy', urge(['sjj'])],
  ],
  [
    ['ll-sjj', handIn('sjj')],
    ['shld', accept('sjj')],
    ['shld', revoke('sjj')],
  ],
  [
    ['ll-sjj', sign('sjj')],
    ['ll-sjj', ask('sjj', '2025-10-31')],
    ['ddy', grant('sjj', '2025-10-31')],
    ['ddy', changeDate('2025-11-28')],
    ['ddy', assign('zjj', 'support')],
    ['ddy', release('zjj')],
    ['ddy', lead('sfj')],
  ],
  [
    ['ddy', cancel],
    ['ddy', reopen('2025-11-28')],
  ],
];

const roster = () => {
  const { units, contacts, groups } = testRoster();
  return makeRoster({
    units: units.map((unit) => ({ ...unit, name: evil('unit.name'), aliases: [evil('unit.alias')] })),
    groups: groups.map((group) => ({ ...group, name: evil('group.name') })),
    contacts: contacts.map((contact) => ({ ...contact, name: evil('contact.name') })),
    accounts: TEST_ACCOUNTS.map((one) => ({
      ...one,
      name: evil('account.name'),
      phone: evil('account.phone'),
    })),
  });
};

const ITEM = { title: evil('item.title'), text: evil('item.text'), section: evil('item.section') };

const notice = (id: string) => ({
  ...{ id, title: evil('notice.title'), number: evil('notice.number'), year: 2025, demo: false },
  ...{ coordinator: 'ddy', deputies: [] },
});

let s: Stage;
let token: Parameters<typeof examplePath>[1];
beforeAll(async () => {
  s = await stage(async (ledger) => {
    const items = planItems(STORIES.length, { ...planItem(), ...ITEM });
    const streams = await issuedLedger(ledger, items);
    await beginAll(ledger, streams, at);
    await ledger.composeLetters({ notice: 'n1', batch: 1, now: at });
    sure(await ledger.importNotice({ notice: notice('n2'), text: evil('notice.text'), ...change('n2') }));
    const said = new Set<CommandType>();
    for (const [n, story] of STORIES.entries())
      for (const [k, [actor, command]] of story.entries()) {
        const now = plusMs(at, (k + 1) * 60_000);
        const by = { stream: streams[n] ?? '', actor, key: `${n}-${k}` };
        sure(await ledgerDuban(ledger, () => now).command({ ...by, command: spoilt(command) }));
        said.add(command.type);
      }
    await ledger.setRoster(roster(), change('evil', '2025-06-30 11:00'));
    await ledger.setPaused(true, evil('pause.reason'), change('pause', '2025-06-30 11:00'));
  });
  const keys = await linkKeysOf(s.ledger);
  token = (purpose) =>
    linkToken({ purpose, subject: purpose === 'leader' ? 'ddy' : 'sjj', madeAt: instant(s.now) }, keys);
});
afterAll(() => s.close());

/** Elements and attributes that no page of ours makes; texts by whose marks they are known go into `shown`. */
function strangers(html: string, shown: Set<string>): readonly string[] {
  const found: string[] = [];
  const mark = (text: string): void => {
    for (const [, name = ''] of text.matchAll(/§([\w.]+)§/g)) shown.add(name);
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      if (['img', 'xss-probe', 'object', 'embed', 'base'].includes(name)) found.push(`<${name}>`);
      if (name === 'script' && !(attributes['src'] ?? '').startsWith('/assets/')) found.push('<script>');
      for (const [key, value] of Object.entries(attributes)) {
        mark(value);
        if (key.startsWith('on') || key === 'srcdoc' || key === 'style') found.push(`<${name} ${key}>`);
        const leads = ['href', 'src', 'action', 'formaction', 'xlink:href'].includes(key);
        if (leads && /^\s*(javascript|data|vbscript):/i.test(value)) found.push(`<${name} ${key}=${value}>`);
      }
    },
    ontext: mark,
  });
  parser.end(html);
  return found;
}

const isHtml = ({ headers }: Answer): boolean => (headers.get('Content-Type') ?? '').startsWith('text/html');

const shown = new Set<string>();
const wrong: string[] = [];
let pages = 0;

function lookAt(path: string, answer: Answer): void {
  if (!isHtml(answer)) return;
  pages += 1;
  wrong.push(...strangers(answer.body, shown).map((one) => `${path}: ${one}`));
}

const ASKED = 'q notice unit kind state sort on from to back page key stream text'.split(' ');
const spoiltQuery = new URLSearchParams(ASKED.map((name): [string, string] => [name, evil(`query.${name}`)]));
const QUERY = `?${spoiltQuery.toString()}`;

describe('words that would be a script, in every text that there is', () => {
  it.each(['ddy', 'shld', 'sj', 'gly', 'll-sjj', undefined])(
    'make no element and no attribute for %s',
    async (account) => {
      const browser = await s.browser(account);
      for (const route of routesOf(s.ports).filter(({ method }) => method === 'GET')) {
        const path = examplePath(route, token);
        lookAt(path, await browser.get(path));
        lookAt(path, await browser.get(`${path}${QUERY}`));
      }
      expect(wrong).toEqual([]);
    },
  );

  it('make none on the page of an item, of its reasons, of a mail and of the journal', async () => {
    const browser = await s.browser('ddy');
    const mails = await s.ledger.mails({});
    const paths = [
      ...STORIES.flatMap((_, n) => [
        `/items/n1/${n + 1}`,
        `/items/n1/${n + 1}/why`,
        `/audit?stream=item/n1/${n + 1}`,
      ]),
      ...mails.flatMap(({ key }) => [`/mails/one?key=${encodeURIComponent(key)}`]),
      '/notices/n2',
    ];
    const unit = await s.browser('ll-sjj');
    for (const path of paths) lookAt(path, await browser.get(path));
    for (const [n] of STORIES.entries()) lookAt('/my', await unit.get(`/my/items/n1/${n + 1}`));
    expect(wrong).toEqual([]);
  });

  it.each(commandTypes)('make none when the form of %s comes back with them', async (type) => {
    const texts = fieldsOf(type).filter(({ kind }) => kind === 'text' || kind === 'phone');
    const fields = Object.fromEntries(texts.map(({ name }) => [name, evil(`form.${name}`)]));
    const forms: readonly (readonly [Browser, string])[] = [
      [await s.browser('ddy'), `/items/n1/1/do/${type}`],
      [await s.browser('ll-sjj'), `/my/items/n1/1/do/${type}`],
    ];
    for (const [browser, path] of forms) {
      if ((await browser.get(path)).status !== 200) continue;
      lookAt(path, await browser.fill(path, path, { ...fields, date: evil('form.date'), _key: 'k' }));
    }
    expect(wrong).toEqual([]);
  });

  it.each([...WAYS.slice(0, 4), '<a href=" javascript:alert(1)">'])(
    'would be noticed if %s were let through',
    (way) => {
      expect(strangers(`<p title="${way}">${way}</p>`, new Set()).length).toBeGreaterThan(0);
    },
  );

  it('were really there: each kind of text stood on some page as words', () => {
    for (const name of [
      ...[
        'item.title',
        'item.text',
        'unit.name',
        'contact.name',
        'account.name',
        'pause.reason',
        'notice.title',
      ],
      ...['report.text', 'returnReport.reason', 'requestExtension.reason', 'refuse.reason', 'handIn.text'],
      ...[
        'return.reason',
        'accept.text',
        'revokeAcceptance.reason',
        'changeDeadline.reason',
        'assign.reason',
      ],
      ...['release.reason', 'changeLead.reason', 'cancel.reason', 'reopen.reason', 'urge.text', 'query.q'],
      ...['form.reason', 'form.text'],
    ])
      expect([name, shown.has(name)]).toEqual([name, true]);
    expect(pages).toBeGreaterThan(300);
  });
});
