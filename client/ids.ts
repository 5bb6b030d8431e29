import type { StreamId } from '../domain/journal/types';

/** The workflow of an item has the id of its stream. */
export const workItemId = (stream: StreamId): string => stream;

/** The one mailroom (收发室). */
export const MAILROOM_ID = 'mailroom';

/** One issuing run (交办) of a notice. */
export const issueId = (notice: string, batch: number): string => `issue/${notice}/${batch}`;
