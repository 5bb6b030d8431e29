import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { issuedLedger, opened, planItems, says, streamOf } from '../support/ledger';
import { report } from '../support/commands';
import { testFolder } from './database';

const CHILD = join(__dirname, 'record-until-killed.ts');
const TYPESCRIPT = resolve(__dirname, '../support/temporal-child.cjs');

/** Lets a process record until it has answered so often, then kills it; the last seq that it answered, by stream. */
async function killedAfter(url: string, answers: number): Promise<ReadonlyMap<string, number>> {
  const child = spawn(process.execPath, ['-r', TYPESCRIPT, CHILD, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const told = new Map<string, number>();
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [stream = '', seq] = line.split(' ');
    told.set(stream, Number(seq));
    lines += 1;
    if (lines === answers) child.kill('SIGKILL');
  }
  await gone;
  return told;
}

describe('a process killed while it records', () => {
  it.each([1, 37, 150])('has lost nothing that it answered, after %d answers', async (answers) => {
    const folder = testFolder();
    const url = `sqlite:${join(folder.path, 'ledger.db')}`;
    const before = await opened({ url });
    await issuedLedger(before, planItems(10));
    await before.close();

    const told = await killedAfter(url, answers);

    const ledger = await opened({ url });
    expect(told.size).toBeGreaterThan(0);
    for (const [stream, seq] of told) expect((await ledger.item(stream))?.seq).toBeGreaterThanOrEqual(seq);
    expect((await ledger.verify()).findings).toEqual([]);
    expect((await ledger.check()).findings).toEqual([]);
    const again = says(streamOf('1'), report('sjj', 0), { key: 'k0', actor: 'll-sjj' });
    const { answers: known } = await ledger.record(again);
    expect(known['k0']).toMatchObject({ ok: true, seq: 2 });
    await ledger.close();
    folder.remove();
  });
});
