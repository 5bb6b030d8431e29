import { lookedThenDone } from '../../client/cli/verbs/ledger-reconcile';
import type { Options } from '../../client/cli/verb';
import { civilDate } from '../../domain/time';
import { moment } from '../support/item';

const found = { ahead: [], unknown: [], missing: [], silent: [], composed: null };
const how = {
  composed: civilDate('2025-09-24'),
  by: { actor: 'gly', now: moment('2025-09-24 10:00'), requestKey: 'k' },
};

/** What of it was carried out. */
async function carriedOut(options: Options): Promise<readonly unknown[]> {
  const made: unknown[] = [];
  await lookedThenDone(
    {
      differences: () => Promise.resolve(found),
      reconcile: (...given) => {
        made.push(given);
        return Promise.resolve();
      },
    },
    options,
    how,
  );
  return made;
}

describe('ledger reconcile', () => {
  it('only looks, unless --yes says do it and --dry-run does not say look', async () => {
    expect(await carriedOut({})).toEqual([]);
    expect(await carriedOut({ yes: true, dryRun: true })).toEqual([]);
    expect(await carriedOut({ yes: true })).toEqual([[found, how]]);
  });
});
