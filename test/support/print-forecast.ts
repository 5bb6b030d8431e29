import { createHash } from 'node:crypto';
import { forecast } from '../../domain/forecast/forecast';
import { civilDate, instantAt } from '../../domain/time';
import { seedFolder } from './seed';

// Run as a process of its own, in a time zone of its own: prints its offset, then the seed's year as a digest.
const { office, notice, planFile } = seedFolder();
const issuedAt = instantAt(civilDate('2025-06-30'), '10:00', 'Asia/Shanghai');
const mails = forecast({ plan: planFile.plan, notice, office, issuedAt });
const hash = createHash('sha256');
for (const mail of mails) hash.update(JSON.stringify(mail));
console.log(new Date(issuedAt).getTimezoneOffset());
console.log(`${mails.length} mails ${hash.digest('hex')}`);
