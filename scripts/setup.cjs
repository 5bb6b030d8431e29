'use strict';
// What a fresh machine needs before anything of ours can run: packages, and our TypeScript compiled.
// Plain Node and no packages, for nothing is installed yet. Everything is said on stderr.
const { spawnSync } = require('child_process');
const { createHash } = require('crypto');
const fs = require('fs');
const path = require('path');

const ROOT = path.resolve(__dirname, '..');
const NODE = [20, 20];
const at = (...names) => path.join(ROOT, ...names);
const INSTALLED = at('node_modules', '.duban-lock');
const BUILT = at('dist', '.duban-sources');

const say = (zh, en) => process.stderr.write(`${zh}  ${en}\n`);

const read = (file) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');

const digest = (content) => createHash('sha256').update(content).digest('hex');

/** Ends the process with a message when Node is older than 20.20. */
function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NODE[0] || (major === NODE[0] && minor >= NODE[1])) return;
  say(
    `duban 需要 Node ${NODE.join('.')} 或更新,现在是 ${process.versions.node}。请从 https://nodejs.org 安装后再试。`,
    `duban needs Node ${NODE.join('.')} or newer, this is ${process.versions.node}. Install one from https://nodejs.org and try again.`,
  );
  process.exit(1);
}

/** Runs a program with its output on our stderr; ends the process with the hint when it fails. */
function must(command, args, zh, en) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  say(`${zh}${error ? `(${error.message})` : ''}`, en);
  process.exit(1);
}

/** Packages that npm itself put there after the lock file was last written (within the 5 s of one run). */
function installedByHand() {
  const done = at('node_modules', '.package-lock.json');
  return (
    fs.existsSync(done) && fs.statSync(done).mtimeMs + 5000 >= fs.statSync(at('package-lock.json')).mtimeMs
  );
}

/** What the lock file asks for. Our own version in it asks for nothing: a new one takes no packages from what runs. */
function packagesWanted() {
  const { version: _, packages = {}, ...lock } = JSON.parse(read(at('package-lock.json')) || '{}');
  const { version: __, ...own } = packages[''] ?? {};
  return JSON.stringify({ ...lock, packages: { ...packages, '': own } });
}

function install() {
  const wanted = digest(packagesWanted());
  if (read(INSTALLED) === wanted) return;
  if (!installedByHand()) {
    say('安装依赖(npm ci,一两分钟)…', 'installing packages (npm ci, a minute or two)…');
    must(
      'npm',
      ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
      '依赖没有装上:请检查网络或 npm 源(npm config get registry)后再试。',
      'The packages were not installed: check the network or the npm registry (npm config get registry) and try again.',
    );
  }
  fs.writeFileSync(INSTALLED, wanted);
}

/** Name, size and time of every source: another sum means that dist/ is out of date. */
function sourcesDigest() {
  const { include } = JSON.parse(read(at('tsconfig.json')));
  const folders = include.filter((name) => name !== 'test' && name !== 'bench' && fs.existsSync(at(name)));
  const lines = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'].map(line);
  for (const folder of folders) walk(folder, lines);
  return digest(lines.sort().join('\n'));
}

function walk(folder, lines) {
  for (const entry of fs.readdirSync(at(folder), { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) walk(name, lines);
    else if (/\.tsx?$/.test(entry.name)) lines.push(line(name));
  }
}

function line(name) {
  const { size, mtimeMs } = fs.statSync(at(name));
  return `${name} ${size} ${mtimeMs}`;
}

function build() {
  const wanted = sourcesDigest();
  if (read(BUILT) === wanted) return;
  say('编译 TypeScript…', 'compiling TypeScript…');
  const incremental = ['--incremental', '--tsBuildInfoFile', at('dist', '.tsbuildinfo')];
  must(
    process.execPath,
    [at('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json', ...incremental],
    '编译失败,见上面的信息。',
    'The compiler found errors, see above.',
  );
  fs.writeFileSync(BUILT, wanted);
}

/** Does what is missing and nothing else; a few milliseconds when nothing is. Exits with 1 when it cannot. */
function setup() {
  refuseOldNode();
  // An installed package or an image carries dist/ and no sources: there is nothing to do.
  if (!fs.existsSync(at('tsconfig.build.json'))) return;
  install();
  build();
}

module.exports = { setup };
if (require.main === module) setup();
