import { readdirSync } from 'node:fs';
import { attributeOf, typedFlag as typedOption } from '../../client/cli/item-options';
import { verbOptions } from '../../client/cli/item-acts';
import type { Flag } from '../../client/cli/verb';
import { givingVerbs } from '../../client/cli/verbs/item';
import { scratch } from '../support/cli';
import { triedOffice, VERBS, type Try } from './every-verb';
import { TABLE, VALUES, type Row } from './option-table';

const room = scratch();
afterAll(room.clear);
let tried: Awaited<ReturnType<typeof triedOffice>>;
beforeAll(async () => {
  tried = await triedOffice(room);
}, 60_000);

const longOf = ({ flags }: Flag): string => /--[a-z-]+/.exec(flags)?.[0] ?? '';

/** What a call shows and leaves behind: exit code, what it printed, and the files that it made. */
async function outcome(name: string, row: Row, given: Try['given']): Promise<string> {
  const { code, out, err, cwd, home } = await tried({ name, row, given });
  const files = readdirSync(cwd).sort().join(' ');
  return [code, out, err, files].join('\n').replaceAll(cwd, '').replaceAll(home, '');
}

/**
 * Options that make the command of an item (item-options.test.ts shows each in it); one that test/view/inbox.test.ts shows,
 * two that need a running engine (reconcile.test.ts), and one that needs a locked account (login.test.ts).
 */
const SHOWN = new Set([
  ...['task list --mine', 'ledger reconcile --yes', 'ledger reconcile --dry-run', 'account unlock --dry-run'],
  ...givingVerbs.flatMap((verb) =>
    verbOptions(verb)
      .filter((option) => !['onBehalf', 'source', 'file'].includes(attributeOf(option)))
      .map((option) => `item ${verb.name} ${typedOption(option)}`),
  ),
]);

const pairs = VERBS.flatMap(([name, { flags }]) =>
  flags
    .map((option) => [name, longOf(option), option] as const)
    .filter(([, option]) => !SHOWN.has(`${name} ${option}`)),
);

describe('every option of every verb', () => {
  it('stands in the table', () => {
    expect(VERBS.map(([name]) => name).sort()).toEqual(Object.keys(TABLE).sort());
  });

  it.each(pairs)('%s %s changes what the call does, or is refused', async (name, option, { flags }) => {
    const row = TABLE[name] ?? {};
    const { with: base = {}, values = {} } = row;
    const value = flags.includes('<') ? (values[option] ?? VALUES[option] ?? 'x') : '';
    const others = Object.fromEntries(Object.entries(base).filter(([one]) => one !== option));
    const without = await outcome(name, row, option in base ? others : base);
    const given = await outcome(name, row, {
      ...others,
      [option]: option in base ? (base[option] ?? '') : value,
    });
    expect(given).not.toBe(without);
  });
});
