import { dirname } from 'node:path';
import { commandLine } from '../test/support/cli';
import { timed } from './timed';

/** `duban audit show` of an item of the ledger that verify-million.ts filled, as its user calls it, three times. */
async function auditShow(file: string): Promise<void> {
  const duban = commandLine({ home: dirname(file), env: { DUBAN_DATABASE_URL: `sqlite:${file}` } });
  for (let n = 0; n < 3; n += 1)
    await timed('duban audit show, from its call to its last line', async () => {
      const { code, out, err } = await duban('audit', 'show', 'item/n7/7');
      if (code !== 0 || !out.includes('#50 ')) throw new Error(`audit show: ${code} ${err}`);
    });
}

void auditShow(process.argv[3] ?? '');
