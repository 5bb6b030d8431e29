import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { exportTiles, zipTiles } from '../../office/evidence/tiles';
import { EXIT } from '../../client/cli/exit';
import { checkpointLook } from '../../office/health/look';
import { formatVkey, noteKey } from '../../domain/journal/note';
import { bundlesOf, tilesOf } from '../../domain/journal/tiles';
import { tileEntries } from '../journal/memory-tree';
import { answerOf, type Ran } from '../support/cli';
import { moment } from '../support/item';
import { yearOfSuite, tamper } from './year';

const year = yearOfSuite();

const codeOf = (ran: Ran): string | undefined => answerOf(ran).error?.code;
const findingsOf = (ran: Ran): readonly string[] =>
  (answerOf(ran).data as { readonly findings: readonly { readonly code: string }[] }).findings.map(
    ({ code }) => code,
  );

describe('audit verify', () => {
  it('passes what nobody touched, with the checkpoints in the mails', async () => {
    expect(year.notes.length).toBeGreaterThan(20);
    const ran = await year.cli()('audit', 'verify', '--anchors', year.mails, '--json');
    expect(answerOf(ran).data).toMatchObject({ verified: true, anchors: { checkpoints: year.notes.length } });
    expect(ran.code).toBe(EXIT.ok);
  });

  it('compares notes and mailbox files as well', async () => {
    const mbox = join(dirname(year.file), 'all.mbox');
    writeFileSync(
      mbox,
      readdirSync(year.mails)
        .slice(5, 7)
        .map((name) => `From x\r\n${readFileSync(join(year.mails, name), 'utf8')}\r\n`)
        .join(''),
    );
    const note = join(dirname(year.file), 'checkpoint.txt');
    writeFileSync(note, year.notes[0] ?? '');
    const ran = await year.cli()('audit', 'verify', '--anchors', mbox, note, '--json');
    expect(answerOf(ran).data).toMatchObject({ anchors: { checkpoints: 3 }, verified: true });
  });

  it('names the oldest checkpoint that no longer fits', async () => {
    const changed = join(year.mails, '0-changed.eml');
    const [note = ''] = year.notes.slice(-1);
    writeFileSync(
      changed,
      `X-Duban-Checkpoint: ${Buffer.from(note.replace(/\n\d+\n/, '\n7\n')).toString('base64')}\n`,
    );
    const ran = await year.cli()('audit', 'verify', '--anchors', year.mails, '--json');
    rmSync(changed);
    expect(findingsOf(ran)).toEqual(['anchor-signature']);
    expect(ran.code).toBe(EXIT.findings);
  });

  it('finds a ledger that has lost its end', async () => {
    const file = year.copy();
    tamper(file, (raw) => {
      raw.exec(`delete from log_entries where idx > 200`);
    });
    const ran = await year.cli(file)('audit', 'verify', '--anchors', year.mails, '--json');
    expect(findingsOf(ran)).toContain('anchor-ahead');
  });

  it('says so when there is nothing to compare with', async () => {
    expect(codeOf(await year.cli()('audit', 'verify', '--anchors', testKeyFolder(), '--json'))).toBe(
      'nothing-to-check',
    );
    expect(codeOf(await year.cli()('audit', 'verify', '--anchors', '/no/such/mail.eml', '--json'))).toBe(
      'file-unreadable',
    );
  });
});

/** A folder with files of which none holds a checkpoint. */
function testKeyFolder(): string {
  const folder = join(dirname(year.file), 'mails-of-others.txt');
  writeFileSync(folder, 'Subject: nothing\r\n\r\nof ours\r\n');
  return folder;
}

