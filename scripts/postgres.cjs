'use strict';
// PostgreSQL's programs for the tests: where they are, or their installation where that needs nobody (root and apt-get).
// Plain Node. Without them the tests of the ledger on PostgreSQL fail and say what to install.
const { spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');

const DEBIAN = '/usr/lib/postgresql';

const say = (zh, en) => process.stderr.write(`${zh}  ${en}\n`);

function isThere() {
  const versions = fs.existsSync(DEBIAN) ? fs.readdirSync(DEBIAN) : [];
  const folders = [
    ...(process.env.PATH ?? '').split(path.delimiter),
    ...versions.map((name) => path.join(DEBIAN, name, 'bin')),
  ];
  return folders.some((folder) => fs.existsSync(path.join(folder, 'initdb')));
}

/** apt-get without questions; whether it went well. */
function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync('apt-get', ['-q', '-y', ...args], { env, stdio: ['ignore', 2, 2] });
  return status === 0;
}

/** Installs PostgreSQL 15 when it is missing and this may be done here. */
function ensurePostgres() {
  if (isThere()) return;
  const mayInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
  if (mayInstall) {
    say('安装 PostgreSQL 15（apt-get）…', 'installing PostgreSQL 15 (apt-get)…');
    apt('update');
    // The tests start servers of their own; none of the machine's is wanted.
    fs.mkdirSync('/etc/postgresql-common', { recursive: true });
    fs.writeFileSync('/etc/postgresql-common/createcluster.conf', 'create_main_cluster = false\n');
    if (apt('install', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold', 'postgresql-15'))
      return;
  }
  say(
    '没有 PostgreSQL 的程序（initdb）：台账在 PostgreSQL 上的测试将不能通过。请安装 postgresql-15。',
    "PostgreSQL's programs (initdb) are missing: the tests of the ledger on PostgreSQL will fail. Install postgresql-15.",
  );
}

module.exports = { ensurePostgres };
