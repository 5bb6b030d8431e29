import { configured } from '../../engine/elsewhere';
import { ok, refuse, text, type Result } from '../../domain/problem';
import type { Ledger } from '../../ledger/ledger';
import type { Access } from '../open';

/** Largest difference of a host's clock from the server's, ms: it dates what is written. */
const ASTRAY_MS = 60_000;

/**
 * Refuses `clock-off` when this host's clock is off that of the database server, or for a ledger in a file off that of
 * `elsewhere`: what is written would bear a wrong time, and all that comes after it too.
 */
export async function clockIsRight(
  ledger: Pick<Ledger, 'hostAhead'>,
  elsewhere: () => Promise<number | null> = () => Promise.resolve(null),
): Promise<Result<null>> {
  const ahead = (await ledger.hostAhead()) ?? (await elsewhere());
  if (ahead === null || Math.abs(ahead) <= ASTRAY_MS) return ok(null);
  const seconds = Math.round(ahead / 1_000);
  return refuse(
    'clock-off',
    text(
      `本机的钟与服务器相差 ${seconds} 秒，登记的时间会错`,
      `this host's clock is ${seconds} s off the server's; what is written would bear a wrong time`,
    ),
    text('先把本机的钟对准（如启用 NTP），再执行', 'set the clock of this host right (NTP, say) and repeat'),
  );
}

/**
 * How far this host's clock stands from that of a Temporal server elsewhere, ms; null for the engine of this host, which
 * has the same one, and while the server is away: whoever needs it says so.
 */
async function temporalAhead(access: Access): Promise<number | null> {
  if (!configured(access.config.env)) return null;
  const there = await access.duban();
  return there.ok ? there.value.hostAhead() : null;
}

/** The same for whoever opens the ledger when he needs it; one that is not there yet is dated by nobody. */
export async function clockOfAccessIsRight(access: Access): Promise<Result<null>> {
  const ledger = await access.ledgerIfAny();
  return ledger.ok && ledger.value ? clockIsRight(ledger.value, () => temporalAhead(access)) : ok(null);
}
