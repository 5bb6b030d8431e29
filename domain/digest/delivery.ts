import type { Edition } from './types';

/** One mail claimed for sending: state at this very moment. */
export interface ClaimedMail {
  readonly key: string;
  readonly edition: Edition;
  readonly messageId: string;
  /** Message-ID of the first mail of its series (the unit's letter), for References; null for itself. */
  readonly references: string | null;
  /** The latest signed checkpoint when it was composed. */
  readonly checkpoint: string | null;
  readonly recipients: readonly {
    readonly contact: string;
    readonly address: string;
    readonly name: string;
  }[];
}

/**
 * How sending one mail ended, by recipient. A response that starts with 5 condemns its mailbox; one that starts with
 * 4 (put off, while others have the mail) or with no code (barred by the allow-list) does not.
 */
export type Outcome =
  | {
      readonly type: 'sent';
      readonly response: string;
      readonly refused: readonly { readonly contact: string; readonly response: string }[];
    }
  /** All recipients refused for good (5xx at RCPT): contacts marked, task opened. */
  | {
      readonly type: 'failed';
      readonly response: string;
      readonly refused: readonly { readonly contact: string; readonly response: string }[];
    }
  /** 4xx, or an error before the final dot: ready again later. */
  | { readonly type: 'later'; readonly response: string }
  /** The connection broke after the final dot: policy decides. */
  | { readonly type: 'unknown'; readonly response: string };
