import { clientAddress, networkOf } from '../../../office/access/addresses';
import type { ConsolePorts } from '../ports';
import type { Ctx } from './route';

/** The address of the connection; requests without one (tests) come from nowhere. */
export function connectionOf(c: Ctx): string {
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
  return incoming?.socket?.remoteAddress ?? '';
}

/** Whose address a request came from, as far as it can be known, as tries and bodies are counted by it. */
export const visitorAddress = (c: Ctx, { proxies }: Pick<ConsolePorts, 'proxies'>): string =>
  networkOf(clientAddress(connectionOf(c), c.req.header('X-Forwarded-For'), proxies));
