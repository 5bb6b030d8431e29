import type { Kit } from '../kit';
import { get, type Route } from '../web/route';

const healthStatus = (levels: readonly string[]): 200 | 503 => (levels.includes('bad') ? 503 : 200);

/** For whoever watches over the process: no session, nothing about items. */
export const healthRoutes = ({ ports }: Kit): readonly Route[] => [
  get('/healthz', 'anyone', (c) => c.json({ ok: true, version: ports.version })),
  get('/readyz', 'anyone', async (c) => {
    const found = await ports.looks('quick');
    const status = healthStatus(found.map(({ level }) => level));
    return c.json({ ok: status === 200, looks: found.map(({ name, level }) => ({ name, level })) }, status);
  }),
  get('/lamps.css', 'anyone', async (c) => {
    const { policy } = await ports.ledger.office();
    const rules = Object.entries(policy.lamps).map(([name, { colour }]) =>
      /^#[0-9a-fA-F]{3,8}$/.test(colour)
        ? `.lamp-${name}{color:${colour}}html[data-theme=contrast] .lamp-${name}{color:inherit}`
        : '',
    );
    return c.body(rules.join('\n'), 200, { 'Content-Type': 'text/css; charset=utf-8' });
  }),
];
