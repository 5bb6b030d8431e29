'use strict';
// npm run pack [-- FOLDER]: the product as it is installed, without npm, compiler or network: compiled files, packages that
// running needs, the bundle of the workflows, the sample office, docs, files to deploy, and what it is made of
// (sbom.cdx.json, CycloneDX). Into a folder that is not there yet, as the image wants it; without one into
// duban-VERSION-OS-CPU.tar.gz. For the system and processor of this machine.
require('./setup.cjs').setup('run');
const { execFileSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const ROOT = path.resolve(__dirname, '..');
const { version } = require('../package.json');
const NAME = `duban-${version}-${process.platform}-${process.arch}`;

const PARTS = [
  ...['package.json', 'LICENSE', 'README.md', 'README.en.md', 'CHANGELOG.md', 'SECURITY.md'],
  ...['scripts/duban.cjs', 'scripts/setup.cjs', 'scripts/compile.cjs'],
  ...['client/console/assets', 'seeds', 'docs', 'deploy'],
];

const copy = (to, name, filter = () => true) =>
  fs.cpSync(path.join(ROOT, name), path.join(to, name), { recursive: true, filter });

/** What running needs of what is installed here. */
function packages() {
  const { packages } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([name, { dev }]) => name !== '' && !dev && fs.existsSync(path.join(ROOT, name)))
    .map(([name]) => name);
}

/** The SDK brings its library for every system. */
const SYSTEM = { linux: 'linux-gnu', darwin: 'apple-darwin', win32: 'windows-msvc' }[process.platform];
const PROCESSOR = { x64: 'x86_64', arm64: 'aarch64' }[process.arch];
const isForHere = (file) => {
  const [, release] = /core-bridge[\\/]releases[\\/]([^\\/]+)/.exec(file) ?? [];
  return release === undefined || (release.startsWith(PROCESSOR) && release.endsWith(SYSTEM));
};

/** A package within another comes along only by itself: it may be of the tests. */
const isOwn = (name) => (file) =>
  !path.relative(path.join(ROOT, name), file).split(path.sep).includes('node_modules') && isForHere(file);

async function pack(to) {
  if (fs.existsSync(to)) throw new Error(`${to} 已经在了  ${to} is there already`);
  const { sources } = require('./compile.cjs');
  const compiled = new Set(
    ['package.json', ...sources().map((name) => name.replace(/\.tsx?$/, '.js'))].map(
      (name) => `dist/${name}`,
    ),
  );
  for (const name of [...PARTS, ...compiled]) copy(to, name);
  for (const name of packages()) copy(to, name, isOwn(name));
  const { bundleOf } = require('../dist/worker/bundle.js');
  const { DefaultLogger } = require('@temporalio/worker');
  await bundleOf(path.join(to, 'dist', 'workflows'), path.join(to, 'dist'), new DefaultLogger('WARN'));
  const sbom = ['sbom', '--omit=dev', '--package-lock-only', '--sbom-format=cyclonedx'];
  fs.writeFileSync(path.join(to, 'sbom.cdx.json'), execFileSync('npm', sbom, { cwd: ROOT }));
}

async function main([folder]) {
  if (folder !== undefined) return pack(path.resolve(folder));
  const stage = fs.mkdtempSync(path.join(os.tmpdir(), 'duban-pack-'));
  try {
    await pack(path.join(stage, NAME));
    const owner = ['--owner=0', '--group=0', '--numeric-owner'];
    execFileSync('tar', ['-czf', `${NAME}.tar.gz`, ...owner, '-C', stage, NAME]);
    process.stdout.write(`${NAME}.tar.gz\n`);
  } finally {
    fs.rmSync(stage, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
