import { rmSync } from 'node:fs';
import { compareAnchors } from '../../../office/evidence/anchors';
import type { NoteSigner } from '../../../domain/journal/note';
import { opened } from '../../support/ledger';
import { sure } from '../../support/sure';
import { forge, signerOf } from '../forge';
import type { SqliteConnection } from '../../../ledger/database/sqlite-dialect';
import { tamper, type EvidenceYear } from '../year';

type Raw = SqliteConnection;
type Change = (raw: Raw, draw: <T>(from: readonly T[]) => T, signer: NoteSigner) => void;

/** Single changes of each class: 15 (255 in all) with DUBAN_TAMPER=all, as measured for docs/evidence.md. */
const ALL = process.env['DUBAN_TAMPER'] === 'all';

interface At {
  readonly stream: string;
  readonly seq: number;
}
const events = (raw: Raw, where = '1'): At[] =>
  raw.prepare(`select stream, seq from events where ${where} order by stream, seq`).all() as At[];
const keys = (raw: Raw, table: string, column: string, where = '1'): string[] =>
  (raw.prepare(`select ${column} as k from ${table} where ${where} order by 1`).all() as { k: string }[]).map(
    ({ k }) => k,
  );
const set = (raw: Raw, { stream, seq }: At, what: string): void => {
  raw.prepare(`update events set ${what} where stream = ? and seq = ?`).run(stream, seq);
};
const drop = (raw: Raw, { stream, seq }: At): void => {
  raw.prepare('delete from events where stream = ? and seq = ?').run(stream, seq);
};
const sometime = "type = 'reported'";

/** The classes of change that somebody with access to the database can make. */
const CLASSES: Readonly<Record<string, Change>> = {
  'a byte in a body': (raw, draw) => {
    set(raw, draw(events(raw, "body like '%1%'")), "body = replace(body, '1', '7')");
  },
  'who did it': (raw, draw) => {
    set(raw, draw(events(raw)), "actor = 'somebody'");
  },
  'when it was': (raw, draw) => {
    set(raw, draw(events(raw)), 'at = at - 86400000');
  },
  'its place in the stream': (raw, draw) => {
    set(raw, draw(events(raw)), 'seq = seq + 5000');
  },
  'an event deleted': (raw, draw) => {
    drop(raw, draw(events(raw)));
  },
  'the tail of a stream deleted, with its place in the log': (raw, draw) => {
    const { stream } = draw(events(raw, "stream like 'item/%'"));
    const last = raw.prepare('select max(seq) as seq from events where stream = ?').get(stream) as {
      seq: number;
    };
    drop(raw, { stream, seq: last.seq });
    raw.prepare('delete from log_entries where stream = ? and seq = ?').run(stream, last.seq);
    raw
      .prepare(
        'update heads set seq = ?, hash = (select hash from events e where e.stream = heads.stream and e.seq = ?) where stream = ?',
      )
      .run(last.seq - 1, last.seq - 1, stream);
  },
  'an item deleted with all that is about it': (raw, draw) => {
    const { stream } = draw(events(raw, "stream like 'item/%'"));
    for (const table of [
      'events',
      'heads',
      'items',
      'assignments',
      'outbox',
      'requests',
      'log_entries',
      'mail_items',
      'tasks',
    ])
      raw.prepare(`delete from ${table} where stream = ?`).run(stream);
  },
  'two events swapped in the log': (raw, draw) => {
    const n = draw(keys(raw, 'log_entries', 'idx', 'idx > 2').map(Number));
    raw.exec(`update log_entries set idx = -1 where idx = ${n}; update log_entries set idx = ${n} where idx = ${n - 1};
      update log_entries set idx = ${n - 1} where idx = -1`);
  },
  'a chain written anew with right hashes': (raw, draw, signer) => {
    set(raw, draw(events(raw, sometime)), "actor = 'somebody'");
    forge(raw, 'chain', signer);
  },
  'the same with the tree rebuilt': (raw, draw, signer) => {
    set(raw, draw(events(raw, sometime)), "actor = 'somebody'");
    forge(raw, 'tree', signer);
  },
  'a projection': (raw, draw) => {
    raw
      .prepare("update items set state = replace(state, '2025', '2024') where stream = ?")
      .run(draw(keys(raw, 'items', 'stream')));
  },
  'the text of a mail': (raw, draw) => {
    raw
      .prepare("update mails set edition = replace(edition, '项', '件') where key = ?")
      .run(draw(keys(raw, 'mails', 'key', "edition like '%项%' and journaled = 1")));
  },
  'how a mail ended': (raw, draw) => {
    raw
      .prepare("update mails set state = 'failed' where key = ?")
      .run(draw(keys(raw, 'mails', 'key', "state = 'sent'")));
  },
  'to whom a mail went': (raw, draw) => {
    raw
      .prepare("update recipients set address = 'other@x.example' where mail = ?")
      .run(draw(keys(raw, 'recipients', 'mail')));
  },
  'a task': (raw, draw) => {
    raw.prepare('update tasks set open = 1 - open where id = ?').run(draw(keys(raw, 'tasks', 'id')));
  },
  'a checkpoint': (raw, draw, signer) => {
    set(raw, draw(events(raw, "type = 'checkpoint'")), `body = replace(body, '"root":"', '"root":"A')`);
    forge(raw, 'tree', signer);
  },
  'written anew and signed with the key': (raw, draw, signer) => {
    set(raw, draw(events(raw, sometime)), "actor = 'somebody'");
    forge(raw, 'signed', signer);
  },
};