describe('audit prove', () => {
  const files = async (): Promise<string> => {
    const to = dirname(year.file);
    const ran = await year.cli()('audit', 'prove', '3', '2', '--to', to, '--json');
    expect(ran.code).toBe(EXIT.ok);
    return join(to, 'item_n1_3_2.json');
  };

  it('writes an event and a proof that hold without the database', async () => {
    const event = await files();
    expect(JSON.parse(readFileSync(event, 'utf8'))).toMatchObject({ stream: 'item/n1/3', seq: 2 });
    const ran = await year.cli('/no/such.db')('audit', 'check-proof', event, '--json');
    expect(answerOf(ran).data).toMatchObject({ origin: 'duban.example/test' });
  });

  it.each([
    [
      'a changed event',
      'proof-differs',
      (event: string) => {
        writeFileSync(event, readFileSync(event, 'utf8').replace('"seq":2', '"seq":3'));
      },
    ],
    [
      'the proof of another event',
      'proof-differs',
      (event: string) => {
        const path = `${event}.tlog-proof`;
        writeFileSync(path, readFileSync(path, 'utf8').replace(/index \d+/, 'index 3'));
      },
    ],
    [
      'a proof that is cut',
      'bad-proof',
      (event: string) => {
        const path = `${event}.tlog-proof`;
        writeFileSync(path, readFileSync(path, 'utf8').slice(0, 90));
      },
    ],
    [
      'a proof whose checkpoint is cut',
      'bad-note',
      (event: string) => {
        const path = `${event}.tlog-proof`;
        writeFileSync(path, readFileSync(path, 'utf8').slice(0, -9));
      },
    ],
    [
      'a changed checkpoint',
      'bad-signature',
      (event: string) => {
        const path = `${event}.tlog-proof`;
        writeFileSync(
          path,
          readFileSync(path, 'utf8').replace(/duban\.example\/test\n(\d)/, 'duban.example/test\n9$1'),
        );
      },
    ],
    [
      'no proof',
      'file-unreadable',
      (event: string) => {
        rmSync(`${event}.tlog-proof`);
      },
    ],
    [
      'no key',
      'key-needed',
      (event: string) => {
        rmSync(join(dirname(event), 'log.vkey'));
      },
    ],
    [
      'half a key',
      'bad-key',
      (event: string) => {
        writeFileSync(join(dirname(event), 'log.vkey'), 'duban.example/test+530d903a');
      },
    ],
    [
      'a key of a kind that it does not know',
      'bad-key',
      (event: string) => {
        const unknown = noteKey('duban.example/test', 6, Buffer.alloc(1_312));
        writeFileSync(join(dirname(event), 'log.vkey'), formatVkey(unknown));
      },
    ],
    [
      'the key of another log',
      'unknown-signer',
      (event: string) => {
        writeFileSync(
          join(dirname(event), 'log.vkey'),
          'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
        );
      },
    ],
  ])('refuses %s as %s', async (_what, code, spoil) => {
    const event = await files();
    spoil(event);
    expect(codeOf(await year.cli()('audit', 'check-proof', event, '--json'))).toBe(code);
  });

  it.each([
    ['a stream that is not there', ['item/n1/99', '1'], 'item-not-found'],
    ['an event that is not there', ['3', '9999'], 'event-not-found'],
  ])('of %s is refused', async (_what, args, code) => {
    expect(codeOf(await year.cli()('audit', 'prove', ...args, '--to', dirname(year.file), '--json'))).toBe(
      code,
    );
  });
});

