import { rmSync } from 'node:fs';
import { civilDate, instantAt } from '../../../domain/time';
import { openLedger } from '../../../ledger/open';
import type { Transport } from '../../../mail/types';
import { quietRuntime, workflowBundle } from '../../../test/support/engine';
import { sure } from '../../../test/support/sure';
import { openRehearsalStage } from '../../../worker/rehearse/stage';
import { makeHome } from '../stage';
import { issueYear, ledgerUrl, streamAt } from '../town';
import type { Bench } from './context';

/** A mail server that takes everything at once: this phase counts events. */
const anywhere: Transport = {
  name: 'nowhere',
  send: () => Promise.resolve({ type: 'sent', response: '250 taken', refused: [] }),
  close: () => Promise.resolve(),
};

const END = instantAt(civilDate('2026-03-02'), '00:00', 'Asia/Shanghai');

async function eventsOfYear(units: number): Promise<{ workflow: number; journal: number }> {
  const home = makeHome();
  const ledger = sure(await openLedger({ url: ledgerUrl(home) }));
  const startAt = await issueYear(ledger, units);
  quietRuntime();
  const bundle = await workflowBundle();
  const { env } = process;
  const stage = sure(
    await openRehearsalStage({
      ledger,
      transport: anywhere,
      bundle,
      startAt,
      env,
      progress: () => undefined,
    }),
  );
  try {
    await stage.duban.ensureAll();
    await stage.moveTo(END);
    const stream = streamAt(0);
    return { workflow: await stage.eventsOf(stream), journal: (await ledger.history(stream)).length };
  } finally {
    await stage.close();
    await ledger.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Events of an item's year, issued on 1 July, due on 31 December, never signed and never done, until March. */
export async function year(bench: Bench): Promise<void> {
  for (const units of [5, 50, 500]) {
    bench.say(`a year of an item of ${units} units`);
    const { workflow, journal } = await eventsOfYear(units);
    const who = `an item of ${units} units`;
    const target = { says: '≤ 250', met: workflow <= 250 };
    bench.figure({
      who,
      what: "events of its workflow's history in a year",
      value: workflow,
      unit: '',
      target,
    });
    bench.figure({ who, what: 'events of its journal', value: journal, unit: '', target: null });
  }
}
