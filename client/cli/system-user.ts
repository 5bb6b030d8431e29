import { userInfo } from 'node:os';
import type { Result } from '../../domain/problem';
import { OFFICE } from '../../domain/journal/streams';
import type { ChainedEvent } from '../../domain/journal/types';
import { fromJson, type Json } from '../../ledger/database/stored';
import type { Ledger } from '../../ledger/ledger';
import type { Session } from './session';
import { flagOption, type Options } from './verb';

/** Body of `commandLine` in the stream `office`: which user of the operating system gave the command of a request key. */
interface CommandLine {
  readonly key: string;
  readonly verb: string;
  readonly user: string;
}

/** The user of the operating system whose process this is, `os:NAME`; its number where it has no name. */
export function systemUser(): string {
  try {
    return `os:${userInfo().username}`;
  } catch {
    return `os:${process.getuid?.() ?? 'unknown'}`;
  }
}

/** A command as it was called, and what came of it. */
interface Called {
  readonly verb: string;
  /** The request keys that it asked for. */
  readonly keys: ReadonlySet<string>;
  readonly options: Options;
  readonly result: Result<unknown>;
}

/**
 * Journals which user of the operating system gave a command that succeeded, or may have: the account says in whose
 * name, anybody with the home can choose it outside production. Once for a request key.
 */
export async function noteSystemUser(
  session: Session,
  { verb, keys, options, result }: Called,
): Promise<void> {
  const wrote = result.ok || result.problem.code === 'outcome-unknown';
  if (keys.size === 0 || !wrote || flagOption(options, 'dryRun')) return;
  const ledger = await session.ledgerIfAny();
  if (!ledger.ok || ledger.value === null) return;
  const user = systemUser();
  for (const key of keys) {
    const body: CommandLine = { key, verb, user };
    const by = { actor: user, now: session.now(), requestKey: `cli/${key}` };
    await ledger.value.noteAccess('commandLine', body, by);
  }
}

/** Which user of the operating system gave the command that an event came from; null: none did, or it is not known. */
export async function systemUsers(
  ledger: Pick<Ledger, 'eventsOfType'>,
): Promise<(event: Pick<ChainedEvent, 'requestKey'>) => string | null> {
  const users = new Map<string, string>();
  for (const { body } of await ledger.eventsOfType(OFFICE, 'commandLine')) {
    const line: Json<CommandLine> = body;
    const { key, user } = fromJson(line);
    users.set(key, user);
  }
  // Batches add the item and the part to the key of their call.
  return ({ requestKey }) =>
    requestKey === null
      ? null
      : ([requestKey, ...partsBefore(requestKey)]
          .map((key) => users.get(key))
          .find((one) => one !== undefined) ?? null);
}

const partsBefore = (key: string): readonly string[] =>
  [...key.matchAll(/[/:|]/g)].map(({ index }) => key.slice(0, index)).reverse();
