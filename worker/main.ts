import { EXIT } from '../client/cli/exit';
import { runCli } from '../client/cli/main';
import { processIo } from './io';
import { endRuntime } from './log';
import { rehearse } from './rehearse/command';
import { serve } from './serve';
import { listenForStop, type StopRequest } from './signals';
import { start } from './start';

const interrupted = (stop: StopRequest | null): boolean => stop?.signal === 'SIGINT';

/** The command `duban`: its exit code; 130 when Ctrl-C ended what runs until then. */
async function main(argv: readonly string[]): Promise<number> {
  let stop: StopRequest | null = null;
  const listen = (): StopRequest => (stop ??= listenForStop());
  const code = await runCli(
    argv,
    {
      start: (session, view) => start(session, listen(), view),
      worker: (session) => serve(session, listen()),
      rehearse,
    },
    processIo(),
  );
  await endRuntime();
  return code === EXIT.ok && interrupted(stop) ? EXIT.interrupted : code;
}

if (require.main === module)
  void main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
