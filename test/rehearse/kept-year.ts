import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { openLedger } from '../../ledger/open';
import type { Played } from '../../worker/rehearse/run';
import { seenNow, type EvidenceYear, type Seen } from '../audit/year';
import { commandLine } from '../support/cli';
import type { Taken } from '../support/mail-server';
import { sure } from '../support/sure';

/** The checkpoint that a mail carries, as it came over the wire. */
function noteOf(raw: string): string | null {
  const [, folded] = /^X-Duban-Checkpoint:((?:[^\r\n]|\r?\n[ \t])*)/im.exec(raw) ?? [];
  return folded === undefined ? null : Buffer.from(folded.replace(/\s+/g, ''), 'base64').toString();
}

/** Keeps items as they stand at the beginning of each day of a year that is being played. */
export function witness(home: string): {
  readonly seen: Seen[];
  readonly onDay: (day: string, mails: number, now: number) => Promise<void>;
} {
  const seen: Seen[] = [];
  let last = '';
  return {
    seen,
    onDay: async (day, _mails, now) => {
      if (day === last) return;
      last = day;
      const ledger: Ledger = sure(
        await openLedger({ url: `sqlite:${join(home, 'ledger.db')}`, readOnly: true }),
      );
      seen.push(await seenNow(ledger, instant(now)));
      await ledger.close();
    },
  };
}

/** A year that was played, with what of it stands outside the ledger: the first mail with each checkpoint, as it was taken. */
export async function keptYear(home: string, played: Played, taken: readonly Taken[]): Promise<EvidenceYear> {
  const file = join(home, 'ledger.db');
  const mails = join(home, 'mails');
  mkdirSync(mails);
  const notes: string[] = [];
  for (const { raw } of taken) {
    const note = noteOf(raw.toString());
    if (note === null || notes.includes(note)) continue;
    writeFileSync(join(mails, `${notes.length}.eml`), raw);
    notes.push(note);
  }
  const ledger = sure(await openLedger({ url: `sqlite:${file}`, readOnly: true }));
  const [vkey = ''] = await ledger.logKeys();
  await ledger.close();
  const logKey = { file: join(home, 'log.key'), origin: vkey.split('+')[0] ?? '' };
  let copies = 0;
  return {
    file,
    logKey,
    mails,
    notes,
    cli: (of = file) =>
      commandLine({
        home,
        cwd: home,
        env: { DUBAN_DATABASE_URL: `sqlite:${of}`, DUBAN_LOG_KEY_FILE: logKey.file },
        now: () => played.setup.endAt,
      }),
    copy: () => {
      const to = join(home, `copy-${(copies += 1)}.db`);
      copyFileSync(file, to);
      return to;
    },
  };
}
