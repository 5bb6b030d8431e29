import { writeSync } from 'node:fs';
import { report } from '../support/commands';
import { opened, says, streamOf } from '../support/ledger';

/** Records without end, ten at a time, and says of each answer which stream and seq it named, as soon as it has it. */
async function run(url: string): Promise<void> {
  const ledger = await opened({ url });
  for (let n = 0; ; n++) {
    const calls = Array.from({ length: 10 }, async (_, i) => {
      const stream = streamOf(String(i + 1));
      const { head } = await ledger.record(
        says(stream, report('sjj', n % 100), { key: `k${n}`, actor: 'll-sjj' }),
      );
      writeSync(1, `${stream} ${head.seq}\n`);
    });
    await Promise.all(calls);
  }
}

void run(process.argv[2] ?? '');
