import { text, type Text } from '../../domain/problem';

/** Which process tells a metric: workers, consoles, or each for itself. */
export type MetricTeller = 'worker' | 'console' | 'both';

/** One metric (指标) as it is named, explained and told. */
export interface MetricEntry {
  readonly kind: 'gauge' | 'counter' | 'histogram';
  readonly unit: 'seconds' | 'timestamp' | 'count' | 'bytes' | 'flag';
  readonly help: Text;
  readonly labels: readonly string[];
  readonly teller: MetricTeller;
  /** Read at each scrape; else counted where it happens. */
  readonly read: boolean;
  /** Where its value comes from, for the documentation. */
  readonly from: Text;
  /** Upper bounds of a histogram's buckets, seconds. */
  readonly buckets?: readonly number[];
}

const LEDGER = text('台账，抓取时读', 'the ledger, read at each scrape');
const PROCESS = text('本进程', 'this process');

const ofLedger = (
  unit: MetricEntry['unit'],
  help: Text,
  labels: readonly string[] = [],
  from: Text = LEDGER,
): MetricEntry => ({ kind: 'gauge', unit, help, labels, teller: 'both', from, read: true });

const summed = (unit: 'count' | 'seconds', help: Text, labels: readonly string[] = []): MetricEntry => ({
  kind: 'counter',
  unit,
  help,
  labels,
  teller: 'both',
  from: PROCESS,
  read: true,
});

