import { Worker } from '@temporalio/worker';
import { quietRuntime, workflowBundle } from '../support/engine';
import { recorded, type Recorded } from './folder';

jest.setTimeout(60_000);
beforeAll(quietRuntime);

/** Names of the histories that the present code does not replay, with the reason. */
async function broken(histories: readonly Recorded[]): Promise<readonly string[]> {
  const found: string[] = [];
  const results = Worker.runReplayHistories({ workflowBundle: await workflowBundle() }, histories);
  for await (const { workflowId, error } of results) if (error) found.push(`${workflowId}: ${error.message}`);
  return found;
}

describe('a history of a released version', () => {
  it('is there for every workflow, in its states', () => {
    const names = recorded().map(({ workflowId }) => workflowId.split('/')[1] ?? '');
    for (const workflow of ['workItem', 'mailroom', 'issueNotice', 'changeSet'])
      expect(names.some((name) => name.startsWith(`${workflow}-`))).toBe(true);
    expect(names.length).toBeGreaterThanOrEqual(15);
  });

  it('replays with the present code', async () => {
    await expect(broken(recorded())).resolves.toEqual([]);
  });

  it('of another course of events is found, and named', async () => {
    const [one] = recorded().filter(({ workflowId }) => workflowId.endsWith('issueNotice-done'));
    const other = JSON.stringify(one?.history).replaceAll('"ensureIssued"', '"ensureOtherwise"');
    const changed: Recorded = { workflowId: 'changed', history: JSON.parse(other) };
    const [said = ''] = await broken([changed]);
    expect(said).toMatch(/^changed: /);
  });
});
