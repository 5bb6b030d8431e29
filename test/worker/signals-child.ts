import { processIo } from '../../worker/io';
import { listenForStop } from '../../worker/signals';
import { makeLog } from '../../worker/log';

// A process of its own that goes on talking and logging until it is asked to stop, as `duban start` does.
const io = processIo();
const log = makeLog('info', null);
const stop = listenForStop();
let said = 0;
const timer = setInterval(() => {
  said += 1;
  io.out(`line ${said}`);
  io.err(`note ${said}`);
  io.progress(`progress ${said}`);
  log.info({ said });
}, 1);
void stop.asked.then((signal) => {
  clearInterval(timer);
  // What it has to tell, now that nobody may be listening, is its exit code.
  process.exit(signal === 'SIGTERM' && said > 0 ? 7 : 1);
});
