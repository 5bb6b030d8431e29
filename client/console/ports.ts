import type { Result } from '../../domain/problem';
import type { Instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import type { Duban } from '../duban';

/** What runs around the console: one line each on the system's page and in /readyz. */
export interface Look {
  readonly name: string;
  readonly level: 'ok' | 'warn' | 'bad';
  readonly said: { readonly zh: string; readonly en: string };
}

/** The demonstration's clock and actors; absent in production. */
export interface Demonstration {
  /** Moves the office's clock to an instant; everything runs again from the ledger. Returns once it does. */
  moveTo(to: Instant): Promise<Result<null>>;
  /** What a move is doing, null when none is under way. */
  moving(): string | null;
}

/** What pages ask of the façade. */
export type Acts = Pick<Duban, 'command' | 'issue' | 'begin' | 'pause' | 'resume' | 'retryMails'>;

/** Everything that the console stands on. */
export interface ConsolePorts {
  readonly ledger: Ledger;
  /** The façade for what changes something; refuses while the engine is away. */
  readonly duban: () => Promise<Result<Acts>>;
  /** The office's clock. */
  readonly clock: () => Instant;
  /** Address under which browsers reach the console, without a path: "https://duban.example". */
  readonly publicUrl: string;
  readonly production: boolean;
  readonly version: string;
  /** Folder for uploaded files, named by digest. */
  readonly files: string;
  /** Folder of the sandbox mailbox; null when mails leave. */
  readonly mailbox: string | null;
  /** Whether ledger, engine, mailroom and mail server are there; slow looks are left out when `quick`. */
  readonly looks: (quick: boolean) => Promise<readonly Look[]>;
  /** Settings with secrets masked, for the system's page. */
  readonly settings: readonly (readonly [string, string])[];
  readonly demonstration: Demonstration | null;
}
