import { ServiceError } from '@temporalio/client';
import { statfs } from 'node:fs/promises';
import { isDeclared } from '../../domain/calendar/calendar';
import type { Problem } from '../../domain/problem';
import { dateOf, yearOf } from '../../domain/time';
import { connectTo } from '../../engine/elsewhere';
import { findEngine } from '../../engine/start';
import { LedgerFault } from '../../ledger/database/faults';
import type { Ledger } from '../../ledger/ledger';
import { sessionProblem } from '../../mail/reach';
import { parseSmtpUrl } from '../../mail/smtp-url';
import {
  attestorLooks,
  checkpointLook,
  clockLook,
  faultedLooks,
  look,
  slotLook,
  standingLook,
  stuckLooks,
  waitingLooks,
  workerLook,
  type Look,
} from './look';
import { vocabularyIn } from '../files/learned-file';
import type { Access } from '../open';

/** Mails that wait are looked at up to here. */
const MANY_WAITING = 10_000;

/** How long the engine may take to answer, ms. */
const LOOK_ANSWER_MS = 3_000;

async function engineLook({ config }: Access): Promise<Look> {
  const bad = ({ message: { zh, en } }: Problem): Look => look('engine', 'bad', zh, en);
  const engine = findEngine({ home: config.home, env: config.env });
  if (!engine.ok) return bad(engine.problem);
  const { address } = engine.value;
  const connected = await connectTo(engine.value, config.env, LOOK_ANSWER_MS);
  if (!connected.ok) return bad(connected.problem);
  await connected.value.close();
  return look('engine', 'ok', `引擎 ${address}`, `engine at ${address}`);
}

async function smtpLook(access: Access): Promise<Look> {
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
  if (!server.ok) return look('smtp', 'bad', server.problem.message.zh, server.problem.message.en);
  const { host, port } = server.value;
  const problem = await sessionProblem(server.value);
  if (problem === null)
    return look('smtp', 'ok', `邮件服务器 ${host}:${port}`, `mail server ${host}:${port}`);
  const { message, hint } = problem;
  return look('smtp', 'bad', `${message.zh}。${hint.zh}`, `${message.en}. ${hint.en}`);
}

async function calendarLooks(access: Access, ledger: Ledger): Promise<readonly Look[]> {
  const { calendar } = await ledger.office();
  const today = dateOf(access.now(), calendar.zone);
  const year = yearOf(today);
  const looks: Look[] = [];
  for (const wanted of [year, ...(today.slice(5) >= '12-01' ? [year + 1] : [])]) {
    looks.push(
      isDeclared(calendar, wanted)
        ? look('calendar', 'ok', `${wanted} 年工作日已登记`, `working days of ${wanted} are declared`)
        : look(
            'calendar',
            'warn',
            `${wanted} 年放假安排未登记，有关日期均为预计`,
            `${wanted} is undeclared: its dates are provisional`,
          ),
    );
  }
  return looks;
}

const count = (n: number, level: Look['level']): Look['level'] => (n === 0 ? 'ok' : level);

