'use strict';
// How our TypeScript becomes JavaScript, with the compiler that Temporal's worker brings along: dist/ (setup.cjs), what jest
// runs (jest.config.cjs), processes of tests (test/support/temporal-child.cjs). Types are for `npm run check:types`.
const fs = require('fs');
const path = require('path');

const ROOT = path.resolve(__dirname, '..');
const DIST = path.join(ROOT, 'dist');

/** Folders whose imports are loaded when they are first used: a command loads what it needs and no more. */
const LAZY = /^(office|client|worker)\//;

/** What swc is told about a file, or about any file of ours when none is named. */
const optionsFor = (file = 'any.tsx') => ({
  swcrc: false,
  configFile: false,
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', tsx: file.endsWith('.tsx') },
    transform: { react: { runtime: 'automatic', importSource: 'hono/jsx' } },
  },
  module: { type: 'commonjs' },
});

/** All that a source imports by name, as it is written. */
const importsOf = (source) => [...new Set([...source.matchAll(/ from '([^']+)';/g)].map(([, from]) => from))];

/** The files of a folder whose names fit, as paths from the root. */
const filesIn = (folder, fits) =>
  fs
    .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
    .filter((name) => fits.test(name));

/** Folders of the product: what tsconfig.json includes, without tests and bench. */
const folders = () =>
  JSON.parse(fs.readFileSync(path.join(ROOT, 'tsconfig.json'), 'utf8')).include.filter(
    (name) => name !== 'test' && name !== 'bench' && fs.existsSync(path.join(ROOT, name)),
  );

const sources = () => folders().flatMap((folder) => filesIn(folder, /\.tsx?$/));

/** A whole file or none: another process may be reading it. */
function put(name, content) {
  const file = path.join(DIST, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.${process.pid}`, content);
  fs.renameSync(`${file}.${process.pid}`, file);
}

function compiled(name, source) {
  const options = optionsFor(name);
  const module = { ...options.module, ...(LAZY.test(name) ? { lazy: importsOf(source) } : {}) };
  return require('@swc/core').transformSync(source, { ...options, module, filename: name }).code;
}

/** Fills dist/ with the product and takes away what has no source any more. Throws what the compiler says. */
function compile() {
  const made = new Set();
  for (const name of sources()) {
    const target = name.replace(/\.tsx?$/, '.js');
    put(target, compiled(name, fs.readFileSync(path.join(ROOT, name), 'utf8')));
    made.add(target);
  }
  put('package.json', fs.readFileSync(path.join(ROOT, 'package.json')));
  for (const folder of folders())
    for (const name of filesIn(path.posix.join('dist', folder), /\.js$/))
      if (!made.has(name.slice('dist/'.length))) fs.rmSync(path.join(ROOT, name));
}

module.exports = { compile, optionsFor, sources };
