import { ServiceError } from '@temporalio/client';
import { statfs } from 'node:fs/promises';
import { isDeclared, yearsNeeded } from '../../domain/calendar/calendar';
import { MB } from '../../domain/measures';
import { text, type Result } from '../../domain/problem';
import { dateOf } from '../../domain/time';
import { pauseText } from '../../domain/view/pause';
import { LedgerFault } from '../../ledger/database/faults';
import type { Ledger } from '../../ledger/ledger';
import { sessionProblem } from '../../mail/reach';
import { parseSmtpUrl } from '../../mail/smtp-url';
import {
  attestorLooks,
  checkpointLook,
  clockLook,
  DATABASE,
  diskLook,
  faultedLooks,
  look,
  mailroomLook,
  problemLook,
  slotLook,
  standingLook,
  stuckLooks,
  workerLook,
  type Look,
} from './look';
import { flowLook, postingLooks, waitingLooks, type WaitingMail } from './mail-looks';
import type { Config } from '../config';
import type { Duban } from '../running/duban';
import { vocabularyIn } from '../intake/files/learned-file';
import type { Access } from '../open';

/** What is asked of the ledger. */
export type LookedLedger = Pick<
  Ledger,
  | 'office'
  | 'verify'
  | 'check'
  | 'paused'
  | 'mailCounts'
  | 'mailFlow'
  | 'lastCheckpoint'
  | 'attestations'
  | 'lastComposed'
  | 'missing'
  | 'faultsAt'
  | 'logKeyProblem'
  | 'hostAhead'
> & {
  mails(ask: { readonly state: 'ready'; readonly limit: number }): Promise<readonly WaitingMail[]>;
};

/** What is looked at, as a front end reaches it. */
export interface Looked extends Pick<Access, 'now' | 'engine'> {
  readonly config: Pick<Config, 'home' | 'smtpUrl' | 'production' | 'attestors'>;
  ledgerIfAny(): Promise<Result<LookedLedger | null>>;
  duban(): Promise<Result<Pick<Duban, 'workers' | 'mailroomRuns' | 'postingFault' | 'standing'>>>;
}

/** Mails that wait are looked at up to here. */
const MANY_WAITING = 10_000;

async function engineLook(access: Looked): Promise<Look> {
  const engine = await access.engine();
  return engine.ok
    ? look('engine', 'ok', `引擎 ${engine.value}`, `engine at ${engine.value}`)
    : problemLook('engine', 'bad', engine.problem);
}

async function smtpLook(access: Looked): Promise<Look> {
  const { smtpUrl, production } = access.config;
  if (smtpUrl === null) {
    return production
      ? look(
          'smtp',
          'bad',
          '没有设置 DUBAN_SMTP_URL，邮件只进沙箱',
          'no DUBAN_SMTP_URL: mails go to the sandbox',
        )
      : look('smtp', 'ok', '沙箱邮箱（不向外发信）', 'sandbox mailbox, nothing leaves');
  }
  const server = parseSmtpUrl(smtpUrl.reveal());
  if (!server.ok) return problemLook('smtp', 'bad', server.problem);
  const { host, port } = server.value;
  const problem = await sessionProblem(server.value);
  return problem === null
    ? look('smtp', 'ok', `邮件服务器 ${host}:${port}`, `mail server ${host}:${port}`)
    : problemLook('smtp', 'bad', problem);
}

async function calendarLooks(access: Looked, ledger: LookedLedger): Promise<readonly Look[]> {
  const { calendar } = await ledger.office();
  return yearsNeeded(dateOf(access.now(), calendar.zone)).map((wanted) =>
    isDeclared(calendar, wanted)
      ? look('calendar', 'ok', `${wanted} 年工作日已登记`, `working days of ${wanted} are declared`)
      : look(
          'calendar',
          'warn',
          `${wanted} 年放假安排未登记，有关日期均为预计：公布后用 duban calendar import 登记`,
          `${wanted} is undeclared and its dates are provisional: declare it by duban calendar import`,
        ),
  );
}

const count = (n: number, level: Look['level']): Look['level'] => (n === 0 ? 'ok' : level);

/** The whole journal recomputed and every table compared: minutes on a large ledger. */
async function deepLooks(ledger: LookedLedger): Promise<readonly Look[]> {
  const { findings } = await ledger.verify();
  const check = await ledger.check();
  return [
    look(
      'journal',
      count(findings.length, 'bad'),
      findings.length === 0 ? '台账核验通过' : `台账核验有 ${findings.length} 处问题，见 duban audit verify`,
      findings.length === 0 ? 'the journal verifies' : `${findings.length} findings of duban audit verify`,
    ),
    look(
      'projections',
      count(check.findings.length, 'bad'),
      check.findings.length === 0
        ? '各表与台账一致'
        : `各表与台账有 ${check.findings.length} 处差异，见 duban ledger check`,
      check.findings.length === 0
        ? 'the tables agree with the journal'
        : `${check.findings.length} differences, see duban ledger check`,
    ),
  ];
}

/** Whether mails leave; of a pause since when, until when, and how many wait for its end. */
async function sendingLook(ledger: LookedLedger): Promise<Look> {
  const paused = await ledger.paused();
  if (!paused) return look('sending', 'ok', '发信正常', 'sending is on');
  const { ready = 0, sending = 0 } = await ledger.mailCounts();
  const { zh, en } = pauseText(paused, (await ledger.office()).calendar.zone);
  const wait = ready + sending;
  return look(
    'sending',
    'warn',
    `${zh}；${wait} 封在等，恢复用 duban mail resume`,
    `${en}; ${wait} mails wait: duban mail resume`,
  );
}

