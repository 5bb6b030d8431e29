import { ServiceError } from '@temporalio/client';
import { look } from '../../office/health/look';
import { ifEngineWorks } from '../../office/health/looks';

describe('an engine that answers and does not work', () => {
  it('is named with its own words, as when its disk is full', async () => {
    const cause = new Error('14 UNAVAILABLE: shard status unknown');
    const [found] = await ifEngineWorks(
      Promise.reject(new ServiceError('Failed to describe workflow', { cause })),
    );
    expect(found).toMatchObject({ name: 'engine', level: 'bad' });
    expect(found?.said.zh).toContain('shard status unknown');
  });

  it('is told apart from a defect, and from one that works', async () => {
    await expect(ifEngineWorks(Promise.reject(new TypeError('defect')))).rejects.toThrow('defect');
    const fine = [look('mailroom', 'ok', '收发室在运行', 'the mailroom runs')];
    expect(await ifEngineWorks(Promise.resolve(fine))).toBe(fine);
  });
});
