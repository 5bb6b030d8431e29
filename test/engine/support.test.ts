import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { devServer, timeSkipping, workflowBundle } from '../support/engine';
import type { nap } from './workflows';

const STATE = defineSearchAttributeKey('DubanState', SearchAttributeType.KEYWORD);

// Servers and bundles start slowly on a busy machine.
jest.setTimeout(60_000);

describe('the servers that tests run on', () => {
  let environment: TestWorkflowEnvironment;
  afterEach(() => environment.teardown());

  it('skip a day when a workflow sleeps one, and take our search attributes', async () => {
    environment = await timeSkipping();
    const before = await environment.currentTimeMs();
    const worker = await Worker.create({
      connection: environment.nativeConnection,
      taskQueue: 'naps',
      workflowBundle: await workflowBundle(join(__dirname, 'workflows')),
    });
    const rest = environment.client.workflow.execute<typeof nap>('nap', {
      taskQueue: 'naps',
      workflowId: 'nap',
      typedSearchAttributes: [{ key: STATE, value: 'issued' }],
    });
    await expect(worker.runUntil(rest)).resolves.toBe('rested');
    expect((await environment.currentTimeMs()) - before).toBeGreaterThanOrEqual(86_400_000);
  });

  it('include a real one, with our search attributes', async () => {
    environment = await devServer();
    const { customAttributes } = await environment.connection.operatorService.listSearchAttributes({
      namespace: 'default',
    });
    expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(['DubanNotice', 'DubanState']));
  });
});
