import { MockActivityEnvironment } from '@temporalio/testing';
import { makePostActivities, type PostPorts } from '../../activities/post';
import type { PostCall, PostReply } from '../../activities/types';
import type { ClaimedMail, Outcome } from '../../domain/digest/delivery';
import { civilDate, instant, plusMs, type Instant } from '../../domain/time';
import type { Claim, ClaimCall } from '../../ledger/types';
import type { ConnectionFailed, RenderedMail } from '../../mail/types';
import { moment } from '../support/item';
import { testOffice } from '../support/office';

const FRIDAY = moment('2025-07-04 16:50');
const END = moment('2025-07-04 17:00');
const HOUR = 3_600_000;

const refused: ConnectionFailed = {
  type: 'connection',
  problem: { code: 'no-smtp', message: { zh: '', en: 'refused' }, hint: { zh: '', en: '' } },
};
const sent: Outcome = { type: 'sent', response: '250 ok', refused: [] };

interface Desk {
  readonly ports: PostPorts;
  readonly claims: ClaimCall[];
  readonly recovered: ClaimCall[];
  readonly settled: Map<string, Outcome>;
  readonly log: string[];
  /** What the measuring clock says. */
  elapsed: number;
  kicks: number;
  readonly woken: string[];
}

const mail = (key: string): ClaimedMail => ({
  key,
  edition: { ...EDITION, key },
  messageId: `<${key}@duban.example>`,
  references: null,
  anchor: null,
  recipients: [],
});

const EDITION: ClaimedMail['edition'] = {
  key: '',
  kind: 'digest',
  to: { unit: 'sjj', audience: 'liaison' },
  slot: civilDate('2025-07-04'),
  demo: false,
  name: '区数据局',
  totalOpen: 1,
  fullDay: false,
  lines: [],
  sheets: [],
  findings: [],
  tasks: [],
  message: null,
  sign: { name: '', phone: '' },
  notices: [],
  rows: [],
  events: [],
};

const rendered: RenderedMail = {
  messageId: '',
  date: FRIDAY,
  from: '',
  replyTo: '',
  to: [],
  subject: '',
  text: '',
  html: '',
  ics: null,
  headers: {},
  references: null,
};

/** A desk with ready mails, one connection unless told, and a mail server that answers as it is told. */
function desk(
  ready: readonly string[],
  parts: {
    readonly answer?: (key: string) => Outcome | ConnectionFailed;
    readonly stop?: Extract<Claim, { type: 'stop' }>['reason'];
    readonly left?: number;
    readonly settle?: (key: string) => void;
    readonly render?: PostPorts['render'];
    readonly connections?: number;
    /** Letters that were delayed. */
    readonly delayed?: Awaited<ReturnType<PostPorts['ledger']['delayedLetters']>>;
    readonly wake?: () => void;
    /** What sending takes. */
    readonly send?: () => Promise<unknown>;
  } = {},
): Desk {
  const queue = [...ready];
  const office = testOffice();
  const made: Desk = {
    claims: [],
    recovered: [],
    settled: new Map(),
    log: [],
    elapsed: 0,
    kicks: 0,
    woken: [],
    ports: {
      ledger: {
        office: () =>
          Promise.resolve({
            ...office,
            policy: {
              ...office.policy,
              mail: { ...office.policy.mail, connections: parts.connections ?? 1 },
            },
          }),
        recover(call) {
          made.log.push('recover');
          made.recovered.push(call);
          return Promise.resolve();
        },
        claim(call) {
          made.log.push('claim');
          made.claims.push(call);
          const key = queue.shift();
          return Promise.resolve<Claim>(
            key === undefined
              ? { type: 'stop', reason: parts.stop ?? 'empty' }
              : { type: 'mail', mail: mail(key) },
          );
        },
        outgoing: ({ offset, limit }) => Promise.resolve(queue.slice(offset, offset + limit).map(mail)),
        settle(key, outcome) {
          parts.settle?.(key);
          made.settled.set(key, outcome);
          return Promise.resolve();
        },
        delayedLetters: () => Promise.resolve(parts.delayed ?? []),
        journalDeliveries(_now, told = []) {
          made.log.push(['journal', ...told].join(' '));
          return Promise.resolve({ entries: made.settled.size });
        },
        pending: () => Promise.resolve({ ready: parts.left ?? 0, sending: 0, next: null }),
      },
      transport: {
        name: 'test',
        async send(_mail, { key }) {
          await parts.send?.();
          return parts.answer?.(key) ?? sent;
        },
        close: () => Promise.resolve(),
      },
      render: parts.render ?? (() => rendered),
      kickMailroom() {
        made.kicks += 1;
        return Promise.resolve();
      },
      async wakeItems(streams) {
        made.log.push('wake');
        await Promise.resolve();
        parts.wake?.();
        made.woken.push(...streams);
      },
      elapsed: () => made.elapsed,
      sleep: () => Promise.resolve(),
    },
  };
  return made;
}

