import type { Result } from '../../domain/problem';
import type { Instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { listens } from '../../mail/reach';
import { parseSmtpUrl } from '../../mail/smtp-url';
import type { Config } from '../config';
import type { Duban } from '../running/duban';
import { clockLook, DATABASE, look, mailroomLook, type Look } from './look';
import { flowLook } from './mail-looks';

/** How long each of those asked may take, ms. */
const WATCH_ANSWER_MS = 1_500;
/** How long after one round the next begins, ms: with the answer, what is away is known within five seconds. */
const EVERY_MS = 2_500;

/** Dependencies of a watch. */
export interface Watched {
  readonly config: Pick<Config, 'smtpUrl'>;
  readonly ledger: () => Promise<Result<Pick<Ledger, 'revision' | 'office' | 'mailFlow' | 'hostAhead'>>>;
  readonly duban: () => Promise<Result<Pick<Duban, 'mailroomStanding'>>>;
  /** The office's clock; null where it jumps, as in a demonstration: how long mail stands still says nothing there. */
  readonly now: (() => Instant) | null;
}

/** What an ask came to; `late` when it takes longer than it may. */
async function answeredWithin<T>(ask: Promise<T>, late: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<T>((resolve) => (timer = setTimeout(resolve, WATCH_ANSWER_MS, late)));
  try {
    return await Promise.race([ask.catch(() => late), waited]);
  } finally {
    clearTimeout(timer);
  }
}

const ledgerAway = look(
  'ledger',
  'bad',
  '台账没有应答：看数据库在不在；页面和命令暂停，恢复后自动继续',
  'the ledger does not answer: look after the database; pages and commands wait until it is back',
);

const ledgerLook = ({ ledger }: Watched): Promise<Look> =>
  answeredWithin(
    ledger().then(async (open) => {
      if (!open.ok) return ledgerAway;
      await open.value.revision();
      return look('ledger', 'ok', '台账可用', 'the ledger answers');
    }),
    ledgerAway,
  );

/** Whether the clock of this host is right; nothing where the ledger does not say, which is told by itself. */
const clockLooks = ({ ledger }: Watched): Promise<readonly Look[]> =>
  answeredWithin(
    ledger().then(async (open) => (open.ok ? clockLook(await open.value.hostAhead(), DATABASE) : [])),
    [],
  );

/** Whether mail moves; nothing where the ledger does not say, which is told by itself. */
const flowLooks = ({ ledger, now }: Watched): Promise<readonly Look[]> =>
  answeredWithin(
    (now === null ? Promise.resolve(null) : ledger()).then(async (open) => {
      if (now === null || !open?.ok) return [];
      const at = now();
      return [flowLook(await open.value.office(), at, await open.value.mailFlow(at))];
    }),
    [],
  );

const engineAway = look(
  'engine',
  'bad',
  '引擎（Temporal）没有应答：可以查看，不能办理；看 TEMPORAL_ADDRESS 和网络，恢复后再办',
  'the engine (Temporal) does not answer: look, but do not act; check TEMPORAL_ADDRESS and the network',
);

const engineOk = look('engine', 'ok', '引擎可用', 'the engine answers');

async function askEngine({ duban }: Watched): Promise<readonly Look[]> {
  const open = await duban();
  if (!open.ok) return [engineAway];
  switch (await open.value.mailroomStanding(WATCH_ANSWER_MS - 200)) {
    case 'answers':
      return [engineOk, mailroomLook(true)];
    case 'missing':
      return [engineOk, mailroomLook(false)];
    case 'silent':
      return [
        engineOk,
        look(
          'workers',
          'bad',
          '工作进程没有应答：停了或正忙。办理可能等不到答复，原样再交一次即可，不会重复记录；停了就启动 duban worker',
          'no worker answers: stopped, or busy. Commands may stay without an answer: send the same form again; start duban worker',
        ),
      ];
  }
}

async function smtpLooks({ config: { smtpUrl } }: Watched): Promise<readonly Look[]> {
  const server = smtpUrl === null ? null : parseSmtpUrl(smtpUrl.reveal());
  if (!server?.ok) return [];
  const { host, port } = server.value;
  return (await answeredWithin(listens(server.value), false))
    ? [look('smtp', 'ok', `邮件服务器 ${host}:${port}`, `mail server ${host}:${port}`)]
    : [
        look(
          'smtp',
          'bad',
          `邮件服务器 ${host}:${port} 没有应答：信留在发件箱，恢复后自动发出`,
          `the mail server ${host}:${port} does not answer: mails wait and leave when it is back`,
        ),
      ];
}

/**
 * What a console cannot do without, asked side by side, each for a second and a half at most. `asked` hears of what was
 * asked over the engine's connection, which may be under way for longer: the SDK tries again.
 */
export async function quickLooks(
  watched: Watched,
  asked: (ask: Promise<unknown>) => void = () => undefined,
): Promise<readonly Look[]> {
  const engineAsk = askEngine(watched);
  asked(engineAsk);
  const [ledger, clock, flow, engine, smtp] = await Promise.all([
    ledgerLook(watched),
    clockLooks(watched),
    flowLooks(watched),
    answeredWithin(engineAsk, [engineAway]),
    smtpLooks(watched),
  ]);
  return [ledger, ...clock, ...flow, ...engine, ...smtp];
}

/** A watch that goes on. */
export interface HealthWatch {
  /** What was found last. */
  looks(): readonly Look[];
  /** Looks now. */
  look(): Promise<readonly Look[]>;
  /** Ends after all that was asked: a call that is tried again on a closed connection would end the process. */
  stop(): Promise<void>;
}

/** Looks again and again, so that pages can say what is away without asking. */
export function keepWatch(watched: Watched): HealthWatch {
  let found: readonly Look[] = [];
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let round: Promise<void> = Promise.resolve();
  const open = new Set<Promise<unknown>>();
  const look = (): Promise<readonly Look[]> =>
    quickLooks(watched, (ask) => {
      open.add(ask);
      const ended = (): boolean => open.delete(ask);
      ask.then(ended, ended);
    });
  const again = (): void => {
    round = next();
  };
  const next = async (): Promise<void> => {
    found = await look();
    if (!stopped) timer = setTimeout(again, EVERY_MS).unref();
  };
  again();
  return {
    looks: () => found,
    look,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await round;
      await Promise.allSettled(open);
    },
  };
}
