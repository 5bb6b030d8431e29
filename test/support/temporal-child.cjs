// node -r this: lets a process of its own run our TypeScript, for tests that kill one. What was compiled is kept, so that a
// process begins about as fast as with the compiled product.
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { version } = require('@swc/core/package.json');
const { optionsFor } = require('../../scripts/compile.cjs');

const CACHE = resolve(__dirname, '../../node_modules/.cache/duban/compiled');
const compile = (module, file) => {
  const source = readFileSync(file, 'utf8');
  const options = optionsFor(file);
  const sum = createHash('sha256')
    .update(JSON.stringify([version, options, source]))
    .digest('hex');
  const kept = join(CACHE, `${sum}.js`);
  if (!existsSync(kept)) {
    const { code } = require('@swc/core').transformSync(source, { ...options, filename: file });
    mkdirSync(CACHE, { recursive: true });
    const draft = `${kept}.${process.pid}`;
    writeFileSync(draft, code);
    renameSync(draft, kept);
  }
  module._compile(readFileSync(kept, 'utf8'), file);
};

require.extensions['.ts'] = compile;
require.extensions['.tsx'] = compile;
