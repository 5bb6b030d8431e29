import { MockActivityEnvironment } from '@temporalio/testing';
import { makePostActivities } from '../../activities/post';
import type { PostCall } from '../../activities/types';
import type { DeliveryOutcome } from '../../domain/digest/delivery';
import { text } from '../../domain/problem';
import { plusMs } from '../../domain/time';
import type { ConnectionFailed } from '../../mail/types';
import { fakePosting, FRIDAY, rendered, run, sent } from './fake-posting';

const HOUR = 3_600_000;

const refused: ConnectionFailed = {
  type: 'connection',
  problem: { code: 'no-smtp', message: { zh: '', en: 'refused' }, hint: { zh: '', en: '' } },
};

describe('a chunk of posting', () => {
  it('sends what is ready, one claim at a time, and journals at its end', async () => {
    const one = fakePosting(['a', 'b', 'c']);
    await expect(run(one)).resolves.toEqual({ sent: 3, stopped: 'empty' });
    expect([...one.settled.keys()]).toEqual(['a', 'b', 'c']);
    expect(one.log).toEqual(['receipts', 'claim', 'claim', 'claim', 'claim', 'journal']);
  });

  it('says to whom a mail went, so that nobody who is claimed for later counts as having it', async () => {
    const one = fakePosting(['a']);
    await run(one);
    expect(one.settled.get('a')).toEqual({ ...sent, to: [] });
  });

  it('settles what has receipts, recovers what an earlier attempt left, and claims, under the same run and its own number', async () => {
    const one = fakePosting(['a']);
    await run(one, undefined, { attempt: 3 });
    expect(one.log.slice(0, 3)).toEqual(['receipts', 'recover', 'claim']);
    expect(one.recovered[0]).toMatchObject({ attempt: 3 });
    expect(
      one.claims.every(({ attempt, run: name }) => attempt === 3 && name === one.recovered[0]?.run),
    ).toBe(true);
  });

  it('given up by a frozen server goes on with the mail in hand before the next attempt recovers anything', async () => {
    let take = (): void => undefined;
    const taken = new Promise<void>((resolve) => (take = resolve));
    const one = fakePosting(['a'], { send: () => taken });
    const shared = makePostActivities(one.ports);
    const attempt = (number: number) =>
      new MockActivityEnvironment({ attempt: number }).run((given: PostCall) => shared.post(given), {
        now: FRIDAY,
      });
    const chunks = [attempt(1), attempt(2)];
    await new Promise(setImmediate);
    expect(one.log).toEqual(['receipts', 'claim']);
    take();
    await expect(Promise.all(chunks)).resolves.toMatchObject([{ sent: 1 }, { sent: 0 }]);
    expect(one.log.slice(2)).toEqual(['claim', 'journal', 'receipts', 'recover', 'claim', 'journal']);
  });

  it('claims nothing more once a newer attempt has begun', async () => {
    const one = fakePosting([], { stop: 'superseded' });
    await expect(run(one)).resolves.toEqual({ sent: 0, stopped: 'superseded' });
    expect(one.claims).toHaveLength(1);
  });

  it('does not touch the mailroom while sending is paused, and tells it of mail left over otherwise', async () => {
    const paused = fakePosting([], { stop: 'paused', left: 5 });
    await run(paused);
    expect(paused.kicks).toBe(0);
    const left = fakePosting([], { left: 5 });
    await run(left);
    expect(left.kicks).toBe(1);
  });
});

