import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { chromium, type Browser } from 'playwright-core';

const CACHE = resolve(__dirname, '../../node_modules/.cache/duban');
/** Where Debian has its own. */
const DEBIAN = '/usr/bin/chromium';

/** Old Chromiums that npm packages carry: 86 is the oldest on which everything must work, 103 is the intended look. */
const PACKED = { chromium86: 'chrome-aws-lambda', chromium103: '@sparticuz/chromium' } as const;

/** The browsers of these tests; `newest` is there only where Debian's is installed. */
export type BrowserName = keyof typeof PACKED | 'newest';

/** Whether this machine has a current Chromium. */
export const hasNewest = existsSync(DEBIAN);

const binOf = (name: keyof typeof PACKED): string =>
  join(dirname(require.resolve(`${PACKED[name]}/package.json`)), 'bin');

/** Unpacks a browser beside the other caches, once; two processes may do it at the same time. */
function unpacked(name: keyof typeof PACKED): string {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(`${folder}-`);
  const from = binOf(name);
  const bytes = (file: string): Buffer => brotliDecompressSync(readFileSync(join(from, file)));
  writeFileSync(join(draft, 'chromium'), bytes('chromium.br'), { mode: 0o755 });
  for (const file of ['aws.tar.br', 'swiftshader.tar.br']) {
    const { status, stderr } = spawnSync('tar', ['-x', '-C', draft], { input: bytes(file) });
    if (status !== 0) throw new Error(`cannot unpack ${file}: ${String(stderr)}`);
  }
  try {
    renameSync(draft, folder);
  } catch (fault) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw fault;
  }
  return folder;
}

const SETTINGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];

/** Starts a browser; the caller closes it. */
export function openBrowser(name: BrowserName): Promise<Browser> {
  if (name === 'newest') return chromium.launch({ executablePath: DEBIAN, args: SETTINGS });
  const folder = unpacked(name);
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: SETTINGS,
    env: { ...process.env, LD_LIBRARY_PATH: join(folder, 'lib'), FONTCONFIG_PATH: '/etc/fonts' },
  });
}
