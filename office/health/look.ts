import { witnessName, TSA, type Attestors } from '../evidence/attest';
import { isWorkingDay } from '../../domain/calendar/calendar';
import type { Office } from '../../domain/office';
import { ASTRAY_MS } from '../../domain/measures';
import type { StreamId } from '../../domain/journal/types';
import { hint, text, type Hint, type Problem, type Text } from '../../domain/problem';
import { slotAt } from '../../domain/slot';
import { dateOf, type CivilDate, type Instant } from '../../domain/time';
import type { Attestation } from '../../ledger/log/attest';
import type { CheckpointBody } from '../../ledger/log/checkpoint';
import type { ItemStanding } from '../running/standing';

type LookLevel = 'ok' | 'warn' | 'bad';

/** Result of one check of `duban doctor`: its state, and what to do where it is not well. */
export interface Look {
  readonly name: string;
  readonly level: LookLevel;
  readonly said: Hint;
}

/** A look in both languages. */
export const look = (name: string, level: LookLevel, zh: string, en: string): Look => ({
  name,
  level,
  said: { zh, en },
});

/** A problem that something was refused with, and what would be right. */
export const problemLook = (name: string, level: LookLevel, { message, hint: todo }: Problem): Look => ({
  ...{ name, level },
  said: hint(`${message.zh}：${todo.zh}`, `${message.en}: ${todo.en}`, todo.way),
});

/** Faults named at once. */
const NAMED_FAULTS = 5;

/** Items at which the rules failed for the last slot that was composed, and mails that could not be written. */
export const faultedLooks = (faulted: readonly string[]): readonly Look[] => {
  if (faulted.length === 0) return [];
  const named = faulted.slice(0, NAMED_FAULTS);
  return [
    look(
      'faulted-items',
      'bad',
      `程序在 ${faulted.length} 处出错，邮件略去了它们，其他照常：${named.join('、')}；原因见收发室台账的 itemFaulted、mailFaulted`,
      `the rules fail at ${faulted.length} places, which mails leave out; all others go on: ${named.join(', ')}; itemFaulted and mailFaulted in the mailroom's journal say why`,
    ),
  ];
};

/** Items that have not recorded the last slot that was composed: the ledger refuses them, or the rules fail at them. */
export const stuckLooks = (stuck: {
  readonly count: number;
  readonly streams: readonly StreamId[];
}): readonly Look[] => {
  const { count, streams } = stuck;
  if (count === 0) return [];
  const named = streams.join('、');
  return [
    look(
      'stuck-items',
      'bad',
      `${count} 个事项没有登记上一时点，不会催办：${named}；原因见工作进程的日志和收发室台账的 itemFaulted`,
      `${count} items have not recorded the last slot and remind nobody: ${named}; the workers' log and itemFaulted in the mailroom's journal say why`,
    ),
  ];
};

/** Whether a worker polls. */
export const workerLook = (polls: boolean): Look =>
  polls
    ? look('workers', 'ok', '工作进程在运行', 'a worker runs')
    : look(
        'workers',
        'bad',
        '没有工作进程：不会催办，也不会发信；启动 npm start 或 duban worker',
        'no worker runs: nobody is reminded and no mail leaves; run npm start or duban worker',
      );

/** Whether the mailroom runs, without which no mail leaves. */
export const mailroomLook = (runs: boolean): Look =>
  runs
    ? look('mailroom', 'ok', '收发室在运行', 'the mailroom runs')
    : look(
        'mailroom',
        'bad',
        '收发室没有运行，一封信也发不出：启动工作进程（npm start 或 duban worker），半分钟内自动恢复',
        'the mailroom does not run and no mail leaves: start a worker (npm start or duban worker), which brings it back within half a minute',
      );

/** Less room than this is too little for a home, MB. */
const LITTLE_ROOM = 500;

/** The disk of a home, with so many MB free; null: the home is not there. */
export function diskLook(home: string, free: number | null): Look {
  if (free === null)
    return look(
      'disk',
      'warn',
      `${home} 还不存在：npm start 会建立，或检查 DUBAN_HOME`,
      `${home} does not exist yet: npm start makes it, or check DUBAN_HOME`,
    );
  return free > LITTLE_ROOM
    ? look('disk', 'ok', `磁盘余 ${free} MB`, `${free} MB free`)
    : look('disk', 'warn', `磁盘只余 ${free} MB，请腾出空间`, `only ${free} MB free: make room`);
}

/** The server of a ledger, as clockLook names it. */
export const DATABASE = text('数据库服务器', 'the database server');

/** Whether this host and a server agree on the time, from the difference of their clocks, ms; null: nobody can say. */
export function clockLook(ahead: number | null, server: Text): readonly Look[] {
  if (ahead === null || Math.abs(ahead) <= ASTRAY_MS) return [];
  const seconds = Math.round(ahead / 1_000);
  return [
    look(
      'clock',
      'bad',
      `本机时钟与${server.zh}的相差 ${seconds} 秒：本机不登记，不发信，请校时`,
      `this host's clock differs from that of ${server.en} by ${seconds} s: it writes and sends nothing until set right`,
    ),
  ];
}

