import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { yearDigest } from '../support/year-digest';

const run = promisify(execFile);
const SUPPORT = join(__dirname, '..', 'support');
const PRINT = `
  const { yearDigest } = require(${JSON.stringify(join(SUPPORT, 'year-digest.ts'))});
  console.log(new Date(0).getTimezoneOffset(), yearDigest());`;

/** The seed's year as a process of its own foresees it, with its offset on 1 January 1970 before. */
async function foreseenIn(zone: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['-r', join(SUPPORT, 'temporal-child.cjs'), '-e', PRINT], {
    env: { ...process.env, TZ: zone },
  });
  return stdout.trim();
}

describe('a process anywhere in the world', () => {
  it('foresees the same mail, byte for byte', async () => {
    const here = yearDigest();
    expect(await foreseenIn('UTC')).toBe(`0 ${here}`);
    expect(await foreseenIn('America/New_York')).toBe(`300 ${here}`);
    expect(await foreseenIn('Asia/Shanghai')).toBe(`-480 ${here}`);
  }, 300_000);
});
