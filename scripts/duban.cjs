#!/usr/bin/env node
'use strict';
// The command `duban`: set-up, then worker/main with the arguments as they came.
require('./setup.cjs').setup();
// Workflow code must not see the host's zone; set before anything of ours looks at a clock.
process.env.TZ = 'UTC';
// A preview is over before code that V8 makes for long work has paid for itself: docs/performance.md. The flag is this Node's.
if (process.argv.slice(2, 4).join(' ') === 'plan preview' && process.versions.node.startsWith('20.'))
  require('v8').setFlagsFromString('--interrupt-budget=1000000');
process.argv[1] = require.resolve('../dist/worker/main.js');
require('module').runMain();
