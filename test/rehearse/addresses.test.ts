import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rehearseYear } from '../../worker/rehearse/run';
import { readSetup } from '../../worker/rehearse/setup';
import { scratch } from '../support/cli';
import { codeOf } from '../support/item';
import { SEED } from '../support/seed';
import { sure } from '../support/sure';

const room = scratch();
afterAll(room.clear);

/** The folder of an office whose roster has addresses that mail could reach. */
function realFolder(): string {
  const folder = join(room.folder(), 'office');
  cpSync(SEED, folder, { recursive: true });
  const roster = join(folder, 'roster.yaml');
  const words = readFileSync(roster, 'utf8').replaceAll(/@[\w.-]+\.example\b/g, '@qingpu.test');
  writeFileSync(roster, words);
  expect(words).toContain('@qingpu.test');
  return folder;
}

describe('a rehearsal of an office with real addresses', () => {
  it('has contacts and accounts that are those of the reserved domain', async () => {
    const folder = realFolder();
    const { office } = sure(await readSetup({ folder, cwd: folder, script: 'none', until: undefined }));
    const { contacts, accounts } = office.roster;
    const addresses = [...contacts, ...accounts].map(({ address }) => address).filter((one) => one !== '');
    expect(addresses.length).toBeGreaterThan(50);
    expect(addresses.filter((one) => !/^[\w-]+@rehearsal\.example$/.test(one))).toEqual([]);
  });

  it.each([
    ['with a password on the command line', 'smtp://clerk:geheim@127.0.0.1:2525', 'usage'],
    ['elsewhere', 'smtp://mail.qingpu.test:25', 'not-local'],
    ['whose name only looks like this machine', 'smtp://localhost.qingpu.test:25', 'not-local'],
    ['that is none', 'http://127.0.0.1', 'bad-setting'],
  ])('takes no mail server %s', async (_, smtp, code) => {
    const folder = realFolder();
    const played = await rehearseYear({
      ...{ folder, cwd: folder, script: 'none', until: undefined, keep: undefined },
      ...{ smtp, bundle: { codePath: '' }, env: {}, progress: () => undefined, onDay: () => undefined },
    });
    expect(codeOf(played)).toBe(code);
    expect(JSON.stringify(played)).not.toContain('geheim');
  });
});
