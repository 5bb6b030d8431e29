import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MODEL = join(__dirname, 'mail.pml');

/** Runs a program in a folder; what it printed. Throws, saying what to install, when it is not there. */
function run(folder: string, program: string, ...args: readonly string[]): string {
  const { error, status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  if (error)
    throw new Error(`the model needs ${program} (Debian: apt-get install spin gcc)`, { cause: error });
  if (status !== 0) throw new Error(`${program}: ${stdout}${stderr}`);
  return stdout;
}

/** Looks at every state that the model can come to, with rules broken by name; what spin says of it. */
function verified(...broken: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'duban-model-'));
  try {
    run(folder, 'spin', '-a', ...broken.map((name) => `-D${name}`), MODEL);
    run(folder, 'gcc', '-O2', '-w', '-DSAFETY', '-DMEMLIM=2048', '-o', 'pan', 'pan.c');
    // -E: a model whose claims are used up stands still, which is no fault of the rules.
    return run(folder, './pan', '-m100000', '-E', '-w24');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the model of a mail: two workers, their receipts, two recipients, a clock that drifts', () => {
  it('loses none, sends none after closing, doubles only what is in flight, counts each try once', () => {
    const said = verified();
    expect(said).toMatch(/errors: 0\b/);
    expect(said).not.toMatch(/max search depth too small|out of memory/);
  });

  it.each([
    ['receipts that are settled count again', 'BUG_RECEIPT', 'tries<=putOff'],
    ["the host's own clock dates what is journaled", 'BUG_CLOCK', 'journal==0'],
    ['what one has counts for both', 'BUG_LOST', 'waiting&'],
    ['a mail of a closed item is claimed', 'BUG_CLOSED', 'wasOpen'],
    ['a claim is taken back before receipts are settled', 'BUG_RECOVER', 'copies'],
  ])('finds that %s', (_, broken, rule) => {
    const said = verified(broken);
    expect(said).toMatch(/errors: [1-9]/);
    expect(said).toContain('assertion violated');
    expect(said).toContain(rule);
  });
});
