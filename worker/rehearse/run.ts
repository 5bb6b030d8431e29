import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadOffice } from '../../office/load-office';
import type { RefusedAct, RehearsedMails } from '../../office/rehearsal';
import type { StreamId } from '../../domain/journal/types';
import { ok, refuse, text, type Result } from '../../domain/problem';
import type { CivilDate, Instant } from '../../domain/time';
import type { Environment, EngineProgress } from '../../engine/types';
import type { JournalChange } from '../../ledger/journal/journal';
import type { Ledger } from '../../ledger/ledger';
import { openLedger } from '../../ledger/open';
import { smtpTransport } from '../../mail/smtp';
import { isHere, parseSmtpUrl, type SmtpServer } from '../../mail/smtp-url';
import type { Transport } from '../../mail/types';
import { closing, type AtEnd } from '../closing';
import type { Bundle } from '../bundle';
import { stoppedEarly } from '../signals';
import { drive } from './drive';
import { countFinished, spreadOf } from './result';
import { readSetup, type WantedRehearsal, type RehearsalSetup } from './setup';
import { openRehearsalSink } from './sink';
import { openRehearsalStage, type RehearsalStage } from './stage';
import { tallyMails, type Delivery } from './tally';

const LEDGER_FILE = 'ledger.db';

export interface RehearsalCall extends WantedRehearsal {
  /** A mail server on this machine; undefined: one of the rehearsal's own. */
  readonly smtp: string | undefined;
  /** Folder in which the ledger stays afterwards; undefined: it is removed. */
  readonly keep: string | undefined;
  /** Another ledger, empty, in place of a file. */
  readonly ledgerUrl?: string;
  readonly bundle: Bundle;
  readonly env: Environment;
  readonly progress: EngineProgress;
  /** Whether it is to end early; what it made is taken away. */
  readonly isStopped?: () => boolean;
  /** Hears of each day, the mails so far and the moment; time stands still until it is done. */
  readonly onDay: (day: CivilDate, mails: number, now: Instant) => void | Promise<void>;
}

/** A year that was played, and what its people were refused. */
export interface Played {
  readonly setup: RehearsalSetup;
  readonly result: RehearsedMails;
  readonly refused: readonly RefusedAct[];
  readonly delivered: PostOffice['delivered'];
}

/**
 * Plays a folder's year on the time-skipping server, every mail over SMTP to a server on this machine, and checks the
 * ledger at the end. Refuses like readWorld, openLedger, openStage, the import and the issue, `not-local` for a mail
 * server elsewhere, and `ledger-not-empty` for a folder that holds a ledger.
 */
export async function rehearseYear(call: RehearsalCall): Promise<Result<Played>> {
  const began = performance.now();
  const setup = await readSetup(call);
  if (!setup.ok) return setup;
  const server = call.smtp === undefined ? ok(null) : localServer(call.smtp);
  if (!server.ok) return server;
  const free = freeFolder(call);
  if (!free.ok) return free;
  return closing(async (atEnd) => {
    const open = await openAll(call, setup.value, server.value, atEnd);
    return open.ok ? played(call, open.value, began) : open;
  });
}

/** A mail server on this machine. Refuses `bad-setting` and `not-local`. */
function localServer(url: string): Result<SmtpServer> {
  const server = parseSmtpUrl(url);
  if (!server.ok) return server;
  if (server.value.auth !== null) return noLogin;
  if (isHere(server.value.host)) return server;
  return refuse(
    'not-local',
    text(
      `演练只向本机发信，${server.value.host} 不是本机`,
      `a rehearsal delivers on this machine only, ${server.value.host} is elsewhere`,
    ),
    text('写成 smtp://127.0.0.1:端口，或不写 --smtp', 'write smtp://127.0.0.1:PORT, or leave --smtp out'),
  );
}

// A command line is read by everybody on the machine.
const noLogin = refuse(
  'usage',
  text(
    '--smtp 不带用户和口令：命令行人人可见',
    '--smtp takes no user and password: a command line is seen by all',
  ),
  text(
    '演练的收信服务器不用登录：smtp://127.0.0.1:端口',
    "a rehearsal's server needs no login: smtp://127.0.0.1:PORT",
  ),
);

/** A year is played on a ledger of its own, never on one that is there. Refuses `ledger-not-empty`. */
function freeFolder({ keep, cwd }: RehearsalCall): Result<null> {
  if (keep === undefined || !existsSync(join(resolve(cwd, keep), LEDGER_FILE))) return ok(null);
  return refuse(
    'ledger-not-empty',
    text(`${keep} 里已有台账`, `there is a ledger in ${keep} already`),
    text('演练的台账放在另一个目录：--keep 目录', 'keep this one in another folder: --keep FOLDER'),
  );
}

/** All that is open while a year is played. */
interface Opened {
  readonly setup: RehearsalSetup;
  readonly ledger: Ledger;
  readonly office: PostOffice;
  readonly stage: RehearsalStage;
}