/** Runs a chunk; `info`: what the server says of the attempt. */
const run = (
  { ports }: Desk,
  call: { readonly now: Instant; readonly windowEnd: Instant } = { now: FRIDAY, windowEnd: END },
  info: ConstructorParameters<typeof MockActivityEnvironment>[0] = {},
): Promise<PostReply> =>
  new MockActivityEnvironment(info).run((given: PostCall) => makePostActivities(ports).post(given), call);

describe('a chunk of posting', () => {
  it('sends what is ready, one claim at a time, and journals at its end', async () => {
    const one = desk(['a', 'b', 'c']);
    await expect(run(one)).resolves.toEqual({ sent: 3, stopped: 'empty' });
    expect([...one.settled.keys()]).toEqual(['a', 'b', 'c']);
    expect(one.log).toEqual(['claim', 'claim', 'claim', 'claim', 'journal']);
  });

  it('recovers what an earlier attempt left before it claims, under the same run and its own number', async () => {
    const one = desk(['a']);
    await run(one, undefined, { attempt: 3 });
    expect(one.recovered[0]).toMatchObject({ attempt: 3 });
    expect(
      one.claims.every(({ attempt, run: name }) => attempt === 3 && name === one.recovered[0]?.run),
    ).toBe(true);
  });

  it('claims nothing more once a newer attempt has begun', async () => {
    const one = desk([], { stop: 'superseded' });
    await expect(run(one)).resolves.toEqual({ sent: 0, stopped: 'superseded' });
    expect(one.claims).toHaveLength(1);
  });

  it('does not touch the mailroom while sending is paused, and tells it of mail left over otherwise', async () => {
    const paused = desk([], { stop: 'paused', left: 5 });
    await run(paused);
    expect(paused.kicks).toBe(0);
    const left = desk([], { left: 5 });
    await run(left);
    expect(left.kicks).toBe(1);
  });
});

describe('the connections of a chunk', () => {
  it('are opened by the mails that are found: one mail alone is claimed without company', async () => {
    const one = desk(['a'], { connections: 4 });
    await expect(run(one)).resolves.toEqual({ sent: 1, stopped: 'empty' });
    expect(one.claims).toHaveLength(2);
  });

  it('are as many as the policy says while there is mail, and no more', async () => {
    let open = 0;
    let most = 0;
    const many = desk('abcdefghijkl'.split(''), {
      connections: 3,
      async send() {
        most = Math.max(most, ++open);
        await new Promise(setImmediate);
        open -= 1;
      },
    });
    await expect(run(many)).resolves.toEqual({ sent: 12, stopped: 'empty' });
    expect(most).toBe(3);
  });

  it('finish what they have in hand when one of them fails, and the fault is told', async () => {
    const handed: string[] = [];
    const some = desk('abcdefgh'.split(''), {
      connections: 3,
      send: () => new Promise(setImmediate),
      answer(key) {
        handed.push(key);
        return sent;
      },
      settle(key) {
        if (key === 'b') throw new Error('gone');
      },
    });
    await expect(run(some)).rejects.toThrow('gone');
    expect([...some.settled.keys()]).toEqual(handed.filter((key) => key !== 'b'));
    expect(some.settled.size).toBeGreaterThan(1);
    expect(some.log.at(-1)).toBe('journal');
  });
});

