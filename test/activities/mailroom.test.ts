import { once } from 'node:events';
import { MockActivityEnvironment } from '@temporalio/testing';
import { makeMailroomActivities } from '../../activities/mailroom';
import { civilDate } from '../../domain/time';
import { moment } from '../support/item';

const SLOT = civilDate('2025-07-04');
const NOW = moment('2025-07-04 09:00');

describe('the work of the mailroom that takes long', () => {
  it('tells the server that its worker lives, so that a dead one is not waited for', async () => {
    const environment = new MockActivityEnvironment();
    // It takes as long as nothing is heard of it.
    const heard = once(environment, 'heartbeat');
    const refused = () => Promise.reject(new Error('not asked for'));
    const activities = makeMailroomActivities(
      {
        anchor: () => heard.then(() => ({ root: '' })),
        composeSlot: refused,
        composeLetters: refused,
        standing: refused,
        issuedPage: refused,
        lastComposed: refused,
        markComposed: refused,
        endWindow: refused,
        note: refused,
      },
      refused,
    );
    const anchored = environment.run(() => activities.anchor({ slot: SLOT, now: NOW }));
    await expect(anchored).resolves.toBeUndefined();
  });
});
