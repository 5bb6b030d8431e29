'use strict';
// npm run docs:cli: writes docs/cli.md anew from the verbs of the program, and the tables of docs/metrics.md. Notes and outputs that stand after the examples are kept; a verb without
// one is run by its first example, on an office of its own with the sample notice imported.
require('./setup.cjs').setup('all');
const { execFileSync, spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { nounsOf, topVerbs } = require('../dist/client/cli/nouns.js');
const { metricTables } = require('../dist/office/metrics/table.js');

const ROOT = path.resolve(__dirname, '..');
const PAGE = path.join(ROOT, 'docs', 'cli.md');
const METRICS_PAGE = path.join(ROOT, 'docs', 'metrics.md');
const SHOWN = 12;

const office = fs.mkdtempSync(path.join(os.tmpdir(), 'duban-docs-'));
const duban = (args) => [path.join(__dirname, 'duban.cjs'), ...args, '--home', office];

/** What a line printed, with the line itself. */
function ran(line) {
  const words = line.match(/'[^']*'|\S+/g).map((word) => word.replace(/^'|'$/g, ''));
  const { stdout, stderr } = spawnSync(process.execPath, duban(words), {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 60_000,
  });
  const lines = (stdout || stderr).trimEnd().split('\n');
  return [`$ duban ${line}`, ...lines.slice(0, SHOWN), ...(lines.length > SHOWN ? ['…'] : [])].join('\n');
}

const cell = (words) => words.replaceAll('|', '\\|');

/** One verb; `said`: what stands after its examples. */
function section(name, { usage, about, flags, examples }, said) {
  const table = flags.map(
    (flag) => `| \`${cell(flag.flags)}\` | ${cell(flag.about.zh)}${flag.required ? '（必填）' : ''} |`,
  );
  return [
    `### duban ${[name, usage].filter(Boolean).join(' ')}`,
    about.zh,
    ...(table.length > 0 ? [['| 选项 | 含义 |', '|---|---|', ...table].join('\n')] : []),
    ['```', ...examples.map(({ line, about: does }) => `duban ${line}    # ${does.zh}`), '```'].join('\n'),
    said || `输出：\n\n\`\`\`\n${ran(examples[0].line)}\n\`\`\``,
  ].join('\n\n');
}

/** What the page says of each verb after its examples (notes, outputs), by what is typed. */
function saidIn(page) {
  const sections = page.split(/^### duban /m).slice(1);
  return new Map(
    sections.map((one) => {
      const name = one.split('\n')[0].replace(/ ?[<[].*$/, '');
      const [, , ...after] = one.split(/^```$/m);
      // A heading of the next noun is not of this verb.
      return [name, after.join('```').split(/^## /m)[0].trim()];
    }),
  );
}

function main() {
  const page = fs.readFileSync(PAGE, 'utf8');
  const said = saidIn(page);
  const typed = (noun, usage) => `${noun} ${usage}`.trim().replace(/ ?[<[].*$/, '');
  for (const args of [
    ['office', 'load', 'seeds/qingpu-2025'],
    ['notice', 'import', 'seeds/qingpu-2025', '--as', 'ddy'],
  ])
    execFileSync(process.execPath, duban(args), { cwd: ROOT, stdio: 'ignore' });
  const of = (name, verbs) => verbs.map((verb) => section(name, verb, said.get(typed(name, verb.usage))));
  const none = () => undefined;
  const parts = [
    page.slice(0, page.indexOf('\n## notice ')).trimEnd(),
    ...nounsOf().flatMap(({ name, about, verbs }) => [`## ${name} ${about.zh}`, ...of(name, verbs())]),
    '## 没有名词的命令',
    ...of('', topVerbs({ start: none, worker: none, rehearse: none })),
  ];
  fs.writeFileSync(PAGE, `${parts.join('\n\n')}\n`);
  const told = fs.readFileSync(METRICS_PAGE, 'utf8');
  fs.writeFileSync(METRICS_PAGE, `${told.slice(0, told.indexOf('## 自己的'))}${metricTables()}\n`);
  fs.rmSync(office, { recursive: true, force: true });
}

main();
