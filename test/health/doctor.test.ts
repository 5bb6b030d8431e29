import { ServiceError } from '@temporalio/client';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { doctorOutput } from '../../client/cli/verbs/doctor';
import { diskLook, type Look } from '../../office/health/look';
import { allLooks, type Looked, type LookedLedger } from '../../office/health/looks';
import type { ItemStanding } from '../../office/running/standing';
import type { PostingFault } from '../../office/running/mailroom-seen';
import { ok, refuse, text } from '../../domain/problem';
import { SecretUrl } from '../../domain/secret';
import { civilDate } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import type { Attestation } from '../../ledger/log/attest';
import { ROOT, scratch } from '../support/cli';
import { moment } from '../support/item';
import { opened, setOffice } from '../support/ledger';
import { mailServer, type MailServer } from '../support/mail-server';

/** A home as doctor meets it; at first nothing is wrong. */
interface Home {
  config: Looked['config'];
  now: string;
  engine: Looked['engine'];
  ledger: Partial<LookedLedger>;
  ledgerIfAny: Looked['ledgerIfAny'];
  workers: { readonly polls: boolean; readonly skew: number } | null;
  mailroomRuns: () => Promise<boolean>;
  posting: PostingFault | null;
  standing: ItemStanding;
}

/** What is wrong with a home, and the lines that are not well then: the sign, what was found, and what to do. */
type FindingRow = readonly [what: string, make: (home: Home) => unknown, ...lines: readonly string[]];

const { folder, clear } = scratch();
const NO_ENGINE = refuse('engine-not-running', text('引擎没有运行', ''), text('先执行 npm start', ''));
const NO_LEDGER = refuse('ledger-locked', text('台账被占用', ''), text('停掉另一个进程', ''));
const NO_KEY = refuse('no-log-key', text('存证密钥不见了', ''), text('取回密钥文件', ''));
const SLOT = civilDate('2025-09-17');
const BEFORE = civilDate('2025-09-16');
const WITNESS = { vkey: 'w.example+0123abcd+AQIDBA', url: 'https://w.example' };
const STREAMS = Array.from({ length: 12 }, (_, n) => `item/n1/${n + 1}`);
const ONE = STREAMS.slice(0, 1);

let real: Ledger;
let bare: Ledger;
let server: MailServer;
/** Where nobody listens. */
let closedPort = 0;
/** Every sentence that was said in this file. */
const said: string[] = [];

beforeAll(async () => {
  real = await opened({ url: `sqlite:${join(folder(), 'ledger.db')}` });
  await setOffice(real);
  bare = await opened({ url: `sqlite:${join(folder(), 'ledger.db')}` });
  server = await mailServer();
  const other = await mailServer();
  closedPort = other.port;
  await other.close();
});
afterAll(async () => {
  await real.close();
  await bare.close();
  await server.close();
  clear();
});

function soundHome(): Home {
  const home: Home = {
    config: { home: folder(), smtpUrl: null, production: false, attestors: { witnesses: [], tsa: null } },
    now: '2025-09-17 10:30',
    engine: () => Promise.resolve(ok('127.0.0.1:7233')),
    ledger: {},
    ledgerIfAny: () => Promise.resolve(ok({ ...real, ...home.ledger })),
    workers: { polls: true, skew: 0 },
    mailroomRuns: answers(true),
    posting: null,
    standing: { missing: [], behind: [], other: [], asked: 3, running: 3 },
  };
  return home;
}

/** What `duban doctor` says of a home: the lines that are not well, and whether it ends with findings (exit 6). */
async function doctor(home: Home) {
  const looked: Looked = {
    ...home,
    now: () => moment(home.now),
    duban: () =>
      Promise.resolve(
        ok({
          workers: () => Promise.resolve(home.workers),
          mailroomRuns: home.mailroomRuns,
          postingFault: () => Promise.resolve(home.posting),
          standing: () => Promise.resolve(home.standing),
        }),
      ),
  };
  return shown(await allLooks(looked, true));
}

function shown(looks: readonly Look[]) {
  const output = doctorOutput(looks, 'zh');
  said.push(output.text);
  const unwell = output.text.split('\n').filter((line) => !line.startsWith('✓'));
  return { unwell, findings: output.findings };
}

const answers =
  <T>(value: T): (() => Promise<T>) =>
  () =>
    Promise.resolve(value);
const having =
  (parts: Partial<Home>) =>
  (home: Home): unknown =>
    Object.assign(home, parts);
const set =
  (config: Partial<Looked['config']>) =>
  (home: Home): unknown =>
    (home.config = { ...home.config, ...config });
const smtp = (url: string) => set({ smtpUrl: new SecretUrl(url) });
const ledger = (parts: Partial<LookedLedger>) => having({ ledger: parts });
const ready = (kind: 'letter' | 'digest', composed: string, at: string) =>
  ledger({ mails: answers([{ kind, composedAt: moment(composed), readyAt: moment(at) }]) });
const checkpoint = (note: string | null) =>
  ledger({ lastCheckpoint: answers({ slot: SLOT, size: 40, root: '', note }) });