/** The whole journal recomputed and every table compared: minutes on a large ledger. */
async function deepLooks(ledger: Ledger): Promise<readonly Look[]> {
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

async function ledgerLooks(access: Access, ledger: Ledger): Promise<readonly Look[]> {
  const paused = await ledger.paused();
  const { failed: back = 0, unknown = 0 } = await ledger.mailCounts();
  const failed = back + unknown;
  return [
    checkpointLook(await ledger.lastCheckpoint(), await ledger.logKeyProblem()),
    ...attestorLooks(access.config.attestors, await ledger.attestations()),
    paused
      ? look('sending', 'warn', `发信已暂停：${paused.reason}`, `sending is paused: ${paused.reason}`)
      : look('sending', 'ok', '发信正常', 'sending is on'),
    look(
      'mails',
      count(failed, 'warn'),
      failed === 0 ? '没有退信' : `退信或不明 ${failed} 封，见 duban mail list --state failed`,
      failed === 0
        ? 'no mails came back'
        : `${failed} mails failed or unknown, see duban mail list --state failed`,
    ),
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
async function slotLooks(access: Access, ledger: Ledger): Promise<readonly Look[]> {
  const composed = await ledger.lastComposed();
  const last = slotLook(await ledger.office(), access.now(), composed);
  if (composed === null) return [last];
  const stuck = stuckLooks(await ledger.missing(composed, NAMED_STREAMS));
  return [last, ...stuck, ...faultedLooks(await ledger.faultsAt(composed))];
}

async function diskLook(access: Access): Promise<Look> {
  try {
    const { bavail, bsize } = await statfs(access.config.home);
    const free = Math.floor((bavail * bsize) / 2 ** 20);
    return look('disk', free > 500 ? 'ok' : 'warn', `磁盘余 ${free} MB`, `${free} MB free`);
  } catch {
    return look('disk', 'warn', `${access.config.home} 还不存在`, `${access.config.home} does not exist yet`);
  }
}

/** The mailroom, without which no mail leaves; asked only of an engine that answers. */
async function mailroomLook(access: Access, engine: Look): Promise<readonly Look[]> {
  if (engine.level === 'bad') return [];
  const duban = await access.duban();
  if (!duban.ok) return [];
  const workers = await duban.value.workers();
  const others = workers ? [workerLook(workers.polls), ...clockLook(workers.skew)] : [];
  return (await duban.value.mailroomRuns())
    ? [...others, look('mailroom', 'ok', '收发室在运行', 'the mailroom runs')]
    : [
        ...others,
        look(
          'mailroom',
          'bad',
          '收发室没有运行，一封信也发不出：启动工作进程（npm start 或 duban worker），半分钟内自动恢复',
          'the mailroom does not run and no mail leaves: start a worker (npm start or duban worker), which brings it back within half a minute',
        ),
      ];
}

/** Items whose workflow is not there or whose ledger is behind it; asked only of an engine that answers. */
async function itemLook(access: Access, engine: Look): Promise<Look> {
  const notLooked = look('items', 'warn', '引擎未运行，未查工作流', 'workflows not looked at');
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
async function recordLooks(access: Access, engine: Look, deep: boolean): Promise<readonly Look[]> {
  const ledger = await access.ledgerIfAny();
  if (!ledger.ok) return [look('ledger', 'bad', ledger.problem.message.zh, ledger.problem.message.en)];
  if (!ledger.value) {
    return [look('ledger', 'warn', '还没有台账（npm start 会建立）', 'no ledger yet (npm start makes one)')];
  }
  try {
    return [
      ...(await calendarLooks(access, ledger.value)),
      ...(deep ? await deepLooks(ledger.value) : []),
      ...(await ledgerLooks(access, ledger.value)),
      ...(await ifEngineWorks(mailroomLook(access, engine))),
      ...(await slotLooks(access, ledger.value)),
      ...(deep ? await ifEngineWorks(itemLook(access, engine).then((one) => [one])) : []),
    ];
  } catch (fault) {
    if (!(fault instanceof LedgerFault)) throw fault;
    return [look('ledger', 'bad', fault.problem.message.zh, fault.problem.message.en)];
  }
}

/** Names that the office taught the reader, for the console; a file that cannot be read is left out there. */
async function learnedLooks({ config }: Access): Promise<readonly Look[]> {
  const read = await vocabularyIn(config.home, null);
  if (read.ok) return [];
  const { zh, en } = read.problem.message;
  return [look('learned', 'warn', zh, en)];
}

/** Runs every check; `deep` also recomputes the journal and queries every open item. */
export async function allLooks(access: Access, deep: boolean): Promise<readonly Look[]> {
  const engine = await engineLook(access);
  return [
    engine,
    await smtpLook(access),
    await diskLook(access),
    ...(await learnedLooks(access)),
    ...(await recordLooks(access, engine, deep)),
  ];
}
