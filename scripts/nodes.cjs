'use strict';
// npm run test:nodes: on each Node that lives (or those named: `-- 22 24`) what a newcomer does on a machine that reaches
// registries only (npm, PyPI): a bare clone, an empty HOME, an empty npm cache, `npm start`, until its items and the link
// are shown; then the core suites. The programs are those of the npm packages node-OS-CPU. Last line: "N passed, N failed".
const { spawn, spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { runJest } = require('./jest.cjs');

const ROOT = path.resolve(__dirname, '..');
const NODES = ['20', '22', '24', '26'];
const SUITES = [
  ...[
    'ledger/sqlite',
    'ledger/backup',
    'ledger/many-units',
    'cli/office',
    'cli/bad-input',
    'engine/home',
    'scripts',
  ],
].map((name) => `test/${name}`);
const ITEMS = 25;
/** Processor time of a cold start at most, s: 45 s on two processors. The seconds on the clock also tell the network, so they are shown only. */
const COLD_PROCESSOR_S = 90;
const PATIENCE_MS = 600_000;
/** The lines that tell what takes the time. */
const STEPS = /^(安装|added|编译|用 pip|启动|交办)/;

const say = (line) => process.stdout.write(`${line}\n`);

/** The folder of a Node of a major version, from its npm package. */
function installNode(major, folder) {
  const name = `node-${process.platform}-${process.arch}`;
  const { status } = spawnSync('npm', ['install', '--no-save', '--prefix', folder, `${name}@${major}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`npm has no ${name}@${major}`);
  return path.join(folder, 'node_modules', name, 'bin');
}

/** What a newcomer has: nothing that npm, the tests or this machine's caches have set. */
function newcomer(home, bin) {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm|DUBAN|TEMPORAL|XDG)_/i.test(name));
  const caches = { npm_config_cache: path.join(home, 'npm'), PIP_NO_CACHE_DIR: '1' };
  return { ...Object.fromEntries(own), HOME: home, ...caches, DUBAN_PORT: '0', ...onPath(bin) };
}

const onPath = (bin) => ({ PATH: `${bin}${path.delimiter}${process.env.PATH}` });

/** Runs `npm start` until it shows the link: its lines with the seconds at which they came. Rejects when it ends first. */
function shown(cwd, env) {
  const began = performance.now();
  // A group of its own: what it has started ends with it.
  const child = spawn('npm', ['start'], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = [];
  const ended = new Promise((end) => child.once('exit', end));
  let patience;
  const linked = new Promise((found, fail) => {
    patience = setTimeout(() => fail(new Error('no link in ten minutes')), PATIENCE_MS);
    const hear = (stream) =>
      require('readline')
        .createInterface({ input: stream })
        .on('line', (text) => {
          lines.push({ text, at: (performance.now() - began) / 1_000 });
          if (/https?:\S+\/invited\/\S+/.test(text)) found();
        });
    hear(child.stdout);
    hear(child.stderr);
    void ended.then((code) => fail(new Error(`npm start ended with ${code}`)));
  });
  const stop = async () => {
    clearTimeout(patience);
    if (child.exitCode === null) process.kill(-child.pid, 'SIGINT');
    await ended;
  };
  return linked.finally(stop).then(
    () => lines,
    (error) => {
      throw new Error(`${error.message}\n${lines.map(({ text }) => text).join('\n')}`);
    },
  );
}

/** Seconds of processor time that children have taken, those that have ended. */
const childTime = () => {
  const stat = fs.readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
  return (Number(stat[13]) + Number(stat[14])) / 100;
};

/** Starts a fresh clone cold. Throws when it does not show its items, or needs too much for it. */
async function startCold(major, bin, folder) {
  const clone = path.join(folder, 'duban');
  const home = path.join(folder, 'home');
  fs.mkdirSync(home);
  spawnSync('git', ['clone', '--quiet', ROOT, clone], { stdio: 'inherit' });
  const [load] = os.loadavg();
  const used = process.platform === 'linux' ? childTime() : 0;
  const lines = await shown(clone, newcomer(home, bin));
  const processor = process.platform === 'linux' ? childTime() - used : NaN;
  const items = lines.filter(({ text }) => /^\d+\s+\S.*(已交办|办理中)/.test(text)).length;
  const at = lines.at(-1).at;
  for (const { text, at } of lines.filter((one) => STEPS.test(one.text)))
    say(`    ${at.toFixed(1).padStart(5)} s  ${text.slice(0, 90)}`);
  say(
    `Node ${major}: ${items} items after ${at.toFixed(1)} s, ${processor.toFixed(0)} s of processor time (load ${load.toFixed(1)})`,
  );
  if (items !== ITEMS)
    throw new Error(`${items} items, not ${ITEMS}\n${lines.map(({ text }) => text).join('\n')}`);
  if (processor > COLD_PROCESSOR_S) throw new Error(`took more than ${COLD_PROCESSOR_S} s of processor time`);
}

async function tryNode(major) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `duban-node-${major}-`));
  try {
    const bin = installNode(major, folder);
    const cold = await startCold(major, bin, folder).then(
      () => [1, 0],
      (error) => {
        say(`Node ${major}: ✗ ${error.message}`);
        return [0, 1];
      },
    );
    const suites = runJest(SUITES, { node: path.join(bin, 'node'), env: onPath(bin) });
    return [cold[0] + suites[0], cold[1] + suites[1]];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function main(majors) {
  require('./setup.cjs').setup('all');
  let [passed, failed] = [0, 0];
  for (const major of majors) {
    const [p, f] = await tryNode(major);
    say(`Node ${major}: ${p} passed, ${f} failed`);
    passed += p;
    failed += f;
  }
  say(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

void main(process.argv.length > 2 ? process.argv.slice(2) : NODES).catch((error) => {
  console.error(error);
  say('0 passed, 1 failed');
  process.exitCode = 1;
});
