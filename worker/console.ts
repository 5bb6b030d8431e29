import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Logger as Log } from 'pino';
import { makeConsole } from '../client/console/app';
import { firstLink } from '../office/access/invite';
import type { ConsolePorts } from '../client/console/ports';
import { unlessAway } from '../client/console/reach';
import { allLooks } from '../office/health/looks';
import { keepWatch } from '../office/health/watch';
import { makeOidc, type Oidc } from '../office/access/oidc';
import type { Config } from '../office/config';
import { mailLinks, type MailLinks } from '../office/access/links';
import { itemPath } from '../domain/journal/streams';
import type { Instant } from '../domain/time';
import { newSecret } from '../office/access/secrets';
import { vocabularyReader } from '../office/intake/files/learned-file';
import { scanBy } from '../client/console/files/scan';
import { listen } from '../client/console/serve';
import type { Output } from '../client/cli/output';
import type { Session } from '../client/cli/session';
import { ok, text, type Result, type Text } from '../domain/problem';
import type { Ledger } from '../ledger/ledger';
import { archiveApart, verifyApart } from '../office/evidence/in-threads';
import { openHome } from '../engine/home';
import { sandboxFolder } from '../mail/transport';
import { version } from '../package.json';
import { closing } from './closing';
import { makeLog, toldBy } from './log';
import type { Meter } from './meter';
import { openMeter } from './metrics-endpoint';
import type { StopRequest } from './signals';

/** A console that is open: where, and what to say of it. */
export interface OpenConsole {
  readonly url: string;
  readonly lines: readonly Text[];
  close(): Promise<void>;
}

/** Settings as they may be shown: what is secret says only that it is set. */
const shownAddress = ({ config }: Session): readonly (readonly [string, string])[] =>
  Object.entries(config.env)
    .filter(([name]) => /^(DUBAN|TEMPORAL)_/.test(name))
    .map(([name, value]): readonly [string, string] => [
      name,
      /URL|KEY|SECRET|PASSWORD/.test(name) ? '（已设置）' : (value ?? ''),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** Links of mails to units; the first process that needs them makes the key. */
export async function linksFor(ledger: Ledger, publicUrl: string, now: Instant): Promise<MailLinks> {
  await ledger.ensureLinkKey(newSecret(), { actor: 'duban', now, requestKey: randomUUID() });
  return mailLinks(ledger, publicUrl, itemPath);
}

/** Sign-in by the provider of the settings; null without one. */
function oidcOf({ access: { oidc } }: Config, publicUrl: string): Oidc | null {
  if (oidc === null) return null;
  return makeOidc({ ...oidc, clientSecret: oidc.clientSecret.reveal() }, publicUrl);
}

/** Asked every few seconds by whoever watches: said at the level of details. */
const WATCHING: readonly string[] = ['/healthz', '/readyz'];

/** Writes the access log, and times requests by route. */
const answering =
  (log: Log, meter: Meter): ConsolePorts['answered'] =>
  (request) => {
    log[WATCHING.includes(request.route) ? 'debug' : 'info']({ request }, 'request');
    const { method, route, status, ms } = request;
    meter.observe('duban_console_request_seconds', { method, route, status: String(status) }, ms / 1_000);
  };

/** Opens the console of a session's home; the demonstration's clock is only there when it is given. */
export async function openConsole(
  session: Session,
  ledger: Ledger,
  {
    log,
    meter,
    ...parts
  }: Pick<ConsolePorts, 'duban' | 'demonstration'> & { readonly log: Log; readonly meter: Meter },
): Promise<Result<OpenConsole>> {
  const { config } = session;
  const host = config.consoleHost;
  const now = session.now();
  await ledger.ensureLinkKey(newSecret(), { actor: 'duban', now, requestKey: randomUUID() });
  const watched = {
    config,
    ledger: () => session.ledger(),
    duban: () => session.duban(),
    now: parts.demonstration === null ? () => session.now() : null,
  };
  const watch = keepWatch(watched);
  const urlOf = (port: number): string => config.publicUrl ?? `http://127.0.0.1:${port}`;
  const listening = await listen(
    (port) => {
      const ports: ConsolePorts = {
        ledger,
        demonstration: parts.demonstration,
        logFault: (fault) => {
          log.error({ fault }, 'a page of the console failed');
        },
        answered: answering(log, meter),
        duban: () => unlessAway(watch, parts.duban),
        clock: () => session.now(),
        publicUrl: urlOf(port),
        production: config.production,
        version,
        vocabulary: vocabularyReader(config.home),
        files: join(config.home, 'files'),
        works: join(config.home, 'works'),
        scan: config.scanCommand === null ? null : scanBy(config.scanCommand, config.env),
        mailbox: config.smtpUrl === null ? sandboxFolder(config.home) : null,
        looks: (how) => (how === 'quick' ? watch.look() : allLooks(session, how === 'deep')),
        troubles: () => watch.looks().filter(({ level }) => level === 'bad'),
        oidc: oidcOf(config, urlOf(port)),
        gateway: config.production ? config.access.gateway : null,
        proxies: config.access.proxies,
        settings: shownAddress(session),
        verifyApart: (progress) => verifyApart(config.databaseUrl.reveal(), progress),
        archiveApart: (order, progress) =>
          archiveApart(
            {
              ...order,
              url: config.databaseUrl.reveal(),
              folder: join(config.home, 'archive'),
              pdf: true,
            },
            progress,
          ),
      };
      return makeConsole(ports);
    },
    { host, port: config.port },
  );
  if (!listening.ok) {
    await watch.stop();
    return listening;
  }
  const url = urlOf(listening.value.port);
  const link = await firstLink(ledger, parts.demonstration !== null, now);
  return ok({
    url,
    lines: [
      text(`督办台：${url}`, `console: ${url}`),
      ...(link === null
        ? []
        : [text(`一次性登录链接：${url}${link}`, `one-time link to sign in: ${url}${link}`)]),
    ],
    close: async () => {
      await listening.value.close();
      await watch.stop();
    },
  });
}

/**
 * `duban console`: the console alone until SIGTERM or Ctrl-C; workers run elsewhere. Refuses `port-taken` and what the
 * ledger refuses.
 */
export const serveConsole = (session: Session, stop: StopRequest): Promise<Result<Output>> =>
  closing(async (atEnd) => {
    const home = openHome(session.config.home);
    if (!home.ok) return home;
    const ledger = await session.ledger();
    if (!ledger.ok) return ledger;
    const log = makeLog(session.config.log, null);
    const meter = await openMeter(session, 'console', ledger.value, atEnd);
    if (!meter.ok) return meter;
    const opened = await openConsole(session, ledger.value, {
      duban: () => session.duban(),
      demonstration: null,
      log,
      meter: meter.value,
    });
    if (!opened.ok) return opened;
    atEnd(() => opened.value.close());
    opened.value.lines.forEach((line) => {
      toldBy(session, log)(line);
    });
    await stop.asked;
    return ok({ data: { stopped: true }, text: '' });
  });
