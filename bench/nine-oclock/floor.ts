import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { runChild, tell } from './child';
import { Letter, mailPool } from './mails';

/** A bare loop: what no program can undercut with this mail library, this server and these mails. */
export const FloorJob = z.object({
  port: z.number(),
  connections: z.number(),
  letters: z.array(Letter),
  /** The host's clock at which it begins, ms. */
  at: z.number(),
});

function work(given: unknown): () => Promise<unknown> {
  const { port, connections, letters, at } = FloorJob.parse(given);
  const mails = letters.map(({ key, to, file }) => ({ key, to, raw: readFileSync(file) }));
  const pool = mailPool(port, connections);
  tell({ type: 'ready', at: Date.now() });
  setTimeout(
    () => {
      for (const { key, to, raw } of mails)
        pool.sendMail({ envelope: { from: 'duban@qingpu.example', to: [to] }, raw }, (error) => {
          if (error) throw error;
          tell({ type: 'sent', key, at: Date.now() });
        });
    },
    Math.max(0, at - Date.now()),
  );
  return () => {
    pool.close();
    return Promise.resolve();
  };
}

if (require.main === module) runChild((job) => Promise.resolve(work(job)));
