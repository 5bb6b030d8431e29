import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The forecast of the seed's year from a process of its own, as a digest. */
async function forecastIn(zone: string): Promise<string> {
  const loader = join(__dirname, '..', 'support', 'temporal-child.cjs');
  const script = join(__dirname, '..', 'support', 'print-forecast.ts');
  const { stdout } = await run(process.execPath, ['-r', loader, script], {
    env: { ...process.env, TZ: zone },
  });
  return stdout;
}

describe('a process anywhere in the world', () => {
  it('foresees the same mail, byte for byte', async () => {
    const zones = ['UTC', 'America/New_York', 'Asia/Shanghai'];
    const printed: string[] = [];
    for (const zone of zones) printed.push(await forecastIn(zone));
    const offsets = printed.map((text) => text.split('\n')[0]);
    const rests = printed.map((text) => text.split('\n').slice(1).join('\n'));
    expect(offsets).toEqual(['0', '240', '-480']);
    expect(rests[0]).toMatch(/^\d{4} mails [0-9a-f]{64}\n$/);
    expect(new Set(rests).size).toBe(1);
  }, 300_000);
});