/** How long after its slot a day's digest must be composed, ms, beside the grace of the policy. */
const COMPOSING_MS = 1_800_000;

/** Whether the slot of today, once it has struck, was composed. */
export function slotLook(office: Office, now: Instant, composed: CivilDate | null): Look {
  const today = dateOf(now, office.calendar.zone);
  const due = slotAt(office, today) + office.policy.graceMinutes * 60_000 + COMPOSING_MS;
  if (composed === null) return look('slot', 'ok', '还没有编发过日报', 'no digest was composed yet');
  const missing = isWorkingDay(office.calendar, today) && now > due && composed < today;
  return missing
    ? look(
        'slot',
        'warn',
        `今天的时点还没有编发，上一个是 ${composed}：看收发室和工作进程`,
        `the slot of today is not composed, the last is ${composed}: look at mailroom and workers`,
      )
    : look('slot', 'ok', `上一个时点 ${composed} 已编发`, `the last slot, ${composed}, was composed`);
}

/**
 * Whether the latest checkpoint was signed, and the next can be: without its key mails go on, and nobody outside can vouch.
 * `key`: what is in the way of signing.
 */
export function checkpointLook(last: CheckpointBody | null, key: Problem | null): Look {
  if (key !== null) return problemLook('checkpoint', 'bad', key);
  if (last === null) return look('checkpoint', 'ok', '还没有存证点', 'no checkpoint yet');
  return last.note === null
    ? look(
        'checkpoint',
        'bad',
        '最近的存证点没有签名：那时没有存证密钥。下一个存证点会签名',
        'the latest checkpoint is not signed: its key was not there. The next one will be',
      )
    : look(
        'checkpoint',
        'ok',
        `存证点 ${last.size} 条，已签名`,
        `checkpoint over ${last.size} entries, signed`,
      );
}

/** State of the outside signers of checkpoints: down is a warning, a refused history is not. */
export function attestorLooks({ witnesses, tsa }: Attestors, heard: readonly Attestation[]): readonly Look[] {
  const names = [...witnesses.map(witnessName), ...(tsa === null ? [] : [TSA])];
  return names.map((name) => {
    const last = heard.find(({ by }) => by === name);
    if (!last)
      return look(`witness ${name}`, 'warn', `${name} 还没有签过存证点`, `${name} has signed nothing yet`);
    if (last.fault === null)
      return look(
        `witness ${name}`,
        'ok',
        `${name} 已签到 ${last.signed} 条`,
        `${name} has signed up to ${last.signed} entries`,
      );
    return last.fault === 'witness-fork'
      ? look(
          `witness ${name}`,
          'bad',
          `${name} 拒签：台账不再以它见过的 ${last.signed} 条为开头，见 duban audit verify --anchors`,
          `${name} refuses: the log no longer begins with the ${last.signed} entries that it has seen`,
        )
      : look(
          `witness ${name}`,
          'warn',
          `${name} 最近没有签（${last.fault}），已签到 ${last.signed} 条`,
          `${name} did not sign lately (${last.fault}); signed up to ${last.signed} entries`,
        );
  });
}

const LISTED_FINDINGS = 10;

/** The first of many, and how many there are. */
const someStreams = (streams: readonly string[], lang: 'zh' | 'en'): string => {
  const first = streams.slice(0, LISTED_FINDINGS).join(lang === 'zh' ? '、' : ', ');
  if (streams.length <= LISTED_FINDINGS) return first;
  return lang === 'zh' ? `${first} 等 ${streams.length} 个` : `${first} … (${streams.length})`;
};

/** Open items against what runs: each that does not run, and each whose last event differs from the ledger's. */
export function standingLook({ missing, behind, other, asked, running }: ItemStanding): Look {
  const bad: readonly (readonly [readonly string[], Text, Text])[] = [
    [
      other,
      text('台账里的事件与工作流所知的不同', 'the ledger has another event than the workflow knows'),
      text('，见 duban audit verify', ', see duban audit verify'),
    ],
    [
      behind,
      text('台账落后于工作流', 'ledger behind'),
      text(
        '，恢复过旧备份就执行 duban ledger reconcile',
        '; after an older backup was restored run duban ledger reconcile',
      ),
    ],
    [
      missing,
      text('没有运行', 'not running'),
      text(
        '；重启 duban，或把没有做完的那条命令原样再执行一次',
        '; restart duban, or give the command that was broken off again',
      ),
    ],
  ];
  const found = bad.filter(([streams]) => streams.length > 0);
  if (found.length > 0)
    return look(
      'items',
      'bad',
      found.map(([streams, what, then]) => `${what.zh}：${someStreams(streams, 'zh')}${then.zh}`).join('；'),
      found.map(([streams, what, then]) => `${what.en}: ${someStreams(streams, 'en')}${then.en}`).join('; '),
    );
  return look(
    'items',
    'ok',
    asked === 0 && running > 0
      ? '未结事项都在运行；没有工作进程可问所知与台账是否相同'
      : `未结事项都在运行（问了其中 ${asked} 个，所知与台账相同）`,
    `every open item runs (${asked} of them know the same last event as the ledger)`,
  );
}