describe('audit export', () => {
  const to = (name: string): string => join(dirname(year.file), name);

  it('writes a folder of tiles and entries with its checkpoint', async () => {
    const ran = await year.cli()('audit', 'export', '--to', to('tiles'), '--json');
    const { size } = answerOf(ran).data as { readonly size: number };
    expect(size).toBeGreaterThan(256);
    expect(tileEntries(readFileSync(to('tiles/tile/entries/000')))).toHaveLength(256);
    expect(readFileSync(to('tiles/checkpoint'), 'utf8')).toContain(`\n${size}\n`);
    expect(readFileSync(to('tiles/tile/0/000')).length).toBe(8_192);
    expect(existsSync(to('tiles/log.vkey'))).toBe(true);
  });

  it('is the same as one archive, file by file', async () => {
    const { ledger } = year.room;
    const { size, note } = await ledger.checkpoint({ slot: null, now: moment('2025-10-31 18:00') });
    const log = { size, note: note ?? '', vkeys: await ledger.keysInForce(), attested: [] };
    await exportTiles(ledger, to('whole'), log);
    const zip = await fromBufferPromise(await buffer(zipTiles(ledger, log)));
    const names: string[] = [];
    for await (const entry of zip.eachEntry()) {
      names.push(entry.fileName);
      const content = await buffer(await zip.openReadStreamPromise(entry));
      expect([entry.fileName, content.equals(readFileSync(to(`whole/${entry.fileName}`)))]).toEqual([
        entry.fileName,
        true,
      ]);
    }
    expect(names).toHaveLength([...tilesOf(size), ...bundlesOf(size)].length + 2);
    expect(names.at(-1)).toBe('checkpoint');
  });

  it('writes every event with its hash as lines, table or sheet', async () => {
    for (const format of ['jsonl', 'csv', 'xlsx'])
      expect(
        (await year.cli()('audit', 'export', '--format', format, '--to', to(`all.${format}`))).code,
      ).toBe(EXIT.ok);
    const lines = readFileSync(to('all.jsonl'), 'utf8').trimEnd().split('\n');
    expect(readFileSync(to('all.csv'), 'utf8').startsWith('\ufeff总序,流,序')).toBe(true);
    const first = JSON.parse(lines[0] ?? '') as { readonly index: number; readonly hash: string };
    expect(first.index).toBe(0);
    expect(readFileSync(to('all.csv'), 'utf8')).toContain(first.hash);
    expect(readFileSync(to('all.xlsx')).subarray(0, 2).toString()).toBe('PK');
  });

  it('refuses a format that it does not know, and a place that it cannot write to', async () => {
    expect(codeOf(await year.cli()('audit', 'export', '--format', 'pdf', '--to', to('x'), '--json'))).toBe(
      'usage',
    );
    expect(codeOf(await year.cli()('audit', 'export', '--to', join(year.file, 'x', 'y'), '--json'))).toBe(
      'file-unwritable',
    );
  });

  it('that is cut short has no checkpoint, and says where it could not write', async () => {
    mkdirSync(to('cut/tile'), { recursive: true });
    writeFileSync(to('cut/tile/entries'), 'in the way');
    const ran = await year.cli()('audit', 'export', '--to', to('cut'), '--json');
    expect([codeOf(ran), existsSync(to('cut/checkpoint'))]).toEqual(['file-unwritable', false]);
  });
});

describe('a ledger that a newer program wrote on', () => {
  it('is named with the event that is not known, now and in the past', async () => {
    const file = year.copy();
    tamper(file, (raw) => {
      raw.exec(`update events set type = 'unitsMerged' where stream = 'item/n1/3' and seq = 2`);
    });
    for (const more of [[], ['--as-of', '2025-09-30']]) {
      const ran = await year.cli(file)('item', 'show', 'n1/3', ...more, '--json');
      expect([codeOf(ran), ran.code]).toEqual(['ledger-newer', EXIT.unavailable]);
      expect(answerOf(ran).error?.message).toContain('unitsMerged');
    }
  });
});

describe('audit key', () => {
  it('shows the public keys', async () => {
    expect((await year.cli()('audit', 'key')).out).toMatch(/^duban\.example\/test\+[0-9a-f]{8}\+\S+$/);
  });
});

describe('doctor', () => {
  it('says when the latest checkpoint could not be signed', async () => {
    const last = await year.room.ledger.lastCheckpoint();
    expect(checkpointLook(last, null).level).toBe('ok');
    expect(checkpointLook(null, null).level).toBe('ok');
    expect(last && checkpointLook({ ...last, note: null }, null).level).toBe('bad');
  });
});
