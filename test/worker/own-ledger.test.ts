import { ApplicationFailure } from '@temporalio/activity';
import { defaultPayloadConverter } from '@temporalio/common';
import { LEDGER_HEADER } from '../../workflows/names';
import { ownLedgerOnly } from '../../worker/interceptors';

describe('an activity call', () => {
  const call = (headers: Readonly<Record<string, string>>) => {
    const read: unknown[] = [];
    const payloads = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, defaultPayloadConverter.toPayload(value)]),
    );
    const execute = async (): Promise<unknown> =>
      ownLedgerOnly('ours').execute?.({ args: [], headers: payloads }, ({ args }) => {
        read.push(args);
        return Promise.resolve('done');
      });
    return { execute, read };
  };

  it('that is meant for this ledger is done', async () => {
    await expect(call({ [LEDGER_HEADER]: 'ours' }).execute()).resolves.toBe('done');
  });

  it.each([[{ [LEDGER_HEADER]: 'theirs' }], [{}]])(
    'that is meant for another, or for none, is refused before anything is read: %j',
    async (headers) => {
      const { execute, read } = call(headers);
      const refusal: unknown = await execute().catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(ApplicationFailure);
      expect(refusal).toMatchObject({ type: 'ledger-mismatch', nonRetryable: true });
      expect(read).toEqual([]);
    },
  );
});
