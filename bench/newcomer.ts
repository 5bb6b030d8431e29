/**
 * A newcomer's clock: `npm run newcomer`. Clones this repository into a folder of its own, runs `npm start` there with the
 * caches of this machine (npm's, the engine's), follows the printed link in a real Chromium, opens the first letter and
 * signs by its link. Prints the seconds that a person waits, and how many steps he takes himself.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { freePort } from '../engine/server';
import { openBrowser } from '../test/browser/browsers';
import { mouse } from '../test/browser/hand';

const ROOT = resolve(__dirname, '..');
/** Seconds that a person takes to find and press something on a page that is new to him. */
const SECONDS_A_STEP = 20;
/** What is asked: minutes of human steps. */
const TARGET_MINUTES = 3;
const PATIENCE_MS = 900_000;

const began = performance.now();
const seconds = (): number => (performance.now() - began) / 1_000;

const say = (what: string): void => {
  process.stdout.write(`${seconds().toFixed(1).padStart(7)} s  ${what}\n`);
};

let steps = 0;
async function step(what: string, act: () => Promise<unknown>): Promise<void> {
  await act();
  steps += 1;
  say(`step ${steps}: ${what}`);
}

/** Runs `npm start` in a clone; the one-time link that it prints. */
async function started(clone: string, env: NodeJS.ProcessEnv) {
  const child = spawn('npm', ['start'], {
    cwd: clone,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const link = new Promise<string>((found, fail) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        say(`  ${line.slice(0, 110)}`);
        const [address] = /https?:\S+\/invited\/\S+/.exec(line) ?? [];
        if (address !== undefined) found(address);
      });
    child.once('exit', (code) => {
      fail(new Error(`npm start ended with ${code}`));
    });
  });
  return { child, link: await link };
}

/** Ctrl-C for npm and all that it has started, and the end of it. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  process.kill(-child.pid, 'SIGINT');
  await gone;
}

/** Reads a page again until its first step leads to a letter that has left. */
async function untilLetter(page: Page, guide: string): Promise<string> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    await page.goto(guide);
    const line = page.locator('.steps > li').first().locator('a').first();
    if ((await line.getAttribute('href'))?.startsWith('/mails/one') === true)
      return (await line.innerText()).trim();
    await wait(500);
  }
  throw new Error('no letter has left');
}

async function sign(link: string): Promise<void> {
  const browser = await openBrowser('chromium103');
  try {
    const page = await (await browser.newContext({ viewport: { width: 1180, height: 900 } })).newPage();
    const hand = mouse(page);
    await step('opens the printed link', () => page.goto(link));
    await step('signs in', () => hand.press('登录'));
    const letter = await untilLetter(page, new URL('/guide', link).href);
    say('a letter has left');
    await step('opens the guided path', () => page.goto(new URL('/guide', link).href));
    await step('opens the letter', () => hand.press(letter));
    await step('follows its link', () => hand.press('打开邮件里的链接（演示）'));
    await step('signs', () => hand.press('签收选中的事项'));
    const said = await page.getByRole('alert').innerText();
    if (!/已签收 \d+ 项/.test(said)) throw new Error(`not signed: ${said}`);
  } finally {
    await browser.close();
  }
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'duban-newcomer-'));
  const clone = join(folder, 'duban');
  // What npm and tests set here is nothing that a newcomer has.
  const own = Object.entries(process.env).filter(([name]) => !/^(npm|DUBAN|TEMPORAL)_/i.test(name));
  const env = { ...Object.fromEntries(own), DUBAN_PORT: String(await freePort()) };
  let child: ChildProcess | null = null;
  try {
    execFileSync('git', ['clone', '--quiet', ROOT, clone], { stdio: 'inherit' });
    say('cloned; npm start');
    const from = seconds();
    const running = await started(clone, env);
    ({ child } = running);
    say('the link is printed');
    await sign(running.link);
    const whole = seconds() - from;
    const human = (steps * SECONDS_A_STEP) / 60;
    say(
      `signed. ${whole.toFixed(0)} s of waiting from npm start; ${steps} steps, ` +
        `${human.toFixed(1)} min at ${SECONDS_A_STEP} s each (target: under ${TARGET_MINUTES}) ${human < TARGET_MINUTES ? '✓' : '✗'}`,
    );
  } finally {
    if (child) await ended(child);
    rmSync(folder, { recursive: true, force: true });
  }
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
