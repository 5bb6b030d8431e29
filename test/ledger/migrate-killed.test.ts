import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { openLedger } from '../../ledger/open';
import { change, opened, setOffice } from '../support/ledger';
import { testFolder } from './database';

const CHILD = join(__dirname, 'migrate-until-killed.ts');
const TYPESCRIPT = resolve(__dirname, '../support/temporal-child.cjs');

/** Kills; the whole series is `DUBAN_KILLS=200`. */
const KILLS = Number(process.env['DUBAN_KILLS'] ?? 4);

/** Lets a process make a ledger and kills it so many ms after it has begun; whether it had said that it was made. */
async function killedAfter(url: string, ms: number): Promise<boolean> {
  const child = spawn(process.execPath, ['-r', TYPESCRIPT, CHILD, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  let made = false;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'begin') setTimeout(() => child.kill('SIGKILL'), ms);
    else made = true;
  }
  await gone;
  return made;
}

jest.setTimeout(60_000 + KILLS * 10_000);

it('a process killed while it makes a ledger leaves all of it or nothing', async () => {
  const found = { made: 0, whole: 0, nothing: 0 };
  for (let n = 0; n < KILLS; n++) {
    const folder = testFolder();
    const file = join(folder.path, 'ledger.db');
    const url = `sqlite:${file}`;
    const made = await killedAfter(url, (60 * n) / KILLS);
    const there = await openLedger({ url });
    if (there.ok) await there.value.close();
    else expect(there.problem.code).toBe('ledger-empty');
    if (made) expect(there.ok).toBe(true);
    found[made ? 'made' : there.ok ? 'whole' : 'nothing'] += 1;
    const ledger = await opened({ url });
    await setOffice(ledger);
    await ledger.note('probe', {}, change('probe'));
    expect((await ledger.verify()).findings).toEqual([]);
    expect(await ledger.identity()).toMatch(/^[0-9a-f]{16}$/);
    await ledger.close();
    expect(existsSync(file)).toBe(true);
    folder.remove();
  }
  if (KILLS > 4) console.info(found);
  expect(found.made + found.whole + found.nothing).toBe(KILLS);
});
