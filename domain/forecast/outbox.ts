import { leavesBy, sameMatter, editionTask, waitingTask, type Channel } from '../digest/handover';
import type { DueMail } from '../digest/edition';
import type { WaitingTask } from '../digest/snapshot';
import type { OutboxRow } from '../item/outbox';
import { takenKeys } from '../digest/mail-ref';
import { rowKey } from '../item/outbox';
import type { Office } from '../office';
import type { Instant } from '../time';

/** Rows and mails of a forecast in memory, with the ledger's rules: a row belongs to one mail, a key is used once. */
export interface Outbox {
  /** Rows that no mail has taken and that wait for no approval. */
  free(): readonly OutboxRow[];
  /** Open tasks of the mailroom: sheets to hand over, addresses to find. */
  tasks(): readonly WaitingTask[];
  put(rows: readonly OutboxRow[]): void;
  /** Takes a mail's rows; gives the channel it leaves by. */
  post(mail: DueMail, at: Instant): Channel;
}

/** An empty outbox. */
export function makeOutbox(office: Office): Outbox {
  const waiting = new Map<string, OutboxRow>();
  const told = new Set<string>();
  const tasks = new Map<string, WaitingTask>();
  return {
    free: () => [...waiting.values()].filter((row) => !row.waits),
    tasks: () => [...tasks.values()],
    put(rows) {
      for (const row of rows) if (!told.has(rowKey(row))) waiting.set(rowKey(row), row);
    },
    post(mail, at) {
      for (const key of takenKeys(mail)) {
        waiting.delete(key);
        told.add(key);
      }
      const channel = leavesBy(mail, office);
      if (channel === 'mail') return channel;
      const task = editionTask(mail.write(), channel);
      if (![...tasks.keys()].some((id) => sameMatter(id, task.id))) tasks.set(task.id, waitingTask(task, at));
      return channel;
    },
  };
}
