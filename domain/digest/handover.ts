import type { Task } from '../item/types';
import { MAILROOM } from '../journal/streams';
import type { Office } from '../office';
import { accountOf, contactsOf, unitOf } from '../roster/roster';
import type { CivilDate, Instant } from '../time';
import type { Edition } from './types';
import type { WaitingTask } from './world';

/** One person whom a mail goes to. */
export interface Recipient {
  readonly contact: string;
  readonly name: string;
  readonly address: string;
}

/** Who gets an edition on its day. */
export function recipientsOf({ to, slot }: Edition, office: Office): readonly Recipient[] {
  if ('unit' in to)
    return contactsOf(office.roster, to.unit, to.audience, slot).map(({ id, name, address }) => ({
      contact: id,
      name,
      address,
    }));
  const account = accountOf(office.roster, to.account);
  return account?.address
    ? [{ contact: `account:${account.id}`, name: account.name, address: account.address }]
    : [];
}

/** How an edition leaves: by mail, carried by a person (人工送达), or not at all for want of an address. */
export type Channel = 'mail' | 'manual' | 'nobody';

/** The channel of an edition, from its unit and who can be reached. */
export function channelOf({ to }: Edition, office: Office, recipients: readonly Recipient[]): Channel {
  if ('unit' in to && unitOf(office.roster, to.unit)?.channel === 'manual') return 'manual';
  return recipients.length > 0 ? 'mail' : 'nobody';
}

/** Body of `taskOpened` in the stream `mailroom`; names people by id only. */
export interface MailroomTask {
  readonly id: string;
  readonly kind: 'deadMailbox' | 'manual';
  readonly unit: string | null;
  readonly title: string;
  readonly day: CivilDate;
}

/** The task that an edition opens when it cannot be mailed: to hand the sheet over, or to find an address. */
export function taskOf({ key, to, slot, name }: Edition, channel: Exclude<Channel, 'mail'>): MailroomTask {
  const unit = 'unit' in to ? to.unit : null;
  const who = 'unit' in to ? name : to.account;
  return channel === 'manual'
    ? { id: `manual|${key}`, kind: 'manual', unit, title: `送达${who}：${key}`, day: slot }
    : {
        id: `deadMailbox|${unit ?? who}|${slot}`,
        kind: 'deadMailbox',
        unit,
        title: `${who}没有可用的邮箱`,
        day: slot,
      };
}

/** The task that an opening event makes. */
export const openedTask = ({ id, kind, unit, day }: MailroomTask, openedAt: Instant): Task => ({
  id,
  kind,
  unit,
  rung: null,
  occurrence: null,
  version: null,
  openedAt,
  day,
  done: null,
});

/** The same as briefings list it. */
export const waitingTask = (task: MailroomTask, openedAt: Instant): WaitingTask => ({
  ...openedTask(task, openedAt),
  stream: MAILROOM,
  title: task.title,
});