describe('the time of a chunk', () => {
  it("is the workflow's now plus the server's clock between attempts: a retry on Saturday knows that it is Saturday", async () => {
    const late = desk(['a']);
    const scheduled = Date.UTC(2026, 0, 1);
    const reply = await run(late, undefined, {
      attempt: 2,
      scheduledTimestampMs: scheduled,
      currentAttemptScheduledTimestampMs: scheduled + 18 * HOUR,
    });
    expect(reply).toEqual({ sent: 0, stopped: 'window' });
    expect(late.claims).toEqual([]);
    expect(late.recovered[0]?.now).toBe(plusMs(FRIDAY, 18 * HOUR));
  });

  it('moves on with the measuring clock, so that nothing is claimed in the last half minute of the window', async () => {
    const one = desk(['a', 'b'], {
      answer() {
        one.elapsed += 9.5 * 60_000;
        return sent;
      },
    });
    await expect(run(one)).resolves.toEqual({ sent: 1, stopped: 'window' });
    expect(one.settled.has('b')).toBe(false);
  });

  it('has a budget: after 100 s a chunk takes nothing more', async () => {
    const one = desk(['a', 'b', 'c'], {
      answer() {
        one.elapsed += 60_000;
        return sent;
      },
    });
    await expect(run(one)).resolves.toEqual({ sent: 2, stopped: 'budget' });
  });
});

describe('a mail server that fails', () => {
  it('ends the chunk after three refused connections in a row; the mails are tried later', async () => {
    const one = desk(['a', 'b', 'c', 'd'], { answer: () => refused });
    await expect(run(one)).resolves.toEqual({ sent: 0, stopped: 'connection' });
    expect([...one.settled.values()].map(({ type }) => type)).toEqual(['later', 'later', 'later']);
  });

  it('may refuse two connections when the third is taken', async () => {
    const answers: (Outcome | ConnectionFailed)[] = [refused, refused, sent, refused, refused];
    const one = desk(['a', 'b', 'c', 'd', 'e'], { answer: () => answers.shift() ?? sent });
    await expect(run(one)).resolves.toEqual({ sent: 1, stopped: 'empty' });
  });
});

describe('what the mail server has said', () => {
  it('is written again when the ledger was busy', async () => {
    let busy = 3;
    const one = desk(['a'], {
      settle() {
        if (busy-- > 0) throw new Error('locked');
      },
    });
    await expect(run(one)).resolves.toEqual({ sent: 1, stopped: 'empty' });
    expect(one.settled.get('a')).toEqual(sent);
  });

  it('is journaled also when the chunk fails', async () => {
    const one = desk(['a'], {
      settle() {
        throw new Error('gone');
      },
    });
    await expect(run(one)).rejects.toThrow('gone');
    expect(one.log.at(-1)).toBe('journal');
  });
});

describe('items whose letters were delayed', () => {
  it('are told before the end of the letters is journaled', async () => {
    const delayed = [
      { mail: 'sfj|n1|1', items: ['item/n1/1'] },
      { mail: 'sjj|n1|1', items: ['item/n1/1', 'item/n1/2'] },
    ];
    const one = desk(['a'], { delayed });
    await run(one);
    expect(one.woken).toEqual(['item/n1/1', 'item/n1/2']);
    expect(one.log.slice(-2)).toEqual(['wake', 'journal sfj|n1|1 sjj|n1|1']);
  });

  it('do not keep it from being journaled when they cannot be told', async () => {
    const one = desk(['a'], {
      delayed: [{ mail: 'sjj|n1|1', items: ['item/n1/1'] }],
      wake() {
        throw new Error('no Temporal');
      },
    });
    await expect(run(one)).resolves.toEqual({ sent: 1, stopped: 'empty' });
    expect(one.log.at(-1)).toBe('journal sjj|n1|1');
  });
});

