import { configured } from '../../engine/elsewhere';
import { ASTRAY_MS } from '../../domain/measures';
import { ok, refuse, text, type Problem, type Result } from '../../domain/problem';
import { plusMs, type Instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { hostNow } from '../access/sessions';
import type { Access } from '../open';

/** How far this host's clock stands from a server's, ms; null: there is no server elsewhere, or it cannot say. */
export type HostAhead = () => Promise<number | null>;

/** Refuses `clock-off` when a host's clock stands further than a minute from the server's. */
function within(ahead: number | null): Result<null> {
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
 * Refuses `clock-off` when this host's clock is off that of the database server, or for a ledger in a file off that of
 * `elsewhere`: what is written would bear a wrong time, and all that comes after it too.
 */
export const clockIsRight = async (
  ledger: Pick<Ledger, 'hostAhead'>,
  elsewhere: HostAhead = () => Promise.resolve(null),
): Promise<Result<null>> => within((await ledger.hostAhead()) ?? (await elsewhere()));

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

/** A worker's host, judged by the clocks of its servers: while it is astray it looks after nothing and sends nothing. */
export interface HostClock {
  /** Compares the clocks. The server's now; refuses `clock-off`. */
  look(): Promise<Result<Instant>>;
  /** What the last look found wrong; null: nothing. */
  readonly astray: Problem | null;
}

/** The clock of a host beside those of its servers, of which the furthest away counts; `onTurn` hears when it goes astray (null: is right again). */
export function makeHostClock(
  servers: readonly HostAhead[],
  onTurn: (astray: Problem | null) => void = () => undefined,
): HostClock {
  let astray: Problem | null = null;
  return {
    get astray() {
      return astray;
    },
    async look() {
      const said = await Promise.all(servers.map((ahead) => ahead()));
      const ahead = said.reduce<number>(
        (most, one) => (Math.abs(one ?? 0) > Math.abs(most) ? (one ?? 0) : most),
        0,
      );
      const right = within(ahead);
      const found = right.ok ? null : right.problem;
      if ((found === null) !== (astray === null)) onTurn(found);
      astray = found;
      return right.ok ? ok(plusMs(hostNow(), -ahead)) : right;
    },
  };
}
