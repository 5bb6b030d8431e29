import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './is-alive';
import { startPostgres } from './postgres-server';

/** Keeps one server for all tests of a run, and takes it away when that has ended, however it did. */
async function keep(folder: string, run: number): Promise<void> {
  const tell = (words: object): void => {
    writeFileSync(join(folder, 'state.part'), JSON.stringify(words));
    renameSync(join(folder, 'state.part'), join(folder, 'state.json'));
  };
  try {
    const server = await startPostgres({ folder });
    tell({ port: server.port });
    while (isAlive(run)) await new Promise((resolve) => setTimeout(resolve, 300));
    await server.remove();
  } catch (error) {
    tell({ error: error instanceof Error ? error.message : String(error) });
  }
}

void keep(process.argv[2] ?? '', Number(process.argv[3]));