describe('a mail that cannot be written', () => {
  it('fails alone', async () => {
    const one = desk(['bad', 'good'], {
      render({ key }) {
        if (key === 'bad') throw new Error('no such template');
        return rendered;
      },
    });
    await expect(run(one)).resolves.toEqual({ sent: 1, stopped: 'empty' });
    expect(one.settled.get('bad')).toMatchObject({ type: 'failed' });
  });
});

describe('a worker that stops', () => {
  it('lets the mail in hand finish and claims no more', async () => {
    const environment = new MockActivityEnvironment();
    const one = desk(['a', 'b'], {
      answer() {
        environment.cancel();
        return sent;
      },
    });
    const call = { now: FRIDAY, windowEnd: instant(END) };
    const post = (given: PostCall) => makePostActivities(one.ports).post(given);
    await expect(environment.run(post, call)).resolves.toEqual({ sent: 1, stopped: 'budget' });
  });
});

describe('mails written out before their moment', () => {
  const AT = moment('2025-07-04 16:51');
  const ready = (one: Desk, now: Instant = FRIDAY) => {
    const activities = makePostActivities(one.ports);
    return {
      activities,
      written: new MockActivityEnvironment().run(
        (call: { now: Instant; at: Instant }) => activities.makeReady(call),
        { now, at: AT },
      ),
    };
  };
  const counting = (keys: readonly string[]) => {
    const dates: Instant[] = [];
    const one = desk(keys, {
      render(_mail, _office, now) {
        dates.push(now);
        return { ...rendered, date: now };
      },
    });
    return { one, dates };
  };

  it('are written once, dated with that moment, and sent as they are', async () => {
    const { one, dates } = counting(['a', 'b', 'c']);
    const { activities, written } = ready(one);
    await expect(written).resolves.toEqual({ written: 3 });
    const call = { now: AT, windowEnd: END };
    await expect(
      new MockActivityEnvironment().run((given: PostCall) => activities.post(given), call),
    ).resolves.toEqual({ sent: 3, stopped: 'empty' });
    expect(dates).toEqual([AT, AT, AT]);
  });

  it('are written anew when what is claimed is not what was written out', async () => {
    const { one, dates } = counting(['a', 'b']);
    const { activities, written } = ready(one);
    await written;
    const claim = one.ports.ledger.claim;
    const moved: PostPorts['ledger']['claim'] = async (call) => {
      const claimed = await claim(call);
      return claimed.type === 'mail' && claimed.mail.key === 'b'
        ? { type: 'mail', mail: { ...claimed.mail, edition: { ...EDITION, key: 'b', totalOpen: 2 } } }
        : claimed;
    };
    Object.assign(one.ports.ledger, { claim: moved });
    const later = plusMs(AT, 5_000);
    await new MockActivityEnvironment().run((given: PostCall) => activities.post(given), {
      now: later,
      windowEnd: END,
    });
    expect(dates).toEqual([AT, AT, later]);
  });

  it('are left to whoever claims them from a second before the moment on', async () => {
    const { one, dates } = counting(['a', 'b']);
    await expect(ready(one, plusMs(AT, -1_000)).written).resolves.toEqual({ written: 0 });
    expect(dates).toEqual([]);
  });

  it('that cannot be written fail when they are claimed, and alone', async () => {
    const one = desk(['bad', 'good'], {
      render({ key }) {
        if (key === 'bad') throw new Error('no such template');
        return rendered;
      },
    });
    const { activities, written } = ready(one);
    await written;
    await new MockActivityEnvironment().run((given: PostCall) => activities.post(given), {
      now: AT,
      windowEnd: END,
    });
    expect(one.settled.get('bad')).toMatchObject({ type: 'failed' });
    expect(one.settled.get('good')).toEqual(sent);
  });
});
