import type { Vocabulary } from '../../domain/notice/types';
import type { Result, Text } from '../../domain/problem';
import type { Roster } from '../../domain/roster/types';
import type { Instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import type { AddressList } from '../../office/access/addresses';
import type { VerifyProgress } from '../../ledger/log/verify';
import type { ArchiveOrder, ZippedArchive } from '../../office/evidence/archive-whole';
import type { TellProgress } from '../../office/evidence/background';
import type { VerifiedWhole } from '../../office/evidence/verification';
import type { Oidc } from '../../office/access/oidc';
import type { Duban } from '../../office/running/duban';
import type { Look } from '../../office/health/look';
import type { Scan } from './files/scan';
import type { ConsoleFault } from './web/fault';

/** The demonstration's clock; absent in production. */
export interface Demonstration {
  /** Begins to move the office's clock to an instant, each slot on the way being lived through; one move at a time. */
  moveTo(to: Instant): void;
  /** Where a move has come to, null when none is under way. */
  moving(): string | null;
  /** Why the last move did not come to its end; null when it did. */
  failed(): Text | null;
}

/** A gateway in front of the console that has asked already who somebody is (统一门户). */
export interface Gateway {
  /** The header in which it names the account. */
  readonly header: string;
  /** Connections from here alone are believed. */
  readonly from: AddressList;
}

/** A request that was answered, as it may be kept: nothing that was typed, and no link. */
export interface AnsweredRequest {
  readonly method: string;
  /** The pattern of the route, not the address: addresses hold the tokens of links. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  /** Who was signed in; null: nobody. */
  readonly account: string | null;
  /** Where the request came from, behind proxies that are believed. */
  readonly from: string;
}

/** What pages ask of the façade. */
export type ActPorts = Pick<
  Duban,
  'command' | 'issue' | 'ensureAll' | 'begin' | 'runErrands' | 'pause' | 'resume' | 'retryMails'
>;

/** Dependencies of the console. */
export interface ConsolePorts {
  readonly ledger: Ledger;
  /** The façade for what changes something; refuses while the engine is away. */
  readonly duban: () => Promise<Result<ActPorts>>;
  /** The office's clock. */
  readonly clock: () => Instant;
  /** Address under which browsers reach the console, without a path: "https://duban.example". */
  readonly publicUrl: string;
  readonly production: boolean;
  readonly version: string;
  /** What notices are read with: the roster, and the names that this office taught. */
  readonly vocabulary: (roster: Roster) => Promise<Vocabulary>;
  /** Folder for uploaded files, named by digest. */
  readonly files: string;
  /** Folder that says how far long works have come, the same for all consoles of a home. */
  readonly works: string;
  /** Looks through what is uploaded; null: no scanner is set. */
  readonly scan: Scan | null;
  /** Folder of the sandbox mailbox; null when mails leave. */
  readonly mailbox: string | null;
  /** The looks of `duban doctor`: what a console cannot do without, all but the slow ones, or all. */
  readonly looks: (how: 'quick' | 'shallow' | 'deep') => Promise<readonly Look[]>;
  /** Those quick checks that failed within the last seconds; runs none. */
  readonly troubles: () => readonly Look[];
  /** Sign-in by a provider or a gateway, and the proxies whose word about addresses is taken; null: there is none. */
  readonly oidc: Oidc | null;
  readonly gateway: Gateway | null;
  readonly proxies: AddressList | null;
  /** Verifies the whole ledger apart from the console's own work. */
  readonly verifyApart: (progress: VerifyProgress) => Promise<VerifiedWhole>;
  /** Makes the archive of a year in one file, apart from the console's own work; the one before is removed. */
  readonly archiveApart: (order: ArchiveOrder, progress: TellProgress) => Promise<ZippedArchive>;
  /** Settings with secrets masked, for the system's page. */
  readonly settings: readonly (readonly [string, string])[];
  readonly demonstration: Demonstration | null;
  /** Hears of each request that was answered, for the access log and the metrics. */
  readonly answered: (request: AnsweredRequest) => void;
  /** Writes an unexpected error of a page into the log. */
  readonly logFault: (fault: ConsoleFault) => void;
}
