import { z } from 'zod';
import { Letter } from './mails';

/** What a peer is started with. */
export const PeerJob = z.object({
  /** The mail server's port, and how many connections to it. */
  port: z.number(),
  connections: z.number(),
  letters: z.array(Letter),
  /** Reminders behind the mails: each is one row that is read, and one audit row that is written. */
  reminders: z.number(),
  postgres: z.string(),
  redis: z.number(),
  /** The slot in the host's clock, ms. */
  at: z.number(),
  /** Makes tables and queues first; false after a restart. */
  fill: z.boolean(),
  /** Settings that its documentation offers for quicker pick-up and recovery. */
  tuned: z.boolean(),
  /** As soon as it is ready it takes back one job after the other, before the slot. */
  close: z.boolean().default(false),
});
export type PeerJob = z.infer<typeof PeerJob>;
