import { createHash } from 'node:crypto';
import { forecast } from '../../domain/forecast/forecast';
import { civilDate, instantAt } from '../../domain/time';
import { seedFolder } from './seed';

/** "4093 mails <sha256>" of the seed's year as this process foresees it, byte for byte. */
export function yearDigest(): string {
  const { office, notice, planFile } = seedFolder();
  const issuedAt = instantAt(civilDate('2025-06-30'), '10:00', 'Asia/Shanghai');
  const mails = forecast({ plan: planFile.plan, notice, office, issuedAt });
  const hash = createHash('sha256');
  for (const mail of mails) hash.update(JSON.stringify(mail));
  return `${mails.length} mails ${hash.digest('hex')}`;
}
