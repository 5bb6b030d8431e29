import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { civilDate } from '../../../domain/time';
import { openHome } from '../../../engine/home';
import type { Ledger } from '../../../ledger/ledger';
import { moment } from '../../support/item';
import { opened } from '../../support/ledger';
import { testFolder } from '../database';
import { DATABASES, openIssuedMailroom, type IssuedMailroom } from '../mails/issued-mailroom';

const AT = moment('2025-09-17 09:00');

describe.each(DATABASES)("a log's key that cannot be written, on $name", (database) => {
  let room: IssuedMailroom;
  let folder: ReturnType<typeof testFolder>;
  let ledger: Ledger | null = null;
  beforeEach(async () => {
    folder = testFolder();
    room = await openIssuedMailroom(database, { underway: false });
    await room.wake('2025-09-17 08:55');
  });
  afterEach(async () => {
    await ledger?.close();
    await room.close();
    folder.remove();
  });
  const composeWith = async (file: string): Promise<number> => {
    ledger = await opened({ url: room.database.url, logKey: { file, origin: null } });
    await ledger.composeSlot({ slot: civilDate('2025-09-17'), now: AT, after: null, limit: 500 });
    return (await ledger.pending(AT)).ready;
  };

  it('holds up no mail: the checkpoint is not signed', async () => {
    writeFileSync(join(folder.path, 'no-folder'), '');
    expect(await composeWith(join(folder.path, 'no-folder', 'log.key'))).toBeGreaterThan(0);
    expect((await ledger?.lastCheckpoint())?.note).toBeNull();
  });

  it('has its folder made when that is missing', async () => {
    const file = join(folder.path, 'home', 'log.key');
    expect(await composeWith(file)).toBeGreaterThan(0);
    expect(existsSync(file)).toBe(true);
    expect((await ledger?.lastCheckpoint())?.note).not.toBeNull();
  });
});

describe('a home that a worker or a console is started on', () => {
  it('is made when it is missing, and refused where it cannot be', () => {
    const folder = testFolder();
    const home = join(folder.path, 'a', 'b');
    expect(openHome(home)).toMatchObject({ ok: true });
    expect(existsSync(home)).toBe(true);
    writeFileSync(join(folder.path, 'file'), '');
    expect(openHome(join(folder.path, 'file', 'home'))).toMatchObject({ problem: { code: 'home-unusable' } });
    folder.remove();
  });
});
