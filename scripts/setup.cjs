'use strict';
// What a fresh machine needs before anything of ours can run: packages, and our TypeScript compiled. Running needs fewer
// packages than testing: `npm start` installs the first, `npm test` brings the rest. One terminal at a time does it.
// Plain Node and no packages, for nothing is installed yet. Everything is said on stderr.
const { spawnSync } = require('child_process');
const { createHash } = require('crypto');
const fs = require('fs');
const path = require('path');
const { compile, sources } = require('./compile.cjs');

const ROOT = path.resolve(__dirname, '..');
const NODE = [20, 20];
const at = (...names) => path.join(ROOT, ...names);
const INSTALLED = at('node_modules', '.duban-lock');
const BUILT = at('dist', '.duban-sources');
const LOCK = at('dist', '.duban-setup');
/** How often the lock is looked at, and when whoever holds it counts as stuck; ms. */
const LOOK_MS = 500;
const STUCK_MS = 1_800_000;

const say = (zh, en) => process.stderr.write(`${zh}  ${en}\n`);

const read = (file) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');

const digest = (content) => createHash('sha256').update(content).digest('hex');

/** Ends the process with a message when Node is older than 20.20. */
function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NODE[0] || (major === NODE[0] && minor >= NODE[1])) return;
  say(
    `duban 需要 Node ${NODE.join('.')} 或更新，现在是 ${process.versions.node}。请从 https://nodejs.org 安装后再试。`,
    `duban needs Node ${NODE.join('.')} or newer, this is ${process.versions.node}. Install one from https://nodejs.org and try again.`,
  );
  process.exit(1);
}

/** A program that writes its number into the lock before it begins: killing who began it does not end it. */
const NOTED = 'echo " $$" >> "$0" && exec "$@"';

/** Runs a program with its output on our stderr; ends the process with the hint when it fails. */
function must(command, args, zh, en) {
  const { status, error } = spawnSync('sh', ['-c', NOTED, LOCK, command, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
  });
  if (status === 0) return;
  say(`${zh}${error ? `(${error.message})` : ''}`, en);
  process.exit(1);
}

/** Machine for which packages are installed: some bring programs of their own for each. */
const MACHINE = `${process.platform}-${process.arch}`;

/** What is installed: `run`, `all`, or nothing that fits the lock file. */
function installed() {
  const [sum, kind] = read(INSTALLED).split(' ');
  return sum === digest(packagesWanted() + MACHINE) ? kind : installedByNpm();
}

const packagesOf = (file) => JSON.parse(read(file) || '{}').packages ?? {};

/** Whether a package that is there is the wanted one; when it is missing, whether it may be: it is made for another machine. */
const isWanted = (has, wanted) =>
  has
    ? has.version === wanted.version && has.integrity === wanted.integrity
    : [wanted.os?.includes(process.platform), wanted.cpu?.includes(process.arch), fitsLibc(wanted)].includes(
        false,
      );

