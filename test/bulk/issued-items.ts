import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandDigest, type CommandParts } from '../../office/running/command';
import type { Duban } from '../../office/running/duban';
import { bulkOutcome, planOrder } from '../../office/bulk/change-set';
import { type BulkAsked, type BulkOrder, type BulkOutcome, openItemsOf } from '../../office/bulk/order';
import type { PlanItem } from '../../domain/plan/types';
import { refuse, text } from '../../domain/problem';
import type { Ledger } from '../../ledger/ledger';
import { moment } from '../support/item';
import { makeChanges } from '../support/change-sets';
import { call, issuedLedger, NO_HEAD, opened } from '../support/ledger';

/** The moment of every command: the day after issuing. */
export const NOW = moment('2025-07-01 10:00');

/** A ledger with issued items, and a façade that records straight into it until it is broken off. */
export interface IssuedItems {
  readonly ledger: Ledger;
  readonly duban: Pick<Duban, 'command'>;
  readonly kickMailroom: () => Promise<void>;
  /** Commands from this one on find no service; null: all find it. */
  breaksAt: number | null;
  readonly asked: CommandParts[];
  send(order: BulkOrder): Promise<BulkOutcome>;
  /** Sends a batch for all open items of the notice. */
  run(asked: BulkAsked, key?: string): Promise<BulkOutcome>;
  order(asked: BulkAsked, key?: string): Promise<BulkOrder>;
  /** The date in force of a unit on an item. */
  dueOf(key: string, unit: string): Promise<string | undefined>;
  close(): Promise<void>;
}

const gone = refuse('no-temporal', text('没有应答', 'no answer'), text('稍后再试', 'try again later'));

/** Opens a ledger with items that have begun, but for the last few. */
export async function openIssuedItems(items: readonly PlanItem[], notBegun = 0): Promise<IssuedItems> {
  const folder = mkdtempSync(join(tmpdir(), 'duban-bulk-'));
  const ledger = await opened({ url: `sqlite:${join(folder, 'ledger.db')}`, groupMs: 0 });
  const streams = await issuedLedger(ledger, items);
  for (const stream of streams.slice(0, streams.length - notBegun)) await ledger.record(call(stream));
  const asked: CommandParts[] = [];
  const desk: IssuedItems = {
    ledger,
    asked,
    breaksAt: null,
    kickMailroom: () => Promise.resolve(),
    duban: {
      async command(parts) {
        if (desk.breaksAt !== null && asked.length >= desk.breaksAt) return gone;
        asked.push(parts);
        const { stream, command, actor, onBehalf = null, key = 'none' } = parts;
        const digest = commandDigest(command, actor, onBehalf);
        const envelopes = [{ key, digest, actor, onBehalf, command }];
        const { answers } = await ledger.record({
          stream,
          head: NO_HEAD,
          now: NOW,
          commands: envelopes,
          wake: false,
        });
        const answer = answers[key];
        if (!answer) throw new Error('no answer');
        return answer.ok ? { ok: true, value: answer } : answer;
      },
    },
    order: async (asked, key = 'k') => ({
      items: await openItemsOf(ledger, 'n1'),
      key,
      actor: 'ddy',
      onBehalf: null,
      asked,
    }),
    run: async (asked, key) => desk.send(await desk.order(asked, key)),
    send: async (order) =>
      bulkOutcome(await makeChanges(ledger, desk.duban, await planOrder(ledger, order), NOW)),
    async dueOf(key, unit) {
      const state = await ledger.item(`item/n1/${key}`);
      const part = state?.assignments.find((one) => one.unit === unit);
      return part?.rounds.find(({ outcome }) => outcome === null)?.versions.at(-1)?.due.date;
    },
    async close() {
      await ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return desk;
}