async function ledgerLooks(access: Looked, ledger: LookedLedger): Promise<readonly Look[]> {
  const paused = await ledger.paused();
  const { failed: back = 0, unknown = 0 } = await ledger.mailCounts();
  const failed = back + unknown;
  return [
    ...clockLook(await ledger.hostAhead(), DATABASE),
    checkpointLook(await ledger.lastCheckpoint(), await ledger.logKeyProblem()),
    ...attestorLooks(access.config.attestors, await ledger.attestations()),
    await sendingLook(ledger),
    look(
      'mails',
      count(failed, 'warn'),
      failed === 0 ? '没有退信' : `退信或不明 ${failed} 封，见 duban mail list --state failed`,
      failed === 0
        ? 'no mails came back'
        : `${failed} mails failed or unknown, see duban mail list --state failed`,
    ),
    flowLook(await ledger.office(), access.now(), await ledger.mailFlow(access.now())),
    ...waitingLooks({
      office: await ledger.office(),
      ready: await ledger.mails({ state: 'ready', limit: MANY_WAITING }),
      now: access.now(),
      paused: paused !== null,
    }),
  ];
}

/** Stuck items named at once. */
const NAMED_STREAMS = 5;

/** Whether the last slot that has struck was composed, and which items did not record it. */
async function slotLooks(access: Looked, ledger: LookedLedger): Promise<readonly Look[]> {
  const composed = await ledger.lastComposed();
  const last = slotLook(await ledger.office(), access.now(), composed);
  if (composed === null) return [last];
  const stuck = stuckLooks(await ledger.missing(composed, NAMED_STREAMS));
  return [last, ...stuck, ...faultedLooks(await ledger.faultsAt(composed))];
}

/** Free room for a home, MB; null: the home is not there. */
async function freeRoom(home: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(home);
    return Math.floor((bavail * bsize) / MB);
  } catch {
    return null;
  }
}

const TEMPORAL = text(' Temporal 服务器', 'the Temporal server');

/** The mailroom, without which no mail leaves; asked only of an engine that answers. */
async function mailroomLooks(access: Looked, engine: Look): Promise<readonly Look[]> {
  if (engine.level === 'bad') return [];
  const duban = await access.duban();
  if (!duban.ok) return [];
  const workers = await duban.value.workers();
  const others = workers ? [workerLook(workers.polls), ...clockLook(workers.skew, TEMPORAL)] : [];
  return [
    ...others,
    mailroomLook(await duban.value.mailroomRuns()),
    ...postingLooks(await duban.value.postingFault()),
  ];
}

/** Items whose workflow is not there or whose ledger is behind it; asked only of an engine that answers. */
async function itemLook(access: Looked, engine: Look): Promise<Look> {
  const notLooked = look(
    'items',
    'warn',
    '引擎未运行，未查工作流',
    'the engine does not run: workflows not looked at',
  );
  if (engine.level === 'bad') return notLooked;
  const duban = await access.duban();
  if (!duban.ok) return notLooked;
  return standingLook(await duban.value.standing());
}

/** What was asked of the engine, or that it is there and does not work: a full disk under its database is no defect of ours. */
export async function ifEngineWorks(asked: Promise<readonly Look[]>): Promise<readonly Look[]> {
  try {
    return await asked;
  } catch (fault) {
    if (!(fault instanceof ServiceError)) throw fault;
    const why = fault.cause instanceof Error ? fault.cause.message : fault.message;
    return [
      look(
        'engine',
        'bad',
        `引擎在，但不能工作：${why}。看它的磁盘（自带引擎见 temporal.log），有了空间会自动继续`,
        `the engine is there and does not work: ${why}. Check its disk (temporal.log); with room it goes on by itself`,
      ),
    ];
  }
}

/** The ledger and what rests on it; a ledger without an office is reported, not a fault. */
async function recordLooks(access: Looked, engine: Look, deep: boolean): Promise<readonly Look[]> {
  const ledger = await access.ledgerIfAny();
  if (!ledger.ok) return [problemLook('ledger', 'bad', ledger.problem)];
  if (!ledger.value) {
    return [look('ledger', 'warn', '还没有台账（npm start 会建立）', 'no ledger yet (npm start makes one)')];
  }
  try {
    return [
      ...(await calendarLooks(access, ledger.value)),
      ...(deep ? await deepLooks(ledger.value) : []),
      ...(await ledgerLooks(access, ledger.value)),
      ...(await ifEngineWorks(mailroomLooks(access, engine))),
      ...(await slotLooks(access, ledger.value)),
      ...(deep ? await ifEngineWorks(itemLook(access, engine).then((one) => [one])) : []),
    ];
  } catch (fault) {
    if (!(fault instanceof LedgerFault)) throw fault;
    return [problemLook('ledger', 'bad', fault.problem)];
  }
}

/** Names that the office taught the reader, for the console; a file that cannot be read is left out there. */
async function learnedLooks({ config }: Looked): Promise<readonly Look[]> {
  const read = await vocabularyIn(config.home, null);
  return read.ok ? [] : [problemLook('learned', 'warn', read.problem)];
}

/** Runs every check; `deep` also recomputes the journal and queries every open item. */
export async function allLooks(access: Looked, deep: boolean): Promise<readonly Look[]> {
  const engine = await engineLook(access);
  const { home } = access.config;
  return [
    engine,
    await smtpLook(access),
    diskLook(home, await freeRoom(home)),
    ...(await learnedLooks(access)),
    ...(await recordLooks(access, engine, deep)),
  ];
}
