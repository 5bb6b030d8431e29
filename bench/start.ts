import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { makeDuban } from '../office/running/duban';
import { wakeEach } from '../office/running/errands';
import { noticeStream } from '../domain/journal/streams';
import type { Office } from '../domain/office';
import { makePlan } from '../domain/plan/plan';
import type { Plan } from '../domain/plan/types';
import { DEFAULT_POLICY } from '../domain/policy';
import type { Result } from '../domain/problem';
import { makeRoster } from '../domain/roster/roster';
import { civilDate, instant, instantAt } from '../domain/time';
import { startEngine } from '../engine/start';
import { openLedger } from '../ledger/open';
import type { Ledger } from '../ledger/ledger';
import { asWritten } from '../domain/digest/delivery';
import { renderMail } from '../mail/render';
import type { Transport } from '../mail/types';
import { readOfficeFolder } from '../office/intake/files/notice-folder';
import { makeLog } from '../worker/log';
import { prepareRuntime } from '../worker/runtime';
import { runWorkers, connectWorkers } from '../worker/workers';
import { namesOf } from '../workflows/names';

/** How long issuing takes: `node dist/bench/start.js [items] [units] [units of an item]`, by default 10000 200 2. */

const [ITEMS = 10_000, UNITS = 200, EACH = 2] = process.argv.slice(2).map(Number);
const ISSUED = civilDate('2025-09-22');

const sure = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(`${result.problem.code}: ${result.problem.message.en}`);
};

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const since = (start: number): string => `${((performance.now() - start) / 1_000).toFixed(1)} s`;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** The seed's policy and calendar, with as many units as asked for, each with one liaison. */
async function makeOffice(): Promise<Office> {
  const { calendar } = sure(await readOfficeFolder(join(process.cwd(), 'seeds', 'qingpu-2025')));
  const units = Array.from({ length: UNITS }, (_, n) => ({
    id: `u${n}`,
    name: `单位${n}`,
    aliases: [],
    escalation: 'full' as const,
    channel: 'mail' as const,
  }));
  const person = { phone: '021-00000000', unit: null, notices: null };
  const roster = makeRoster({
    units,
    groups: [],
    contacts: units.map(({ id }) => ({
      id: `${id}-1`,
      unit: id,
      role: 'liaison' as const,
      name: `${id} liaison`,
      phone: '',
      address: `liaison@${id}.example`,
      from: null,
      until: null,
    })),
    accounts: [
      { ...person, id: 'ddy', role: 'coordinator', name: '督办员', address: 'ddy@office.example' },
      { ...person, id: 'shld', role: 'reviewer', name: '审核领导', address: 'shld@office.example' },
      { ...person, id: 'gly', role: 'admin', name: '管理员', address: 'gly@office.example' },
    ],
  });
  return { calendar, roster, policy: DEFAULT_POLICY };
}

/** Items whose units go round; every fiftieth day of November and December is a due date. */
function makeNotice(): Plan {
  const days = ['2025-11-03', '2025-11-14', '2025-11-28', '2025-12-15', '2025-12-31'].map(civilDate);
  const items = Array.from({ length: ITEMS }, (_, n) => ({
    key: String(n + 1),
    section: '一',
    title: `第${n + 1}项工作任务`,
    text: `${n + 1}.按照年度工作要点推进第${n + 1}项工作任务,按时报送进展,形成可核验的成果材料,年底前完成。`,
    kind: 'dated' as const,
    dates: [days[n % days.length] ?? ISSUED],
    units: Array.from({ length: EACH }, (_unused, k) => ({
      unit: `u${(n * EACH + k) % UNITS}`,
      role: k === 0 ? ('lead' as const) : ('support' as const),
      via: null,
      due: null,
    })),
    unresolved: [],
    policy: null,
  }));
  const header = { notice: 'big', title: '年度工作要点', number: '1号', year: 2025, demo: false };
  return makePlan({ ...header, coordinator: 'ddy', deputies: [], policy: null, items });
}

async function putIn(
  ledger: Ledger,
  office: Office,
  plan: Plan,
  now: ReturnType<typeof instant>,
): Promise<void> {
  const by = (requestKey: string) => ({ actor: 'gly', now, requestKey });
  await ledger.setCalendar(office.calendar, by('calendar'));
  await ledger.setPolicy(office.policy, by('policy'));
  await ledger.setRoster(office.roster, by('roster'));
  const { notice: id, title, number, year, demo, coordinator, deputies } = plan;
  const notice = { id, title, number, year, demo, coordinator, deputies };
  sure(await ledger.importNotice({ notice, text: '全文', ...by('import'), actor: 'ddy' }));
}

