import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { pooled } from '../../office/running/pool';
import type { ClaimedMail } from '../../domain/digest/delivery';
import { DEFAULT_POLICY } from '../../domain/policy';
import { instant, plusMs } from '../../domain/time';
import { openLedger } from '../../ledger/open';
import { fromJson, toJson, type Json } from '../../ledger/database/stored';
import { mimeBytes } from '../../mail/mime';
import { renderMail } from '../../mail/render';
import { sure } from '../../test/support/sure';
import { makeHome } from './stage';
import { ledgerUrl, setTown, SLOT, slotInstant, streamAt, type Size } from './town';

/** One mail ready to be sent: its bytes lie in a file, what it is made of in another. */
export const Letter = z.object({ key: z.string(), to: z.string(), file: z.string(), parts: z.string() });
export type Letter = z.infer<typeof Letter>;

/** Connections to the mail server, which are kept. */
export const mailPool = (port: number, connections: number) =>
  createTransport({ pool: true, host: '127.0.0.1', port, maxConnections: connections, maxRequeues: 0 });

const ZONE = 'Asia/Shanghai';

/**
 * Renders a mail from its parts, which were read before the slot: what a peer has to do for each mail too. What stands in
 * it peers get for nothing; duban composes it within its own time.
 */
export const rendered = (parts: ClaimedMail): Promise<Buffer> => {
  const { mail: policy, lamps } = DEFAULT_POLICY;
  return mimeBytes(renderMail(parts, { policy, lamps, zone: ZONE, now: instant(Date.now()) }));
};

/** The parts of a mail, as they lie in its file. */
export function partsIn({ parts }: Letter): ClaimedMail {
  const text: Json<ClaimedMail> = readFileSync(parts, 'utf8');
  return fromJson(text);
}

/** The very mails that a town's slot brings, in files of a folder, made by the ledger alone: all contestants send these. */
export async function mailsOf(town: string, size: Size, folder: string): Promise<readonly Letter[]> {
  const home = makeHome();
  cpSync(town, home, { recursive: true });
  const url = ledgerUrl(home);
  await setTown(url, { wake: { earliest: 1, latest: 1 } });
  const ledger = sure(await openLedger({ url }));
  const at = slotInstant(size);
  const keys = Array.from({ length: size.items }, (_, n) => streamAt(n));
  await pooled(keys, 100, async (stream) => {
    const head = { seq: 0, hash: '' };
    await ledger.record({ stream, head, now: plusMs(at, -30_000), commands: [], wake: true });
  });
  let next: string | null = null;
  do {
    const page: { next: string | null } = await ledger.composeSlot({
      slot: SLOT,
      now: at,
      after: next,
      limit: 500,
    });
    ({ next } = page);
  } while (next !== null);
  const letters: Letter[] = [];
  const { policy, calendar } = await ledger.office();
  mkdirSync(folder, { recursive: true });
  for (let now = at; ;) {
    const claim = await ledger.claim({ run: 'mails', attempt: 1, now });
    if (claim.type === 'stop') break;
    if (claim.type === 'wait') {
      now = plusMs(now, claim.ms);
      continue;
    }
    const { mail } = claim;
    const context = { policy: policy.mail, lamps: policy.lamps, zone: calendar.zone, now };
    const file = join(folder, `${letters.length}.eml`);
    const parts = join(folder, `${letters.length}.json`);
    writeFileSync(parts, toJson(mail));
    writeFileSync(file, await mimeBytes(renderMail(mail, context)));
    letters.push({ key: mail.key, to: mail.recipients[0]?.address ?? '', file, parts });
    await ledger.settle(mail.key, { type: 'sent', response: '250 prepared', refused: [] }, now);
  }
  await ledger.close();
  rmSync(home, { recursive: true, force: true });
  return letters;
}
