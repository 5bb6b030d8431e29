import { Connection } from '@temporalio/client';
import { messageOf, ok, refuse, text, type Result } from '../domain/problem';
import { registerSearchAttributes } from './namespace';
import type { Address, Engine, Environment } from './types';

/** Where TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE point, when the first is set. */
export function configured(env: Environment): Address | undefined {
  const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace = 'default' } = env;
  return address ? { address, namespace } : undefined;
}

/** TEMPORAL_API_KEY (under TLS) and TEMPORAL_TLS=true for the server of TEMPORAL_ADDRESS; ours has neither and is given none. */
export function securedBy(env: Environment): { readonly apiKey?: string; readonly tls?: true } {
  if (configured(env) === undefined) return {};
  const apiKey = env['TEMPORAL_API_KEY'];
  return { ...(apiKey && { apiKey }), ...(env['TEMPORAL_TLS'] === 'true' && { tls: true }) };
}

/**
 * A connection to the server at an address, with TEMPORAL_API_KEY and TEMPORAL_TLS=true when set; the
 * caller closes it. Refuses `temporal-unreachable` when it does not answer within `withinMs`.
 */
export async function connectTo(
  { address }: Address,
  env: Environment,
  withinMs: number,
): Promise<Result<Connection>> {
  try {
    return ok(await Connection.connect({ address, connectTimeout: withinMs, ...securedBy(env) }));
  } catch (error) {
    const reason = messageOf(error);
    return refuse(
      'temporal-unreachable',
      text(`Temporal（${address}）没有应答：${reason}`, `Temporal at ${address} does not answer: ${reason}`),
      text(
        '检查 TEMPORAL_ADDRESS 和网络；去掉 TEMPORAL_ADDRESS 就使用自带的引擎（npm start）',
        'check TEMPORAL_ADDRESS and the network; without it the embedded engine is used (npm start)',
      ),
    );
  }
}

/** The server somewhere else as an engine, its search attributes registered; its retention is not ours to set. */
export async function reach(elsewhere: Address, env: Environment, withinMs: number): Promise<Result<Engine>> {
  const connected = await connectTo(elsewhere, env, withinMs);
  if (!connected.ok) return connected;
  const registered = await registerSearchAttributes(connected.value, elsewhere.namespace);
  await connected.value.close();
  return registered.ok ? ok({ ...elsewhere, fresh: false, stop: () => Promise.resolve() }) : registered;
}