describe('the connections of a chunk', () => {
  it('are opened by the mails that are found: one mail alone is claimed without company', async () => {
    const one = fakePosting(['a'], { connections: 4 });
    await expect(run(one)).resolves.toEqual({ sent: 1, stopped: 'empty' });
    expect(one.claims).toHaveLength(2);
  });

  it('are as many as the policy says while there is mail, and no more', async () => {
    let open = 0;
    let most = 0;
    const many = fakePosting('abcdefghijkl'.split(''), {
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
    const some = fakePosting('abcdefgh'.split(''), {
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

describe('a claim made beside an end that cannot be written', () => {
  it('is not forgotten: its mail is sent and settled before the chunk fails', async () => {
    const one = fakePosting(['a', 'b', 'c'], {
      settle(key) {
        if (key === 'a') throw new Error('no ledger');
      },
    });
    await expect(run(one)).rejects.toThrow('no ledger');
    expect([one.claims.length, [...one.settled.keys()]]).toEqual([2, ['b']]);
  });
});

describe('the time of a chunk', () => {
  it("is the workflow's now plus the server's clock between attempts: a retry on Saturday knows that it is Saturday", async () => {
    const late = fakePosting(['a']);
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

  it('counts what it waited in a queue: workers that were away over the end of the window claim nothing', async () => {
    const late = fakePosting(['a'], { queued: 9.6 * 60_000 });
    await expect(run(late)).resolves.toEqual({ sent: 0, stopped: 'window' });
    expect(late.claims).toEqual([]);
    const early = fakePosting(['a'], { queued: 25_000 });
    await run(early);
    expect(early.claims[0]?.now).toBe(plusMs(FRIDAY, 25_000));
  });

  it('moves on with the measuring clock, so that nothing is claimed in the last half minute of the window', async () => {
    const one = fakePosting(['a', 'b'], {
      answer() {
        one.elapsed += 9.5 * 60_000;
        return sent;
      },
    });
    await expect(run(one)).resolves.toEqual({ sent: 1, stopped: 'window' });
    expect(one.settled.has('b')).toBe(false);
  });

  it('has a budget: after 100 s a chunk takes nothing more', async () => {
    const one = fakePosting(['a', 'b', 'c'], {
      answer() {
        one.elapsed += 60_000;
        return sent;
      },
    });
    await expect(run(one)).resolves.toEqual({ sent: 2, stopped: 'budget' });
  });
});

describe('a worker that is frozen between a claim and its sending', () => {
  it('sends nothing when it goes on: the window may be over, and the mail taken back', async () => {
    const asked: string[] = [];
    const one = fakePosting(['a', 'b'], {
      claim() {
        one.elapsed += 15 * 60_000;
      },
      answer(key) {
        asked.push(key);
        return sent;
      },
    });
    await expect(run(one)).resolves.toEqual({ sent: 0, stopped: 'window' });
    expect(asked).toEqual([]);
    expect(one.settled.get('a')).toMatchObject({ type: 'later' });
  });
});

describe('a mail server that fails', () => {
  it('ends the chunk after three refused connections in a row; the mails are tried later', async () => {
    const one = fakePosting(['a', 'b', 'c', 'd'], { answer: () => refused });
    await expect(run(one)).resolves.toEqual({ sent: 0, stopped: 'connection' });
    expect([...one.settled.values()].map(({ type }) => type)).toEqual(['later', 'later', 'later']);
  });

  it('may refuse two connections when the third is taken', async () => {
    const answers: (DeliveryOutcome | ConnectionFailed)[] = [refused, refused, sent, refused, refused];
    const one = fakePosting(['a', 'b', 'c', 'd', 'e'], { answer: () => answers.shift() ?? sent });
    await expect(run(one)).resolves.toEqual({ sent: 1, stopped: 'empty' });
  });
});

describe('what the mail server has said', () => {
  it('is written again when the ledger was busy', async () => {
    let busy = 3;
    const one = fakePosting(['a'], {
      settle() {
        if (busy-- > 0) throw new Error('locked');
      },
    });
    await expect(run(one)).resolves.toEqual({ sent: 1, stopped: 'empty' });
    expect(one.settled.get('a')).toMatchObject(sent);
  });

  it('is journaled also when the chunk fails', async () => {
    const one = fakePosting(['a'], {
      settle() {
        throw new Error('gone');
      },
    });
    await expect(run(one)).rejects.toThrow('gone');
    expect(one.log.at(-1)).toBe('journal');
  });
});

describe('items whose letters were delayed', () => {
  const delayed = { 'sfj|n1|1': 'item/n1/1', 'sjj|n1|1': 'item/n1/2' };

  it('are told before the letters are forgotten', async () => {
    const one = fakePosting(['a'], { delayed });
    await run(one);
    expect(one.woken).toEqual(['item/n1/1', 'item/n1/2']);
    expect(one.log.slice(-3)).toEqual(['wake', 'forget sfj|n1|1 sjj|n1|1', 'journal']);
  });

  it('are left to the next chunk when they cannot be told, and the letters are journaled', async () => {
    const one = fakePosting(['a'], {
      delayed,
      wake() {
        throw new Error('no Temporal');
      },
    });
    await expect(run(one)).resolves.toEqual({ sent: 1, stopped: 'empty' });
    expect(one.log.slice(-2)).toEqual(['wake', 'journal']);
  });
});

describe('a mail that cannot be written', () => {
  it('fails alone', async () => {
    const one = fakePosting(['bad', 'good'], {
      render({ key }) {
        if (key === 'bad') throw new Error('no such template');
        return rendered;
      },
    });
    await expect(run(one)).resolves.toEqual({ sent: 1, stopped: 'empty' });
    expect(one.settled.get('bad')).toMatchObject({ type: 'failed' });
  });
});

describe('a host whose clock is astray', () => {
  const astray = {
    code: 'clock-off',
    message: text('钟偏了', 'the clock is off'),
    hint: text('', ''),
  } as const;

  it('claims nothing: the chunk fails, and is handed out again', async () => {
    const one = fakePosting(['a'], { astray: () => astray });
    await expect(run(one)).rejects.toMatchObject({ type: 'clock-off', nonRetryable: false });
    expect([one.claims, one.log]).toEqual([[], []]);
  });

  it('from some mail on finishes that one, and leaves the rest to others', async () => {
    let right = true;
    const one = fakePosting(['a', 'b'], {
      astray: () => (right ? null : astray),
      answer() {
        right = false;
        return sent;
      },
    });
    await expect(run(one)).resolves.toEqual({ sent: 1, stopped: 'budget' });
    expect([...one.settled.keys()]).toEqual(['a']);
  });
});

describe('a worker that stops', () => {
  it('lets the mail in hand finish and claims no more', async () => {
    const environment = new MockActivityEnvironment();
    const one = fakePosting(['a', 'b'], {
      answer() {
        environment.cancel();
        return sent;
      },
    });
    const call = { now: FRIDAY };
    const post = (given: PostCall) => makePostActivities(one.ports).post(given);
    await expect(environment.run(post, call)).resolves.toEqual({ sent: 1, stopped: 'budget' });
  });
});
