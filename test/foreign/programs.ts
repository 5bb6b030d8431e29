import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unless } from './unless';

/** Downloads and builds once, outside the sources; a slow network is no fault of ours. */
const BUILD_MS = 300_000;

const bin = mkdtempSync(join(tmpdir(), 'duban-foreign-'));
process.once('exit', () => {
  rmSync(bin, { recursive: true, force: true });
});

/** A module of these folders, the Go that it needs, and what of others is built with it. */
interface Module {
  readonly folder: string;
  readonly toolchain: string;
  readonly packages: readonly string[];
}

/** Why a module cannot be built; null: it is. */
function build({ folder, toolchain, packages }: Module): string | null {
  const go = spawnSync('go', ['build', '-o', `${bin}/`, '.', ...packages], {
    ...{ cwd: folder, timeout: BUILD_MS, encoding: 'utf8' },
    env: { ...process.env, GOTOOLCHAIN: toolchain },
  });
  if (go.error) return go.error.message;
  return go.status === 0 ? null : go.stderr.slice(-300);
}

/** Tessera, transparency-dev, Go's sumdb. */
export const withGo = unless(
  build({ folder: __dirname, toolchain: 'local', packages: [] }),
  'foreign verifiers',
);

/** Torchwood and its witness, which need a newer Go that Go itself fetches. */
export const withTorchwood = unless(
  build({
    folder: join(__dirname, 'torchwood'),
    toolchain: 'go1.27.3',
    packages: ['filippo.io/torchwood/cmd/litewitness'],
  }),
  'torchwood and litewitness',
);

/** The script in docs/. */
export const withPython = unless(
  spawnSync('python3', ['-c', 'import cryptography']).status === 0 ? null : 'no module cryptography',
  'the Python script',
);

/** The path of a program that was built. */
export const program = (name: string): string => join(bin, name);

/** What a program says: OK … or REFUSED …. */
export const verdict = (name: string, ...args: readonly string[]): string =>
  spawnSync(program(name), args, { encoding: 'utf8', timeout: 90_000 }).stdout.trim();