const sink: Transport = {
  name: 'nowhere',
  send: () => Promise.resolve({ type: 'sent', response: '250 taken', refused: [] }),
  close: () => Promise.resolve(),
};

/** Rows of letters, and how large the largest is as it is sent. */
async function measureLetters(ledger: Ledger, office: Office): Promise<void> {
  const letters = (await ledger.mails({ notice: 'big' })).filter(({ kind }) => kind === 'letter');
  const lines = letters.map(({ edition }) => edition.lines.length);
  const largest = letters.find(({ edition }) => edition.lines.length === Math.max(...lines));
  say(`letters ${letters.length}, items in one ${Math.min(...lines)}-${Math.max(...lines)}`);
  if (!largest) return;
  const { policy, calendar } = office;
  const start = performance.now();
  const mail = renderMail(asWritten(largest), {
    policy: policy.mail,
    lamps: policy.lamps,
    zone: calendar.zone,
    now: largest.composedAt,
  });
  const parts = [mail.text, mail.html, mail.ics?.content ?? ''];
  say(
    `the largest: ${parts.map((part) => megabytes(Buffer.byteLength(part))).join(' + ')}, rendered in ${since(start)}`,
  );
}

async function main(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'duban-bench-'));
  const env = { ...process.env, TEMPORAL_ADDRESS: undefined };
  const runtime = prepareRuntime({ log: makeLog('error', null), env });
  const engine = sure(await startEngine({ home, env, progress: () => undefined }));
  const url = `sqlite:${join(home, 'ledger.db')}`;
  const ledger = sure(await openLedger({ url, migrate: instant(0) }));
  const at = instantAt(ISSUED, '10:00', 'Asia/Shanghai');
  const shift = at - Date.now();
  const clock = () => instant(Date.now() + shift);
  const office = await makeOffice();
  const plan = makeNotice();
  await putIn(ledger, office, plan, clock());
  const connection = sure(await connectWorkers(engine, env));
  const workers = await runWorkers({
    connection,
    namespace: engine.namespace,
    ledger,
    transport: sink,
    bundle: await runtime.bundle,
    shift,
  });
  const client = new Client({
    connection: await Connection.connect({ address: engine.address }),
    namespace: engine.namespace,
  });
  const names = namesOf(await ledger.identity());
  const duban = await makeDuban({ ledger, client, clock, shift });
  await duban.startMailroom();
  say(
    `${ITEMS} items, ${UNITS} units, ${EACH} units an item; load ${loadavg()
      .map((n) => n.toFixed(1))
      .join(' ')}`,
  );
  const start = performance.now();
  const issued = sure(
    await duban.issue({ plan, items: null, acceptPast: false, actor: 'ddy', key: 'bench' }),
  );
  say(`in the ledger after ${since(start)}`);
  const peak = { rss: 0 };
  const watch = setInterval(() => (peak.rss = Math.max(peak.rss, process.memoryUsage().rss)), 500);
  let end = null;
  while (end === null) {
    end = await duban.issueEnd(issued, 5_000);
    const standing = await ledger.standing(issued.streams);
    say(
      `${since(start)}: ${standing.filter(({ recorded }) => recorded).length} begun, ${megabytes(process.memoryUsage().rss)}`,
    );
  }
  clearInterval(watch);
  say(
    `issued after ${since(start)}, ${end.missing.length} missing, worker RSS at most ${megabytes(peak.rss)}`,
  );
  const run = await client.workflow.getHandle(names.issue('big', issued.batch)).describe();
  say(`issuing run: ${run.historyLength} events, ${megabytes(run.historySize ?? 0)}`);
  const parts = (await ledger.history(noticeStream('big'))).filter(({ type }) => type === 'noticeIssued');
  say(
    `noticeIssued: ${parts.length} events, ${megabytes(parts.reduce((sum, { body }) => sum + body.length, 0))}`,
  );
  await measureLetters(ledger, office);
  const again = performance.now();
  await duban.ensureAll();
  say(`ensureAll with everything running: ${since(again)}`);
  const woken = performance.now();
  say(`woken: ${await wakeEach({ client, names, shift: 0 }, issued.streams)} in ${since(woken)}`);
  await workers.stop();
  await connection.close();
  await client.connection.close();
  await ledger.close();
  await engine.stop();
  say(`ledger ${megabytes(statSync(join(home, 'ledger.db')).size)}`);
  rmSync(home, { recursive: true, force: true });
}

void main();