const witness = (heard: Partial<Attestation> | null) => (home: Home) => {
  set({ attestors: { witnesses: [WITNESS], tsa: null } })(home);
  const at = moment('2025-09-17 09:30');
  const last = { by: 'w.example', at, size: 40, fault: null, signed: 40, signedAt: at };
  home.ledger = { attestations: answers(heard ? [{ ...last, ...heard }] : []) };
};
const stands = (parts: Partial<ItemStanding>) => (home: Home) =>
  (home.standing = { ...home.standing, ...parts });
const FOUND = [{ code: 'bad-hash', stream: 'item/n1/1', seq: 2, message: text('坏', 'bad') }];

const FINDING_ROWS: readonly FindingRow[] = [
  [
    'the engine does not run',
    having({ engine: answers(NO_ENGINE) }),
    '■ 引擎没有运行：先执行 npm start',
    '▲ 引擎未运行，未查工作流',
  ],
  ['production has no mail server', set({ production: true }), '■ 没有设置 DUBAN_SMTP_URL，邮件只进沙箱'],
  [
    'the address of the mail server is wrong',
    smtp('smtp://mail.example?who=me'),
    '■ DUBAN_SMTP_URL 不对：不认识参数 who：',
  ],
  [
    'the mail server does not answer',
    (home) => smtp(`smtp://127.0.0.1:${closedPort}`)(home),
    '■ 连不上邮件服务器 smtp://127.0.0.1:PORT：',
  ],
  [
    'the home is not there',
    set({ home: '/nowhere/duban' }),
    '▲ /nowhere/duban 还不存在：npm start 会建立，或检查 DUBAN_HOME',
  ],
  [
    "the office's own words cannot be read",
    ({ config }) => {
      writeFileSync(join(config.home, 'learned.yaml'), 'units: 12\n');
    },
    '▲ learned.yaml 第 1 行 units：12 应为列表 […]：每行一个：units 下写 - 名称',
  ],
  [
    'the ledger cannot be opened',
    having({ ledgerIfAny: answers(NO_LEDGER) }),
    '■ 台账被占用：停掉另一个进程',
  ],
  ['there is no ledger yet', having({ ledgerIfAny: answers(ok(null)) }), '▲ 还没有台账（npm start 会建立）'],
  [
    'the ledger has no office',
    (home) => (home.ledgerIfAny = () => Promise.resolve(ok(bare))),
    '■ 台账里还没有名册、制度或日历（缺 calendar）：先导入名册、制度和日历',
  ],
  [
    'the year is not declared',
    having({ now: '2027-03-01 10:30' }),
    '▲ 2027 年放假安排未登记，有关日期均为预计：公布后用 duban calendar import 登记',
  ],
  [
    'the next year is not declared in December',
    having({ now: '2026-12-01 10:30' }),
    '▲ 2027 年放假安排未登记，有关日期均为预计：公布后用 duban calendar import 登记',
  ],
  [
    'the journal does not verify',
    (home) => (home.ledger = { verify: async () => ({ ...(await real.verify()), findings: FOUND }) }),
    '■ 台账核验有 1 处问题，见 duban audit verify',
  ],
  [
    'the tables differ from the journal',
    ledger({ check: answers({ findings: FOUND, pending: 0 }) }),
    '■ 各表与台账有 1 处差异，见 duban ledger check',
  ],
  [
    'the latest checkpoint is not signed',
    checkpoint(null),
    '■ 最近的存证点没有签名：那时没有存证密钥。下一个存证点会签名',
  ],
  [
    'the log key is lost',
    ledger({ logKeyProblem: answers(NO_KEY.problem) }),
    '■ 存证密钥不见了：取回密钥文件',
  ],
  ['a witness has signed nothing', witness(null), '▲ w.example 还没有签过存证点'],
  [
    'a witness does not answer lately',
    witness({ fault: 'attestor-down', signed: 30 }),
    '▲ w.example 最近没有签（attestor-down），已签到 30 条',
  ],
  [
    'a witness refuses another history',
    witness({ fault: 'witness-fork' }),
    '■ w.example 拒签：台账不再以它见过的 40 条为开头，见 duban audit verify --anchors',
  ],
  [
    'sending is paused',
    ledger({ paused: answers({ reason: '检修', since: moment('2025-09-17'), until: null }) }),
    '▲ 自 2025-09-17 10:00 起暂停发信：检修；0 封在等，恢复用 duban mail resume',
  ],
  [
    'mails came back',
    ledger({ mailCounts: answers({ failed: 2, unknown: 1 }) }),
    '▲ 退信或不明 3 封，见 duban mail list --state failed',
  ],
  [
    'mails are past their time',
    ready('digest', '2025-09-17 08:59', '2025-09-17 09:00'),
    '■ 1 封邮件已过发出的时间：检查工作进程和邮件服务器',
  ],
  [
    'mail stands still',
    ledger({
      mailFlow: answers({
        waiting: 46,
        due: moment('2025-09-17 09:00'),
        posted: moment('2025-09-16 09:01'),
        resumed: null,
      }),
    }),
    '■ 邮件不走：46 封在等，最早的一封 2025-09-17 09:00 起就该发，上一次发出 2025-09-16 09:01；看工作进程的日志、收发室和邮件服务器',
  ],
  [
    'posting fails',
    having({ posting: { attempt: 3, fault: 'ENOENT: no such file' } }),
    '■ 发信做不成，已试 3 次：ENOENT: no such file',
  ],
  [
    'letters have not gone for a day',
    ready('letter', '2025-09-16 10:00', '2025-09-17 10:29'),
    '■ 1 封交办通知一个工作日以上还没有发出，见 duban mail list --state ready',
  ],
  [
    'no worker runs',
    having({ workers: { polls: false, skew: 0 } }),
    '■ 没有工作进程：不会催办，也不会发信；启动 npm start 或 duban worker',
  ],
  [
    "the host's clock is wrong",
    having({ workers: { polls: true, skew: -90_000 } }),
    '■ 本机时钟与 Temporal 服务器的相差 -90 秒：本机不登记，不发信，请校时',
  ],
  [
    "the host's clock is off that of the ledger's server",
    having({ ledger: { hostAhead: answers(7_200_000) } }),
    '■ 本机时钟与数据库服务器的相差 7200 秒：本机不登记，不发信，请校时',
  ],
  [
    'the engine is there and does not work',
    having({ mailroomRuns: () => Promise.reject(new ServiceError('disk full')) }),
    '■ 引擎在，但不能工作：disk full。看它的磁盘',
  ],
  [
    'the mailroom does not run',
    having({ mailroomRuns: answers(false) }),
    '■ 收发室没有运行，一封信也发不出：启动工作进程（npm start 或 duban worker），半分钟内自动恢复',
  ],
  [
    'the slot of today was not composed',
    ledger({ lastComposed: answers(BEFORE) }),
    '▲ 今天的时点还没有编发，上一个是 2025-09-16：看收发室和工作进程',
  ],
  [
    'items did not record the last slot',
    ledger({ lastComposed: answers(SLOT), missing: answers({ count: 1, streams: ONE }) }),
    '■ 1 个事项没有登记上一时点，不会催办：item/n1/1；原因见工作进程的日志和收发室台账的 itemFaulted',
  ],
  [
    'the rules fail at an item',
    ledger({ lastComposed: answers(SLOT), faultsAt: answers(ONE) }),
    '■ 程序在 1 处出错，邮件略去了它们，其他照常：item/n1/1；原因见收发室台账的 itemFaulted、mailFaulted',
  ],
  [
    'items do not run',
    stands({ missing: ONE }),
    '■ 没有运行：item/n1/1；重启 duban，或把没有做完的那条命令原样再执行一次',
  ],
  ['the ledger is behind many items', stands({ behind: STREAMS }), '■ 台账落后于工作流：item/n1/1、'],
  [
    'the journal was rewritten under an item',
    stands({ other: ONE }),
    '■ 台账里的事件与工作流所知的不同：item/n1/1，见 duban audit verify',
  ],
];

