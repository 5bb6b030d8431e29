import type { Text } from '../domain/problem';

/** Takes one line for the person who waits. */
export type EngineProgress = (line: Text) => void;

/** The variables of the process; only TEMPORAL_*, DUBAN_CACHE, XDG_CACHE_HOME, HOME and PATH are read. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Address {
  /** host:port of the gRPC front end. */
  readonly address: string;
  readonly namespace: string;
}

/** A server that answers, its search attributes and retention set. */
export interface Engine extends Address {
  /** The process, when it is one of ours. */
  readonly pid?: number;
  /** Its database was made just now: the caller must `ensure` everything that should run. */
  readonly fresh: boolean;
  /** SIGTERM, wait, SIGKILL for a server of ours; nothing for another's. Never rejects. */
  stop(): Promise<void>;
}
