import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import type { Browser, Cookie, Page } from 'playwright-core';
import { endRuntime } from '../../worker/log';
import { mailServer, type MailServer } from '../support/mail-server';
import { startAt, type Started } from '../worker/process';
import { mouse } from './hand';

/** `npm start` in this process, with a mail server of its own to send to. */
export interface RunningOffice {
  /** A page of a browser in which the first administrator is signed in, by the one-time link the first time. */
  enter(browser: Browser, script?: boolean): Promise<Page>;
  readonly url: string;
  readonly mails: MailServer;
  /** Waits for a mail to somebody whose subject contains words, among those taken after the first n; its text. */
  mailTo(address: string, words: string, after: number): Promise<string>;
  close(): Promise<void>;
}

const LOOK_MS = 50;
const SCREEN = { width: 1180, height: 900 };

/** Waits until something is there; only the test's own limit ends the wait. */
export async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(LOOK_MS);
  }
}

const linkIn = ({ said }: Started): string | undefined =>
  said.flatMap((line) => /https?:\S+\/invited\/\S+/.exec(line)?.[0] ?? []).at(-1);

/** Starts an office on an empty home at a moment: engine, workers, console. */
export async function startOffice(words: string): Promise<RunningOffice> {
  const home = mkdtempSync(join(tmpdir(), 'duban-browser-'));
  const mails = await mailServer();
  const started = startAt(home, words, {
    env: { DUBAN_PORT: '0', DUBAN_SMTP_URL: mails.url, DUBAN_MAIL_ALLOW: '@qingpu.example' },
  });
  await started.runs;
  const signIn = await until(() => linkIn(started));
  let cookies: Cookie[] = [];
  return {
    async enter(browser, script = true) {
      const context = await browser.newContext({ javaScriptEnabled: script, viewport: SCREEN });
      await context.addCookies(cookies);
      const page = await context.newPage();
      if (cookies.length === 0) {
        await page.goto(signIn);
        await mouse(page).press('登录');
        cookies = await context.cookies();
      }
      return page;
    },
    url: new URL(signIn).origin,
    mails,
    mailTo: (address, subject, after) =>
      until(async () => {
        for (const { to, raw } of mails.taken.slice(after)) {
          if (!to.includes(address)) continue;
          const mail = await simpleParser(raw);
          if (mail.subject?.includes(subject) === true) return mail.text ?? '';
        }
        return undefined;
      }),
    async close() {
      await started.ctrlC();
      await mails.close();
      await endRuntime();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
