import { isProvisionalDay } from '../calendar/calendar';
import type { Task } from '../item/types';
import { MAILROOM } from '../journal/streams';
import type { Office } from '../office';
import { accountOf, contactsOf, unitOf } from '../roster/roster';
import { type CivilDate, type Instant } from '../time';
import { addresseeKey } from './mail-ref';
import type { Edition, MailKind } from './types';
import type { WaitingTask } from './snapshot';

/** One person whom a mail goes to. */
export interface Recipient {
  readonly contact: string;
  readonly name: string;
  readonly address: string;
}

/** Whom a mail is for, and on which day. */
type MailPlace = Pick<Edition, 'to' | 'slot'>;

/** Who gets an edition on its day. */
export function editionRecipients({ to, slot }: MailPlace, office: Office): readonly Recipient[] {
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

/**
 * The channel of an edition, from its unit and who can be reached. Nothing for a leader is mailed on a provisional day
 * (rules.md, Time): what comes to lie on one, a row that missed its own day, is carried by a person.
 */
export function channelOf(
  { to, slot }: MailPlace,
  office: Office,
  recipients: readonly Recipient[],
): Channel {
  if ('unit' in to && unitOf(office.roster, to.unit)?.channel === 'manual') return 'manual';
  const leader = to.audience === 'supervisor' || to.audience === 'chief';
  if (leader && isProvisionalDay(office.calendar, slot)) return 'manual';
  return recipients.length > 0 ? 'mail' : 'nobody';
}

/** How an edition leaves on its day, by the roster alone. */
export const leavesBy = (edition: MailPlace, office: Office): Channel =>
  channelOf(edition, office, editionRecipients(edition, office));

/** Body of `taskOpened` in the stream `mailroom`; names people by id only. */
export interface MailroomTask {
  readonly id: string;
  readonly kind: 'deadMailbox' | 'manual';
  readonly unit: string | null;
  readonly title: string;
  readonly day: CivilDate;
}

/** Names the task about a mailbox, of a contact or of an addressee whom nobody answers for, opened on a day. */
export const deadMailboxId = (mailbox: string, day: CivilDate): string => `deadMailbox|${mailbox}|${day}`;

/** The mailbox that a task of the mailroom is about; null when it is about a sheet. */
export const mailboxOf = (task: string): string | null =>
  task.startsWith('deadMailbox|') ? task.slice('deadMailbox|'.length, task.lastIndexOf('|')) : null;

/** The mail that a task hands over or asks about, under its first or a later opening (ID#2); null: it is about none. */
export const mailOfTask = (task: string): string | null =>
  task.startsWith('manual|') ? task.slice('manual|'.length).replace(/#\d+$/, '') : null;

/** Whether two tasks are about the same mailbox or sheet: while one is open, another is not opened on a later day. */
export const sameMatter = (a: string, b: string): boolean => (mailboxOf(a) ?? a) === (mailboxOf(b) ?? b);

const SHEETS: Readonly<Record<MailKind, string>> = {
  letter: '交办通知',
  digest: '提醒',
  change: '变更通知',
  urge: '催办',
  answer: '答复',
};

/** The task that an edition opens when it cannot be mailed: to hand the sheet over, or to find an address. */
export function editionTask(
  { key, kind, to, slot, name }: Edition,
  channel: Exclude<Channel, 'mail'>,
): MailroomTask {
  const unit = 'unit' in to ? to.unit : null;
  const who = 'unit' in to ? name : to.account;
  return channel === 'manual'
    ? { id: `manual|${key}`, kind: 'manual', unit, title: `送达${who}：${slot} ${SHEETS[kind]}`, day: slot }
    : {
        id: deadMailboxId(addresseeKey(to), slot),
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
  ordinal: null,
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
