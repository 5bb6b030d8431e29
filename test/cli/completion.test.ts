import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, scratch } from '../support/cli';
import { triedOffice } from './every-verb';

const room = scratch();
afterAll(room.clear);
const duban = commandLine();

/** A folder with the scripts, and a `duban` that names two units. */
const folder = room.folder();
const script = (shell: string): string => join(folder, `duban.${shell}`);
beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish'])
    writeFileSync(script(shell), (await duban('completion', shell)).out);
  const named = join(folder, 'duban');
  writeFileSync(named, '#!/bin/sh\n[ "$1 $2" = "completion units" ] && printf "区数据局\\n徐泾镇\\n"\n');
  chmodSync(named, 0o755);
});

function ran(shell: string, ...args: readonly string[]): string {
  const env = { PATH: `${folder}:${process.env['PATH'] ?? ''}`, HOME: folder, LC_ALL: 'C.UTF-8' };
  return spawnSync(shell, args, { encoding: 'utf8', env, timeout: 60_000 }).stdout.trim();
}

/** What each shell offers for the words that were typed, the last one unfinished. */
const SHELLS: Readonly<Record<string, (typed: readonly string[]) => string>> = {
  bash: (typed) =>
    ran(
      'bash',
      ...[
        '-c',
        `. ${script('bash')}; COMP_WORDS=("$@") COMP_CWORD=$(($#-1)); _duban; echo "\${COMPREPLY[*]}"`,
      ],
      ...['bash', ...typed],
    ),
  // The completion system of an interactive shell is stood in for by what it is told.
  zsh: (typed) =>
    ran(
      'zsh',
      ...['-f', '-c'],
      `compdef() { :; }; _files() { print files; }
       _describe() { for one in $known; do [[ $one == $words[-1]* ]] && print -n -- "\${one%%:*} "; done }
       compadd() { shift; for one in "$@"; do [[ $one == $words[-1]* ]] && print -n -- "$one "; done }
       . ${script('zsh')}; words=("$@") CURRENT=$#; _duban`,
      ...['zsh', ...typed],
    ),
  fish: (typed) =>
    ran(
      'fish',
      '-c',
      `source ${script('fish')}; complete -C '${typed.join(' ')}' | string replace -r '\\t.*' ''`,
    )
      .split('\n')
      .join(' '),
};

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

describe.each(Object.keys(SHELLS).filter(isThere))('completion in %s', (shell) => {
  const offered = (...typed: readonly string[]): string => SHELLS[shell]?.(typed) ?? '';

  it('finds nouns, verbs, and options after an argument', () => {
    expect(offered('duban', 'acc')).toBe('account');
    expect(offered('duban', 'item', 'ack')).toBe('acknowledge');
    expect(offered('duban', 'item', 'date', '10', '--rea')).toBe('--reason');
    expect(offered('duban', 'doctor', '--js')).toBe('--json');
  });

  it('finds values: words of an option, units of the ledger, the shells themselves', () => {
    expect(offered('duban', 'item', 'list', '--role', 'le')).toBe('lead');
    expect(offered('duban', 'item', 'list', '--unit', '区')).toBe('区数据局');
    expect(offered('duban', 'unit', 'show', '徐')).toBe('徐泾镇');
    expect(offered('duban', 'completion', 'f')).toBe('fish');
  });

  it('ends at words that it does not know', () => {
    expect(offered('duban', 'nonsense', '')).toBe('');
  });
});

describe('duban completion', () => {
  it('lists what the ledger knows, and nothing without a ledger', async () => {
    const tried = await triedOffice(room);
    const listed = async (args: string) =>
      (await tried({ name: 'completion', row: { args }, given: {} })).out;
    expect((await listed('units')).split('\n')).toContain('区数据局');
    expect((await listed('items')).split('\n')).toEqual(['t1/1', 't1/2', 't1/3', 't1/4']);
    expect((await listed('notices')).split('\n')).toEqual(['t1', 't2']);
    expect((await listed('accounts')).split('\n')).toContain('ll-sjj');
    expect(await commandLine({ home: room.folder() })('completion', 'units')).toEqual({
      code: 0,
      out: '',
      err: '',
    });
  });
});
