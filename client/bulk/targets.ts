import type { StreamId } from '../../domain/journal/types';
import type { Ledger } from '../../ledger/ledger';

const TARGETS_A_PAGE = 200;

/** Open items of a notice, those that have not begun too, by issuing run and stream. */
export async function openItemsOf(
  ledger: Pick<Ledger, 'openRuns' | 'issuedPage'>,
  notice: string,
): Promise<readonly StreamId[]> {
  const streams: StreamId[] = [];
  for (const run of (await ledger.openRuns()).filter((one) => one.notice === notice))
    for (let after: StreamId | null = null; ;) {
      const page: readonly StreamId[] = await ledger.issuedPage({ ...run, after, limit: TARGETS_A_PAGE });
      streams.push(...page);
      if (page.length < TARGETS_A_PAGE) break;
      after = page.at(-1) ?? null;
    }
  return streams;
}
