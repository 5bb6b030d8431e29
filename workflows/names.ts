import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** What the queues and workflows of one ledger are called; several ledgers share a namespace and never touch each other's. */
export interface Names {
  readonly ledger: string;
  /** Task queues: items, the mailroom's own work, posting. */
  readonly queues: {
    readonly items: string;
    readonly mailroom: string;
    readonly post: string;
  };
  /** A queue that never has any work: it is asked when the time of the server is to be known. */
  readonly clockQueue: string;
  /** The workflow of an item, by its stream. */
  readonly item: (stream: string) => string;
  /** The one mailroom (收发室). */
  readonly mailroom: string;
  /** One issuing run (交办) of a notice. */
  readonly issue: (notice: string, batch: number) => string;
  /** A change set (变更集), by its key. */
  readonly changes: (key: string) => string;
}

/** The names of a ledger, by its id. */
export const namesOf = (ledger: string): Names => ({
  ledger,
  queues: {
    items: `duban-${ledger}-items`,
    mailroom: `duban-${ledger}-mailroom`,
    post: `duban-${ledger}-post`,
  },
  clockQueue: `duban-${ledger}-clock`,
  item: (stream) => `${ledger}/${stream}`,
  mailroom: `${ledger}/mailroom`,
  issue: (notice, batch) => `${ledger}/issue/${notice}/${batch}`,
  changes: (key) => `${ledger}/changes/${key}`,
});

/** The id of the ledger to which a workflow belongs, by the workflow's id. */
export const ledgerOf = (workflowId: string): string => workflowId.slice(0, workflowId.indexOf('/'));

/** Header of every activity call: the id of the ledger that it is meant for. */
export const LEDGER_HEADER = 'duban-ledger';

/** The notice (要点) of an item, set when its workflow is started. */
export const NOTICE_ATTRIBUTE = defineSearchAttributeKey('DubanNotice', SearchAttributeType.KEYWORD);

/** The state of an item (issued … cancelled), set again only when it has changed. */
export const STATE_ATTRIBUTE = defineSearchAttributeKey('DubanState', SearchAttributeType.KEYWORD);
