import { Client, Connection, type WorkflowClientInterceptor } from '@temporalio/client';
import type { Temporal } from '../../office/running/temporal';
import { namesOf } from '../../workflows/names';

/** Temporal as these answers make it; no connection is opened. */
export const answering = (interceptor: WorkflowClientInterceptor, shift = 0): Temporal => ({
  client: new Client({ connection: Connection.lazy(), interceptors: { workflow: [interceptor] } }),
  names: namesOf('l1'),
  shift,
});