/** Every metric of our own. What the ledger says is the same from every process: take the maximum, not the sum. */
export const METRICS = {
  duban_info: {
    kind: 'gauge',
    unit: 'flag',
    help: text(
      '恒为 1；版本和角色（worker、console、start）',
      'always 1; version and role (worker, console, start)',
    ),
    labels: ['version', 'role'],
    teller: 'both',
    from: PROCESS,
    read: false,
  },
  duban_ledger_up: ofLedger(
    'flag',
    text(
      '台账有应答为 1，否则 0（以下各项那时没有）',
      '1 when the ledger answers, else 0 and the rest absent',
    ),
  ),
  duban_clock_ahead_seconds: ofLedger(
    'seconds',
    text('本机时钟比数据库的快多少；SQLite 没有', "this host's clock ahead of the database's; not on SQLite"),
  ),
  duban_slot_due_timestamp_seconds: ofLedger(
    'timestamp',
    text('最近一个已到的时点（工作日 09:00）', 'the last slot that has struck (09:00 of a working day)'),
    [],
    text('台账里的日历和规则', 'calendar and policy in the ledger'),
  ),
  duban_slot_composed_slot_timestamp_seconds: ofLedger(
    'timestamp',
    text('已编发完的最近一个时点', 'the last slot that was composed to its end'),
  ),
  duban_slot_composed_timestamp_seconds: ofLedger(
    'timestamp',
    text('它何时编完', 'when its composing ended'),
  ),
  duban_slot_last_mail_timestamp_seconds: ofLedger(
    'timestamp',
    text('那个时点最后一封摘要何时发出', 'when the last digest of that slot went'),
  ),
  duban_items_open: ofLedger('count', text('未结事项', 'open items')),
  duban_items_missing_slot: ofLedger(
    'count',
    text('没有登记上一时点的事项', 'items that have not recorded the last slot'),
  ),
  duban_mails: ofLedger('count', text('各状态的邮件', 'mails in each state'), ['state']),
  duban_mail_ready_age_seconds: ofLedger(
    'seconds',
    text(
      '等得最久的待发邮件等了多久，从可以发时起，只计发信时段；暂停、时段之外为 0',
      'how long the mail that waits longest could have gone, inside the window; 0 while paused or outside it',
    ),
  ),
  duban_sending_paused: ofLedger('flag', text('发信是否暂停', 'whether sending is paused')),
  duban_checkpoint_timestamp_seconds: ofLedger(
    'timestamp',
    text('最近的存证点何时做', 'when the latest checkpoint was made'),
  ),
  duban_checkpoint_entries: ofLedger('count', text('它覆盖多少条记录', 'entries under it')),
  duban_checkpoint_signed: ofLedger('flag', text('它是否签了名', 'whether it is signed')),
  duban_witness_timestamp_seconds: ofLedger(
    'timestamp',
    text('见证人、时间戳机构上次何时签', 'when a witness or time-stamp authority last signed'),
    ['by'],
  ),
  duban_witness_unsigned_entries: ofLedger(
    'count',
    text('最近的存证点比它签过的多多少条', 'entries of the latest checkpoint beyond what it has signed'),
    ['by'],
  ),
  duban_home_free_bytes: ofLedger(
    'bytes',
    text('DUBAN_HOME 所在磁盘的空余', 'free room on the disk of DUBAN_HOME'),
    [],
    PROCESS,
  ),
  duban_commits_total: summed('count', text('台账的提交（一组一次）', 'commits of the ledger, one a group'), [
    'lane',
  ]),
  duban_commit_jobs_total: summed('count', text('合用这些提交的记录', 'jobs that shared these commits'), [
    'lane',
  ]),
  duban_commit_seconds_total: summed('seconds', text('这些提交用的时间', 'time that these commits took'), [
    'lane',
  ]),
  duban_pool_connections: ofLedger(
    'count',
    text(
      '到 PostgreSQL 的连接（open、idle）和等连接的调用（waiting）',
      'connections to PostgreSQL (open, idle) and calls that wait for one (waiting)',
    ),
    ['state'],
    PROCESS,
  ),
  duban_pool_waits_total: summed('count', text('要过几次连接', 'connections asked of the pool')),
  duban_pool_wait_seconds_total: summed(
    'seconds',
    text('等连接的时间，合计', 'time waited for them, all together'),
  ),
  duban_activity_faults_total: {
    kind: 'counter',
    unit: 'count',
    help: text(
      '活动的失败，按代码；ledger-behind 是台账落后于工作流',
      'failed attempts of activities by code; ledger-behind: the ledger is older than the workflow knows',
    ),
    labels: ['activity', 'code'],
    teller: 'worker',
    from: PROCESS,
    read: false,
  },
  duban_mail_send_seconds: {
    kind: 'histogram',
    unit: 'seconds',
    help: text('交给邮件服务器一封信用多久，按结果', 'handing one mail to the mail server, by outcome'),
    labels: ['outcome'],
    teller: 'worker',
    from: PROCESS,
    read: false,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  },
  duban_console_request_seconds: {
    kind: 'histogram',
    unit: 'seconds',
    help: text(
      '督办台答复一次请求用多久；route 是路由的样式',
      'answering one request of the console; route is the pattern of the route',
    ),
    labels: ['method', 'route', 'status'],
    teller: 'console',
    from: PROCESS,
    read: false,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  duban_console_sessions: {
    kind: 'gauge',
    unit: 'count',
    help: text('半小时内用过的会话', 'sessions used within half an hour'),
    labels: [],
    teller: 'console',
    from: LEDGER,
    read: true,
  },
} as const satisfies Readonly<Record<string, MetricEntry>>;

export type MetricName = keyof typeof METRICS;

const sdk = (kind: MetricEntry['kind'], help: Text, labels: readonly string[] = []): MetricEntry => ({
  kind,
  unit: 'seconds',
  help,
  labels,
  teller: 'worker',
  from: text('Temporal SDK', 'the Temporal SDK'),
  read: false,
});

const node = (unit: MetricEntry['unit'], kind: MetricEntry['kind'], help: Text): MetricEntry => ({
  kind,
  unit,
  help,
  labels: [],
  teller: 'both',
  from: text('Node.js（prom-client）', 'Node.js, by prom-client'),
  read: true,
});

const TASK_LABELS = ['task_queue'];

/** Those metrics of others on the same endpoint that alarms and the dashboard use; there are more of them. */
export const METRICS_OF_OTHERS = {
  temporal_workflow_task_schedule_to_start_latency_seconds: sdk(
    'histogram',
    text('工作流的任务从排定到开始', 'workflow tasks from scheduling to start'),
    TASK_LABELS,
  ),
  temporal_activity_schedule_to_start_latency_seconds: sdk(
    'histogram',
    text('活动从排定到开始', 'activities from scheduling to start'),
    TASK_LABELS,
  ),
  temporal_workflow_task_execution_latency_seconds: sdk(
    'histogram',
    text('工作流的任务执行多久', 'execution of workflow tasks'),
    TASK_LABELS,
  ),
  temporal_request_failure_total: {
    ...sdk('counter', text('问 Temporal 失败几次', 'failed requests to Temporal'), [
      'operation',
      'status_code',
    ]),
    unit: 'count',
  },
  process_cpu_seconds_total: node('seconds', 'counter', text('处理器时间', 'processor time')),
  process_resident_memory_bytes: node('bytes', 'gauge', text('内存', 'resident memory')),
  nodejs_eventloop_lag_p99_seconds: node(
    'seconds',
    'gauge',
    text('事件循环的延迟，99 分位', 'lag of the event loop, 99th percentile'),
  ),
} as const satisfies Readonly<Record<string, MetricEntry>>;

const KINDS = { gauge: '量', counter: '计数', histogram: '直方图' } as const;
const TELLERS = { worker: '工作进程', console: '督办台', both: '都有' } as const;
const UNITS = {
  seconds: '秒',
  timestamp: '时刻（Unix 秒）',
  count: '个',
  bytes: '字节',
  flag: '0 或 1',
} as const;

const rowsOf = (table: Readonly<Record<string, MetricEntry>>): readonly string[] =>
  Object.entries(table).map(([name, { kind, unit, labels, teller, help, from }]) =>
    [
      '',
      `\`${name}\``,
      KINDS[kind],
      UNITS[unit],
      labels.map((label) => `\`${label}\``).join(' '),
      TELLERS[teller],
      help.zh,
      from.zh,
      '',
    ]
      .join(' | ')
      .trim(),
  );

/** The tables as docs/metrics.md has them, ours and those of others. */
export const metricTables = (): string => {
  const head = ['| 名称 | 种类 | 单位 | 标签 | 谁给出 | 含义 | 从哪里来 |', '|---|---|---|---|---|---|---|'];
  return [
    ...['## 自己的', '', ...head, ...rowsOf(METRICS), ''],
    ...['## 同一处还有的（告警和仪表盘用到的）', '', ...head, ...rowsOf(METRICS_OF_OTHERS)],
  ].join('\n');
};
