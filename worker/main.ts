import { EXIT } from '../client/cli/exit';
import { runCli } from '../client/cli/main';
import type { Result } from '../domain/problem';
import { serveConsole } from './console';
import { processIo } from './io';
import { endRuntime } from './log';
import { rehearseCommand } from './rehearse/command';
import { serve } from './serve';
import { endingQuietly, listenForStop, type StopRequest, type StopSignal } from './signals';
import { start } from './start';

/** As a shell counts a process that a signal has ended. */
const ENDED_BY = { SIGINT: EXIT.interrupted, SIGTERM: 143 } as const;

/**
 * The command `duban`: its exit code. Ctrl-C gives 130 and SIGTERM 143 when it came before the work was done or running;
 * workers that SIGTERM ends after that give 0.
 */
async function main(argv: readonly string[]): Promise<number> {
  let stop: StopRequest | null = null;
  const listen = (): StopRequest => (stop ??= listenForStop());
  const until = <T>(work: (asked: StopRequest) => Promise<Result<T>>): Promise<Result<T>> =>
    endingQuietly(listen(), work(listen()));
  const code = await runCli(
    argv,
    {
      start: (session, view) => until((asked) => start(session, asked, view)),
      worker: (session) => until((asked) => serve(session, asked)),
      console: (session) => until((asked) => serveConsole(session, asked)),
      rehearse: (session, folder, wishes) =>
        until((asked) => rehearseCommand(session, folder, wishes, asked)),
    },
    processIo(),
  );
  await endRuntime();
  const signal = signalOf(stop);
  return code === EXIT.interrupted || (code === EXIT.ok && signal === 'SIGINT')
    ? ENDED_BY[signal ?? 'SIGINT']
    : code;
}

const signalOf = (stop: StopRequest | null): StopSignal | null => stop?.signal ?? null;

if (require.main === module) {
  // Whatever we make (ledger, logs, receipts, exports, files of the engine) is for its owner alone.
  process.umask(0o077);
  void main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