describe('a sound home', () => {
  it.each<readonly [string, (home: Home) => unknown]>([
    ['as it is made', () => undefined],
    ['with a mail server', (home) => smtp(server.url)(home)],
    ['with a signed checkpoint', checkpoint('note')],
    ['with a witness that signs', witness({})],
    ['whose last slot was composed', ledger({ lastComposed: answers(SLOT) })],
    ['whose items no worker can speak for', stands({ asked: 0 })],
  ])('has no findings %s', async (_what, make) => {
    const home = soundHome();
    make(home);
    expect(await doctor(home)).toEqual({ unwell: [], findings: false });
  });
});

describe('doctor', () => {
  for (const [what, make, ...lines] of FINDING_ROWS)
    it(`finds that ${what}, and nothing else`, async () => {
      const home = soundHome();
      make(home);
      const { unwell, findings } = await doctor(home);
      const shownLines = unwell.map((line) => line.replace(`:${closedPort}`, ':PORT'));
      expect(shownLines).toEqual(lines.map((line) => expect.stringMatching(`^${escaped(line)}`) as string));
      expect(findings).toBe(lines.some((line) => line.startsWith('■')));
    });

  it('finds that a disk is nearly full', () => {
    expect(shown([diskLook('/home', 400)])).toEqual({
      unwell: ['▲ 磁盘只余 400 MB，请腾出空间'],
      findings: false,
    });
  });
});

const escaped = (line: string): string => line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The Chinese sentences of a source, cut at what is filled in. */
function sentencesIn(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.filter((one) => /\p{Script=Han}{2}/u.test(one));
}

describe('this table', () => {
  it('has every sentence that doctor knows: a new finding needs a row', () => {
    const all = said.join('\n');
    const known = ['office/health/look.ts', 'office/health/mail-looks.ts', 'office/health/looks.ts'].flatMap(
      sentencesIn,
    );
    expect(known.length).toBeGreaterThan(40);
    expect(known.filter((sentence) => !all.includes(sentence))).toEqual([]);
  });
});