/** Opens home, ledger, mail and stage; what was opened is closed at the end, also when a later step is refused. */
async function openAll(
  call: RehearsalCall,
  setup: RehearsalSetup,
  server: SmtpServer | null,
  atEnd: AtEnd,
): Promise<Result<Opened>> {
  const home = await homeOf(call, atEnd);
  const ledger = await openLedger({
    url: call.ledgerUrl ?? `sqlite:${join(home, LEDGER_FILE)}`,
    migrate: setup.issueAt,
    logKey: { file: join(home, 'log.key'), origin: null },
  });
  if (!ledger.ok) return ledger;
  atEnd(() => ledger.value.close());
  const target = server ?? (await ownServer(atEnd));
  const { connections, chunks } = setup.office.policy.mail;
  const office = postOffice(smtpTransport(target, connections * chunks), setup.dead);
  atEnd(() => office.transport.close());
  const stage = await openRehearsalStage({
    ...call,
    ledger: ledger.value,
    transport: office.transport,
    startAt: setup.issueAt,
  });
  if (!stage.ok) return stage;
  atEnd(() => stage.value.close());
  return ok({ setup, ledger: ledger.value, office, stage: stage.value });
}

/** The folder of the rehearsal's ledger and of its key. */
async function homeOf({ keep, cwd }: RehearsalCall, atEnd: AtEnd): Promise<string> {
  if (keep !== undefined) {
    await mkdir(resolve(cwd, keep), { recursive: true });
    return resolve(cwd, keep);
  }
  const home = await mkdtemp(join(tmpdir(), 'duban-rehearsal-'));
  atEnd(() => rm(home, { recursive: true, force: true }));
  return home;
}

async function ownServer(atEnd: AtEnd): Promise<SmtpServer> {
  const sink = await openRehearsalSink();
  atEnd(() => sink.close());
  return sink.server;
}

async function played(call: RehearsalCall, open: Opened, began: number): Promise<Result<Played>> {
  const { setup, ledger, office, stage } = open;
  const { isStopped = () => false } = call;
  const issued = await issueSetup(open);
  if (!issued.ok) return issued;
  const streams = issued.value;
  const refused = await drive({
    setup,
    stage,
    ledger,
    onDay: (day, now) => call.onDay(day, office.delivered.length, now),
    isStopped,
  });
  if (isStopped()) return stoppedEarly;
  const events: number[] = [];
  for (const stream of streams) events.push(await stage.eventsOf(stream));
  const { events: journal, findings } = await ledger.verify();
  const check = await ledger.check();
  const items = await ledger.items({ notice: setup.plan.notice });
  const result: RehearsedMails = {
    ...tallyMails(office.delivered, setup.office),
    ...countFinished(items, stage.now()),
    eventsPerItem: spreadOf(events),
    journal: { events: journal, verified: findings.length === 0 },
    findings: [...findings, ...check.findings],
    seconds: Math.round((performance.now() - began) / 100) / 10,
  };
  return ok({ setup, result, refused, delivered: office.delivered });
}

/** Brings the notice in and issues it; its streams. */
async function issueSetup({ setup, ledger, stage }: Opened): Promise<Result<readonly StreamId[]>> {
  const { notice, plan, text: source } = setup;
  const by: JournalChange = { actor: plan.coordinator, now: stage.now(), requestKey: 'rehearsal' };
  await loadOffice(ledger, setup.office, by);
  const imported = await ledger.importNotice({ notice, text: source, ...by });
  if (!imported.ok) return imported;
  const issued = await stage.duban.issue({ plan, items: null, acceptPast: false, actor: by.actor });
  if (!issued.ok) return issued;
  await stage.duban.startMailroom();
  return ok(issued.value.streams);
}

const GONE = '550 5.1.1 mailbox unavailable (rehearsal)';

/** A transport as a rehearsal needs it: remembers what was taken, and refuses the mailboxes that its script calls dead. */
interface PostOffice {
  readonly transport: Transport;
  readonly delivered: readonly Delivery[];
}

/** Puts it around a transport. A dead mailbox answers as a mail server would, 550 for the recipient. */
function postOffice(inner: Transport, dead: RehearsalSetup['dead']): PostOffice {
  const delivered: Delivery[] = [];
  return {
    delivered,
    transport: {
      name: inner.name,
      close: () => inner.close(),
      async send(mail, claimed) {
        const { edition, recipients, messageId } = claimed;
        const { to } = edition;
        const gone =
          'unit' in to &&
          to.audience === 'liaison' &&
          dead.some(
            ({ unit, from, to: until }) => unit === to.unit && from <= mail.date && mail.date < until,
          );
        if (gone) {
          const refused = recipients.map(({ contact }) => ({ contact, response: GONE }));
          return { type: 'failed', response: GONE, refused };
        }
        const outcome = await inner.send(mail, claimed);
        if (outcome.type === 'sent') delivered.push({ messageId, edition, at: mail.date });
        return outcome;
      },
    },
  };
}
