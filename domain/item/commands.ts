import type { AccountId, UnitId } from '../roster/types';
import type { CivilDate } from '../time';
import type { Role } from './types';

/** A file named in a report or hand-in: its name and sha256; the file itself stays where it is. */
export interface FileRef {
  readonly name: string;
  readonly sha256: string;
}

/** A phone record; who was spoken to is kept in an erasable side table under `whoRef`. */
export interface PhoneRecord {
  readonly whoRef: string;
  readonly answer: string;
}

/** How a unit said what a coordinator enters for it (代录来源). */
export type Source = 'mail' | 'phone' | 'paper';

interface OnUnit {
  readonly unit: UnitId;
  /** Recurring items: which occurrence; default the first that waits for such an act, else the first not accepted. */
  readonly occurrence?: number;
}

/** What may be asked of an issued item. Dates and units are already resolved; texts are at most 4,000 characters. */
export type Command =
  | ({ readonly type: 'acknowledge' } & OnUnit)
  | ({
      readonly type: 'report';
      readonly percentage: number;
      readonly text: string;
      readonly files: readonly FileRef[];
    } & OnUnit)
  | ({ readonly type: 'returnReport'; readonly reason: string } & OnUnit)
  | ({
      readonly type: 'requestExtension';
      readonly date: CivilDate;
      readonly reason: string;
      readonly progress: string;
      readonly approver: string;
    } & OnUnit)
  | ({ readonly type: 'withdrawExtension' } & OnUnit)
  | ({ readonly type: 'grant'; readonly date: CivilDate } & OnUnit)
  | ({ readonly type: 'refuse'; readonly reason: string } & OnUnit)
  | ({
      readonly type: 'submitCompletion';
      readonly text: string;
      readonly files: readonly FileRef[];
    } & OnUnit)
  | ({ readonly type: 'withdrawCompletion' } & OnUnit)
  | ({ readonly type: 'accept'; readonly text: string } & OnUnit)
  | ({ readonly type: 'return'; readonly reason: string; readonly date?: CivilDate } & OnUnit)
  | {
      readonly type: 'changeDeadline';
      readonly date: CivilDate;
      readonly reason: string;
      readonly unit?: UnitId;
      readonly occurrence?: number;
    }
  | {
      readonly type: 'assign';
      readonly unit: UnitId;
      readonly role: Role;
      readonly date?: CivilDate;
      readonly reason: string;
    }
  | { readonly type: 'release'; readonly unit: UnitId; readonly reason: string }
  | { readonly type: 'changeLead'; readonly unit: UnitId; readonly reason: string }
  | {
      readonly type: 'taskDone';
      readonly task: string;
      readonly result: string;
      readonly send?: boolean;
      readonly phone?: PhoneRecord;
    }
  | {
      readonly type: 'urge';
      /** Empty: every unit of the item that still has something to do. */
      readonly units: readonly UnitId[];
      readonly text: string;
      readonly phone?: PhoneRecord;
      readonly again: boolean;
    }
  | { readonly type: 'cancel'; readonly reason: string }
  | { readonly type: 'close'; readonly reason: string }
  | {
      readonly type: 'reopen';
      readonly date: CivilDate;
      readonly units: readonly UnitId[];
      readonly reason: string;
    }
  | {
      readonly type: 'yearEnd';
      readonly outcome: 'accept' | 'carry' | 'stop';
      readonly carriedTo?: string;
      readonly reason: string;
    };

export type CommandType = Command['type'];

/** Who entered a command: an account, or the reserved ids `temporal` (its own UI) and `duban` (the clock). */
export type Actor = AccountId;

/** A command on its way to an item: what, by whom, under which key. Holds no personal data. */
export interface Envelope {
  /** Request key chosen by the caller; the same key and content gives the same answer. */
  readonly key: string;
  /** sha256 of the canonical command, actor and onBehalf. */
  readonly digest: string;
  readonly actor: Actor;
  /** A coordinator enters for a unit. */
  readonly onBehalf: { readonly unit: UnitId; readonly source: Source } | null;
  readonly command: Command;
}
