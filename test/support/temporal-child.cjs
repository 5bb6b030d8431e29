// node -r this: lets a process of its own run our TypeScript, for tests that kill one.
const { transformFileSync } = require('@swc/core');

const compile = (module, file) => {
  const { code } = transformFileSync(file, {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', tsx: file.endsWith('.tsx') },
      transform: { react: { runtime: 'automatic', importSource: 'hono/jsx' } },
    },
    module: { type: 'commonjs' },
  });
  module._compile(code, file);
};

require.extensions['.ts'] = compile;
require.extensions['.tsx'] = compile;
