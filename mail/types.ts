import type { Problem } from '../domain/problem';
import type { Instant } from '../domain/time';
import type { ClaimedMail, DeliveryOutcome } from '../domain/digest/delivery';

/** One mail as it goes to a transport; text and HTML say the same. */
export interface RenderedMail {
  readonly messageId: string;
  readonly date: Instant;
  readonly from: string;
  readonly replyTo: string;
  readonly to: readonly { readonly name: string; readonly address: string }[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly ics: { readonly method: 'REQUEST' | 'CANCEL' | 'PUBLISH'; readonly content: string } | null;
  /** Files that go with it beside the calendar: texts of notices. */
  readonly enclosures: readonly { readonly filename: string; readonly content: string }[];
  readonly headers: Readonly<Record<string, string>>;
  readonly references: string | null;
}

/** Where mails go. Never throws: a fault is an outcome. */
export interface Transport {
  /** `smtp://host:port` without credentials, or "sandbox". */
  readonly name: string;
  send(mail: RenderedMail, claimed: ClaimedMail): Promise<DeliveryOutcome | ConnectionFailed>;
  close(): Promise<void>;
}

/** No connection at all; three in a row end a chunk, the mail is ready again. */
export interface ConnectionFailed {
  readonly type: 'connection';
  readonly problem: Problem;
}

/** How an edition is written: as a mail, or as a sheet that a person hands over (人工送达). */
export type MailForm = 'mail' | 'sheet';
