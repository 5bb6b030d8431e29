import { setImmediate as turn } from 'node:timers/promises';
import { linkKeysOf, linkToken } from '../../office/access/links';
import { instant } from '../../domain/time';
import { MB } from '../../domain/measures';
import { stage, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';

jest.setTimeout(60_000);

let s: Stage;
let link: string;
let others: readonly string[];
beforeAll(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(2)), moment('2025-06-30 10:00'));
  });
  const keys = await linkKeysOf(s.ledger);
  const formOf = (subject: string): string =>
    `/u/${linkToken({ purpose: 'unit', subject, madeAt: instant(s.now) }, keys)}/items/n1/1/do/report`;
  link = formOf('sjj');
  others = ['zjj', 'dag', 'sfj'].map(formOf);
});
afterAll(() => s.close());

const HEADERS = { Origin: 'http://duban.test', 'Sec-Fetch-Site': 'same-origin' };
const HEAD = Buffer.from('--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n');
const PIECE = Buffer.alloc(64 * 1024, 'a');
const TAIL = Buffer.from('\r\n--b--\r\n');

/** A form with a file of so many bytes, which stops before its end until it is let go on; how much of it has been read. */
function slowForm(size: number, goOn: Promise<void>) {
  const state = { read: 0 };
  const pieces = Math.floor(size / PIECE.length);
  let n = -1;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      n += 1;
      if (n > pieces) await goOn;
      const piece = n === 0 ? HEAD : n <= pieces ? PIECE : TAIL;
      state.read += piece.length;
      controller.enqueue(piece);
      if (n > pieces) controller.close();
    },
  });
  const length = HEAD.length + pieces * PIECE.length + TAIL.length;
  return { state, body, length };
}

async function sent(path: string, { body, length }: Pick<ReturnType<typeof slowForm>, 'body' | 'length'>) {
  const response = await s.app.request(`http://duban.test${path}`, {
    method: 'POST',
    body,
    duplex: 'half',
    headers: {
      ...HEADERS,
      'Content-Type': 'multipart/form-data; boundary=b',
      'Content-Length': String(length),
    },
  });
  return response.status;
}

/** Waits, without a clock, until something is so. */
async function until(what: () => boolean): Promise<void> {
  while (!what()) await turn();
}

describe('fifty forms at the limit at once', () => {
  it('hold no more than their share: the rest are told to come again, and everybody else is served', async () => {
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((open) => (goOn = open));
    const forms = Array.from({ length: 50 }, () => slowForm(20 * MB, gate));
    const statuses: number[] = [];
    const all = forms.map(async (form) => {
      statuses.push(await sent(link, form));
    });
    // Two of 20 MB find room in the 48 MB of one unit; no third does.
    await until(() => statuses.length >= 48);
    expect(statuses.filter((status) => status !== 503)).toEqual([]);
    expect(
      await Promise.all(others.slice(1).map((one) => sent(one, slowForm(5 * MB, Promise.resolve())))),
    ).toEqual([403, 403]);
    const coordinator = await s.browser('ddy');
    expect((await coordinator.get('/items')).status).toBe(200);
    const at = '/items/n1/2/do/urge';
    expect((await coordinator.fill(at, at, { unit: 'sjj', text: '请抓紧' })).status).toBeLessThan(400);
    goOn();
    await Promise.all(all);
    // They bring no token of a form.
    expect(statuses.filter((status) => status === 403)).toHaveLength(2);
    expect(await sent(link, slowForm(20 * MB, Promise.resolve()))).toBe(403);
  });

  it('that send slowly hold what they have sent, and keep no other from being taken', async () => {
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((open) => (goOn = open));
    const slow = Array.from({ length: 50 }, () => slowForm(0, gate));
    const all = slow.map((form) => sent(link, { ...form, length: 20 * MB }));
    await until(() => slow.every(({ state }) => state.read > 0));
    expect(await sent(link, slowForm(20 * MB, Promise.resolve()))).toBe(403);
    goOn();
    expect(new Set(await Promise.all(all))).toEqual(new Set([403]));
  });
});

it('forms of several units together hold no more than the pool', async () => {
  let goOn: () => void = () => undefined;
  const gate = new Promise<void>((open) => (goOn = open));
  const forms = others.map(() => slowForm(20 * MB, gate));
  const all = forms.map((form, n) => sent(others[n] ?? '', form));
  await until(() => forms.every(({ state }) => state.read >= 20 * MB));
  expect(await sent(link, slowForm(20 * MB, Promise.resolve()))).toBe(503);
  goOn();
  expect(await Promise.all(all)).toEqual([403, 403, 403]);
});

describe('a form', () => {
  const length = 2 * MB;
  it.each(['/new-notice', '/u/u.c2pq.x.0.1.forged/items/n1/1/do/report'])(
    'to %s of more than a few words is read from who is signed in or has a link alone',
    async (path) => {
      const form = slowForm(length, Promise.resolve());
      expect(await sent(path, form)).toBe(413);
      expect(form.state.read).toBeLessThan(PIECE.length * 2);
      const unsaid = slowForm(length, Promise.resolve());
      expect(await sent(path, { ...unsaid, length: 10 })).toBe(413);
      expect(unsaid.state.read).toBeLessThan(PIECE.length * 3);
    },
  );

  it('that says less of its length than it has, or nothing, is not read beyond the limit', async () => {
    const { body, state } = slowForm(30 * MB, Promise.resolve());
    expect(await sent(link, { body, length: 10 })).toBe(413);
    expect(state.read).toBeLessThan(25 * MB);
  });

  it('that is no form is refused as one that cannot be used', async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(Buffer.from('no boundary at all'));
        controller.close();
      },
    });
    expect(await sent(link, { body, length: 18 })).toBe(403);
  });
});