/** What nothing in the database can tell. */
const OUTSIDE_ONLY = 'written anew and signed with the key';

/** What finds one change: codes of the findings without mails from outside, and with them. */
async function after(
  year: EvidenceYear,
  change: Change,
  seed: number,
): Promise<{ readonly inside: readonly string[]; readonly outside: readonly string[] }> {
  const file = year.copy();
  const signer = signerOf(year.logKey);
  tamper(file, (raw) => {
    const draw = <T>(from: readonly T[]): T => {
      const one = from[(seed * 7919) % from.length];
      if (one === undefined) throw new Error('nothing to change');
      return one;
    };
    change(raw, draw, signer);
  });
  const ledger = await opened({ url: `sqlite:${file}`, logKey: year.logKey });
  try {
    const { findings } = await ledger.verify();
    const tables = await ledger.check().catch((error: unknown) => ({ findings: [{ code: String(error) }] }));
    const anchors = sure(await compareAnchors(ledger, [year.mails]));
    const codes = (all: readonly { readonly code: string }[]) => [...new Set(all.map(({ code }) => code))];
    return { inside: codes([...findings, ...tables.findings]), outside: codes(anchors.findings) };
  } finally {
    await ledger.close();
    rmSync(file);
  }
}

/** Every class of change is found by the ledger itself each time; one signed with the key by mails outside each time. */
export function tamperingRules(year: () => EvidenceYear, each: number): void {
  const seeds = Array.from({ length: ALL ? 15 : each }, (_, i) => i + 1);
  it.each(Object.entries(CLASSES))(
    'a change in the database of %s is found every time',
    async (name, change) => {
      const found = new Map<string, number>();
      for (const seed of seeds) {
        const { inside, outside } = await after(year(), change, seed);
        if (name === OUTSIDE_ONLY) {
          // Whoever has the key leaves chain and tree right; at most a row that repeats the event tells.
          expect(inside.filter((code) => code !== 'row-differs')).toEqual([]);
          expect(outside).toEqual(['anchor-root']);
        } else expect(inside).not.toEqual([]);
        for (const code of [...inside, ...outside]) found.set(code, (found.get(code) ?? 0) + 1);
      }
      if (ALL) console.log(name, seeds.length, JSON.stringify([...found].sort(([, a], [, b]) => b - a)));
    },
    300_000,
  );
}
