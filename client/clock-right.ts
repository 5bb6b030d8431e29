import { ok, refuse, text, type Result } from '../domain/problem';
import type { Ledger } from '../ledger/ledger';

/** Largest difference of a host's clock from the database server's, ms: it dates what is written. */
const ASTRAY_MS = 60_000;

/** Refuses `clock-off`: what is written would bear a wrong time, and all that comes after it too. */
export async function clockIsRight(ledger: Pick<Ledger, 'hostAhead'>): Promise<Result<null>> {
  const ahead = await ledger.hostAhead();
  if (ahead === null || Math.abs(ahead) <= ASTRAY_MS) return ok(null);
  const seconds = Math.round(ahead / 1_000);
  return refuse(
    'clock-off',
    text(
      `本机的钟与数据库服务器相差 ${seconds} 秒，登记的时间会错`,
      `this host's clock is ${seconds} s off the database server's; what is written would bear a wrong time`,
    ),
    text('先把本机的钟对准（如启用 NTP），再执行', 'set the clock of this host right (NTP, say) and repeat'),
  );
}
