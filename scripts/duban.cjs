#!/usr/bin/env node
'use strict';
// The command `duban`: set-up, then worker/main with the arguments as they came.
require('./setup.cjs').setup();
// Workflow code must not see the host's zone; set before anything of ours looks at a clock.
process.env.TZ = 'UTC';
process.argv[1] = require.resolve('../dist/worker/main.js');
require('module').runMain();
