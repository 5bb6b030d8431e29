import { MockActivityEnvironment } from '@temporalio/testing';
import { makePostActivities, type PostPorts } from '../../activities/post';
import type { PostCall } from '../../activities/types';
import { plusMs, type Instant } from '../../domain/time';
import { moment } from '../support/item';
import { fakePosting, FRIDAY, rendered, sent, type FakePosting } from './fake-posting';

describe('mails written out before their moment', () => {
  const AT = moment('2025-07-04 16:51');
  const ready = (one: FakePosting, now: Instant = FRIDAY) => {
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
    const one = fakePosting(keys, {
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
    const call = { now: AT };
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
        ? { type: 'mail', mail: { ...claimed.mail, edition: { ...claimed.mail.edition, totalOpen: 2 } } }
        : claimed;
    };
    Object.assign(one.ports.ledger, { claim: moved });
    const later = plusMs(AT, 5_000);
    await new MockActivityEnvironment().run((given: PostCall) => activities.post(given), { now: later });
    expect(dates).toEqual([AT, AT, later]);
  });

  it('are left to whoever claims them from a second before the moment on', async () => {
    const { one, dates } = counting(['a', 'b']);
    await expect(ready(one, plusMs(AT, -1_000)).written).resolves.toEqual({ written: 0 });
    expect(dates).toEqual([]);
  });

  it('that cannot be written fail when they are claimed, and alone', async () => {
    const one = fakePosting(['bad', 'good'], {
      render({ key }) {
        if (key === 'bad') throw new Error('no such template');
        return rendered;
      },
    });
    const { activities, written } = ready(one);
    await written;
    await new MockActivityEnvironment().run((given: PostCall) => activities.post(given), { now: AT });
    expect(one.settled.get('bad')).toMatchObject({ type: 'failed' });
    expect(one.settled.get('good')).toEqual({ ...sent, to: [] });
  });
});
