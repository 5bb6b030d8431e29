import { NativeConnection } from '@temporalio/worker';
import { refuse, ok, text, type Result } from '../domain/problem';
import { securedBy } from '../engine/elsewhere';
import type { Address } from '../engine/types';

/**
 * A worker's connection to the server at an address, with TEMPORAL_API_KEY and TEMPORAL_TLS=true when set; the caller
 * closes it after its workers. Refuses `temporal-unreachable`.
 */
export async function connectWorkers(
  { address }: Address,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Result<NativeConnection>> {
  try {
    return ok(await NativeConnection.connect({ address, ...securedBy(env) }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(
      'temporal-unreachable',
      text(`Temporal（${address}）没有应答：${reason}`, `Temporal at ${address} does not answer: ${reason}`),
      text('检查 TEMPORAL_ADDRESS 和网络', 'check TEMPORAL_ADDRESS and the network'),
    );
  }
}
