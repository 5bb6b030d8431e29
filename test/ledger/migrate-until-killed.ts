import { writeSync } from 'node:fs';
import { opened } from '../support/ledger';

/** Says that it is about to, makes the tables of a new ledger, and says that it has. */
async function run(url: string): Promise<void> {
  writeSync(1, 'begin\n');
  await opened({ url });
  writeSync(1, 'made\n');
  setInterval(() => undefined, 1_000);
}

void run(process.argv[2] ?? '');
