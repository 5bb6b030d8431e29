import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Command } from '../../domain/item/commands';
import { itemRow } from '../../domain/view/rows';
import {
  accept,
  ask,
  cancel,
  handIn,
  release,
  reopen,
  report,
  returnReport,
  revoke,
  sign,
} from '../support/commands';
import { after, issued, moment, officeSays, unitSays, type Said } from '../support/item';
import { testOffice } from '../support/office';

const BY_UNITS = { sign, report, handIn, ask } as const;
const BY_OFFICE = { accept, revoke, release, returnReport } as const;

const at = z.string();
const unit = z.string();
const step = z.discriminatedUnion('do', [
  z.strictObject({ at, do: z.enum(['sign', 'report', 'handIn']), unit }),
  z.strictObject({ at, do: z.literal('ask'), unit, date: z.string() }),
  z.strictObject({ at, do: z.enum(['accept', 'revoke', 'release', 'returnReport']), unit }),
  z.strictObject({ at, do: z.literal('cancel') }),
  z.strictObject({ at, do: z.literal('reopen'), date: z.string() }),
]);

const { units, cases } = z
  .strictObject({
    units: z.record(z.string(), z.enum(['lead', 'each', 'support'])),
    cases: z.array(z.strictObject({ name: z.string(), steps: z.array(step), signed: z.int(), of: z.int() })),
  })
  .parse(parse(readFileSync(join(__dirname, '..', 'vectors', 'signed.yaml'), 'utf8')));

function said(act: z.infer<typeof step>): Said {
  const by = (command: Command): Said => officeSays(act.at, command);
  switch (act.do) {
    case 'cancel':
      return by(cancel);
    case 'reopen':
      return by(reopen(act.date));
    case 'ask':
      return unitSays(act.at, BY_UNITS.ask(act.unit, act.date));
    case 'sign':
    case 'report':
    case 'handIn':
      return unitSays(act.at, BY_UNITS[act.do](act.unit));
    default:
      return by(BY_OFFICE[act.do](act.unit));
  }
}

describe('已签收, counted by hand', () => {
  it.each(cases)('$name: $signed/$of', ({ steps, signed, of }) => {
    const state = after(issued({ units }), steps.map(said));
    const row = itemRow(state, testOffice(), moment('2025-07-04'));
    expect([row.signed, row.units]).toEqual([signed, of]);
  });
});