/** glibc or musl; of no matter elsewhere. */
const fitsLibc = ({ libc }) =>
  !libc || process.platform !== 'linux'
    ? undefined
    : libc.includes(process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl');

/** What npm has written down in node_modules of what it put there, whoever called it. */
function installedByNpm() {
  const done = at('node_modules', '.package-lock.json');
  if (!fs.existsSync(done)) return '';
  const has = packagesOf(done);
  const wanted = Object.entries(packagesOf(at('package-lock.json'))).filter(([name]) => name !== '');
  const fits = (packages) => packages.every(([name, one]) => isWanted(has[name], one));
  if (fits(wanted)) return 'all';
  return fits(wanted.filter(([, { dev }]) => !dev)) ? 'run' : '';
}

/** What the lock file asks for. Our own version in it asks for nothing: a new one takes no packages from what runs. */
function packagesWanted() {
  const { version: _, packages = {}, ...lock } = JSON.parse(read(at('package-lock.json')) || '{}');
  const { version: __, ...own } = packages[''] ?? {};
  return JSON.stringify({ ...lock, packages: { ...packages, '': own } });
}

/** `npm ci` for what is there in another version or not at all; the rest is added to what runs, which keeps its packages. */
const npmArgs = (has, kind) => [
  ...(has === 'run' ? ['install', '--no-save'] : ['ci']),
  kind === 'all' ? '--include=dev' : '--omit=dev',
  ...['--no-audit', '--no-fund', '--loglevel=error'],
];

function install(kind) {
  const has = installed();
  if (has !== 'all' && has !== kind) {
    if (kind === 'all')
      say(
        '安装依赖和测试工具（npm，约 30 秒，网络慢时几分钟）…',
        'installing packages and tools of the tests (npm, about 30 s, minutes on a slow network)…',
      );
    else
      say(
        '安装依赖（npm ci，约 15 秒，网络慢时几分钟）…',
        'installing packages (npm ci, about 15 s, minutes on a slow network)…',
      );
    must(
      'npm',
      npmArgs(has, kind),
      '依赖没有装上：请检查网络或 npm 源（npm config get registry）后再试。',
      'The packages were not installed: check the network or the npm registry (npm config get registry) and try again.',
    );
  }
  fs.writeFileSync(INSTALLED, `${digest(packagesWanted() + MACHINE)} ${has === 'all' ? has : kind}`);
}

/** Name, size and time of every source: another sum means that dist/ is out of date. */
const sourcesDigest = () =>
  digest(
    [...sources(), 'tsconfig.json', 'package.json', 'package-lock.json', 'scripts/compile.cjs']
      .map(line)
      .sort()
      .join('\n'),
  );

function line(name) {
  const { size, mtimeMs } = fs.statSync(at(name));
  return `${name} ${size} ${mtimeMs}`;
}

function build() {
  const wanted = sourcesDigest();
  if (read(BUILT) === wanted) return;
  say('编译 TypeScript（约 3 秒）…', 'compiling TypeScript (about 3 s)…');
  try {
    compile();
  } catch (error) {
    say(`编译失败：${error.message}`, 'The compiler found errors.');
    process.exit(1);
  }
  fs.writeFileSync(BUILT, wanted);
}

/** Time and size of the lock file when all was last found in place: looking again need not read it. */
const seal = (kind) => `${kind} ${MACHINE} ${line('package-lock.json')}`;
const SEAL = at('dist', '.duban-seal');

const isReady = (kind) =>
  [seal(kind), seal('all')].includes(read(SEAL)) &&
  fs.existsSync(INSTALLED) &&
  read(BUILT) === sourcesDigest();

/** The processes that the lock names: who took it, and its npm, which goes on when the other is killed. */
const holders = () => read(LOCK).split(/\s+/).filter(Boolean).map(Number);

function runs(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Whether a process that holds the lock is there; a lock of half an hour belongs to none. */
function isHeld() {
  const held = fs.statSync(LOCK, { throwIfNoEntry: false });
  if (!held || Date.now() - held.mtimeMs > STUCK_MS) return false;
  const pids = holders();
  // Without a number it is being written this moment.
  return pids.length === 0 || pids.some(runs);
}

/** Takes the lock; waits for another terminal's set-up and says so. */
function lock() {
  fs.mkdirSync(at('dist'), { recursive: true });
  for (let told = false; ; told = true) {
    try {
      fs.writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isHeld()) fs.rmSync(LOCK, { force: true });
    else {
      if (!told)
        say(
          `另一个终端（进程 ${holders().join('、')}）正在安装或编译，等它做完…`,
          'another terminal is installing or compiling; waiting for it…',
        );
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
    }
  }
}

/**
 * Does what is missing and nothing else; a few milliseconds when nothing is. `kind`: `run`, or `all` for tests and checks.
 * Exits with 1 when it cannot.
 */
function setup(kind = 'run') {
  refuseOldNode();
  // An installed package or an image carries dist/ and no sources: there is nothing to do.
  if (!fs.existsSync(at('tsconfig.json')) || isReady(kind)) return;
  lock();
  process.on('exit', unlock);
  try {
    install(kind);
    build();
    fs.writeFileSync(SEAL, seal(read(INSTALLED).split(' ')[1]));
  } finally {
    unlock();
    process.off('exit', unlock);
  }
}

const unlock = () => fs.rmSync(LOCK, { force: true });

module.exports = { setup };
if (require.main === module) setup('all');
