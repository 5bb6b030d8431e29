import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml, readYaml } from '../../office/intake/files/yaml-file';
import { scratch } from '../support/cli';
import { sure } from '../support/sure';

const room = scratch();
afterAll(room.clear);

async function refusal(
  bytes: Uint8Array | string,
): Promise<{ readonly code: string; readonly said: string }> {
  const path = join(room.folder(), 'plan.yaml');
  writeFileSync(path, bytes);
  const read = await readYaml(path);
  if (read.ok) throw new Error('was read');
  return { code: read.problem.code, said: `${read.problem.message.zh} → ${read.problem.hint.zh}` };
}

describe('a file written by hand', () => {
  it('tells the line of every part of it', () => {
    const file = sure(parseYaml('notice: a\nitems:\n  - key: 1\n    due: 2025-09-30\n', 'plan.yaml'));
    expect([['notice'], ['items'], ['items', 0, 'due']].map(file.lineOf)).toEqual([1, 3, 4]);
  });

  it('tells the line of the nearest part above one that is missing', () => {
    const file = sure(parseYaml('notice: a\nitems:\n  - key: 1\n', 'plan.yaml'));
    expect([file.lineOf(['items', 0, 'due']), file.lineOf(['year'])]).toEqual([3, 1]);
  });

  it('is refused when it is empty, or only comments', async () => {
    expect(await refusal('')).toMatchObject({ code: 'empty-file' });
    expect(await refusal('# 还没写\n')).toMatchObject({ code: 'empty-file' });
  });

  it('is refused when it is not text in UTF-8', async () => {
    expect(await refusal(Buffer.from([0xff, 0xfe, 0x00, 0x41]))).toMatchObject({ code: 'not-text' });
    expect(await refusal('a: b\0')).toMatchObject({ code: 'not-text' });
  });

  it('is refused above 5 MB', async () => {
    expect(await refusal('x'.repeat(5 * 1024 * 1024 + 1))).toMatchObject({ code: 'file-too-large' });
  });

  it('is refused when it is not YAML, with the line', async () => {
    const { code, said } = await refusal('notice: a\nitems: [1, 2\n');
    expect(code).toBe('bad-yaml');
    expect(said).toMatch(/plan.yaml 第 [23] 行/);
  });

  it('is refused when a key stands twice', async () => {
    expect(await refusal('notice: a\nnotice: b\n')).toMatchObject({ code: 'bad-yaml' });
  });

  it('is refused when it cannot be read, with its path', async () => {
    const read = await readYaml('/no/such/plan.yaml');
    expect(read).toMatchObject({ ok: false, problem: { code: 'file-unreadable' } });
    expect(JSON.stringify(read)).toContain('/no/such/plan.yaml');
  });
});
