import { sha256 } from '../journal/canonical';
import type { Edition } from './types';

/** The text of a notice as it goes with a letter of assignment (通知原文). */
export interface NoticeText {
  readonly title: string;
  /** sha256 of the text, under which its import is journaled. */
  readonly digest: string;
  /** Null: too long to be sent. */
  readonly text: string | null;
}

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
  /** Texts of the notices of a letter; none where the policy does not want them. */
  readonly notices: readonly NoticeText[];
}

/** A mail as it stands written, for showing and filing: to nobody, in no series, without a checkpoint or enclosures. */
export const asWritten = ({
  key,
  edition,
  messageId,
}: Pick<ClaimedMail, 'key' | 'edition' | 'messageId'>): ClaimedMail => ({
  ...{ key, edition, messageId },
  ...{ references: null, checkpoint: null, recipients: [], notices: [] },
});

/** A contact at an address, without saying either: who claims a mail later may send it to others. */
export const recipientMark = ({
  contact,
  address,
}: Pick<ClaimedMail['recipients'][number], 'contact' | 'address'>): string => sha256(`${contact} ${address}`);

/**
 * How sending one mail ended, by recipient. A response that starts with 5 condemns its mailbox; one that starts with
 * 4 (put off, while others have the mail) or with no code (barred by the allow-list) does not.
 */
export type DeliveryOutcome =
  | {
      readonly type: 'sent';
      readonly response: string;
      readonly refused: readonly { readonly contact: string; readonly response: string }[];
      /** Marks of those to whom it was sent, the refused too; absent: of all who wait for it. */
      readonly to?: readonly string[] | undefined;
    }
  /** All recipients refused for good (5xx at RCPT): contacts marked, task opened. */
  | {
      readonly type: 'failed';
      readonly response: string;
      readonly refused: readonly { readonly contact: string; readonly response: string }[];
    }
  /** 4xx, or an error before the final dot: ready again later, but for those who were refused for good. */
  | {
      readonly type: 'later';
      readonly response: string;
      readonly refused?: readonly { readonly contact: string; readonly response: string }[];
    }
  /** The connection broke after the final dot: policy decides. */
  | { readonly type: 'unknown'; readonly response: string };
