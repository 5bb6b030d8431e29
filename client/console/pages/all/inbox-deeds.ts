import type { Command } from '../../../../domain/item/commands';
import type { TaskKind } from '../../../../domain/item/types';
import { digestOf } from '../../../../domain/journal/canonical';
import { memo } from '../../../../domain/memo';
import { text, type Text } from '../../../../domain/problem';
import type { UnitId } from '../../../../domain/roster/types';
import type { CivilDate } from '../../../../domain/time';
import type { InboxEntry } from '../../../../domain/view/inbox-entry';
import { TASK } from '../../../../domain/words';
import type { ChangeSet } from '../../../../ledger/database/tables/change-sets';
import { stepKey } from '../../../../ledger/journal/change-sets';

/** Tasks that are finished by saying what was done; approvals are decided. */
type PlainTask = Exclude<TaskKind, 'approveR8'>;

/** What can be done to all entries of the inbox that are of one kind. */
export type InboxDeed = 'sign' | 'accept' | 'grant' | 'close' | 'send' | 'hold' | PlainTask;

interface InboxDeedEntry {
  readonly name: Text;
  readonly words: Text | null;
  readonly usual: string;
  /** What is commanded for one entry; null: there is nothing to be said of it. */
  readonly command: (entry: EntryPart, words: string) => Command | null;
}

/** What of an entry a command is made from. */
interface EntryPart {
  readonly unit: UnitId;
  /** The round, where the item has several. */
  readonly which: { readonly round?: number };
  readonly task: string;
  /** The date that is asked for; null: none is. */
  readonly asked: CivilDate | null;
}

const RESULT = text('办理结果', 'result');

const finishingDeed = (kind: PlainTask): InboxDeedEntry => ({
  name: text(`一并办结：${TASK[kind].zh}`, `Finish all: ${TASK[kind].en}`),
  ...{ words: RESULT, usual: '' },
  command: ({ task }, result) => ({ type: 'taskDone', task, result }),
});

const approvingDeed = (zh: string, en: string, send: boolean): InboxDeedEntry => ({
  ...{ name: text(zh, en), words: RESULT, usual: '' },
  command: ({ task }, result) => ({ type: 'taskDone', task, result, send }),
});

/** Every deed, in the order in which they are offered. */
export const INBOX_DEEDS: Readonly<Record<InboxDeed, InboxDeedEntry>> = {
  accept: {
    ...{ name: text('一并通过办结', 'Accept all hand-ins'), words: text('审核意见', 'remark'), usual: '' },
    command: ({ unit, which }, words) => ({ type: 'accept', unit, text: words, ...which }),
  },
  grant: {
    ...{
      name: text('一并同意延期，各按所申请的日期', 'Grant all extensions as asked'),
      words: null,
      usual: '',
    },
    command: ({ unit, which, asked }) => asked && { type: 'grant', unit, date: asked, ...which },
  },
  close: {
    ...{ name: text('一并销号', 'Close all'), words: text('理由', 'reason'), usual: '' },
    command: (_, reason) => ({ type: 'close', reason }),
  },
  send: approvingDeed('一并提请主要负责人', 'Put all to the chiefs', true),
  hold: approvingDeed('一并不提请', 'Put none to the chiefs', false),
  sign: {
    ...{
      name: text('一并催签收', 'Urge all to sign'),
      words: text('催办内容', 'text'),
      usual: '请尽快签收。',
    },
    command: ({ unit }, words) => ({ type: 'urge', units: [unit], text: words, again: false }),
  },
  phone: finishingDeed('phone'),
  manual: finishingDeed('manual'),
  deadMailbox: finishingDeed('deadMailbox'),
  lateReview: finishingDeed('lateReview'),
  noLeader: finishingDeed('noLeader'),
  provisional: finishingDeed('provisional'),
};

/** Whether an address names a deed. */
export const isInboxDeed = (name: string): name is InboxDeed => Object.hasOwn(INBOX_DEEDS, name);

/** What can be done to all entries of the kind of this one; those of the mailroom and mails are seen to one by one. */
function deedsFor({ kind, acts, task }: InboxEntry): readonly InboxDeed[] {
  switch (kind) {
    case 'handIn':
      return ['accept'];
    case 'extension':
      return ['grant'];
    case 'close':
      return ['close'];
    case 'unsigned':
      return ['sign'];
    case 'approval':
      return ['send', 'hold'];
    case 'task':
      return task && task.kind !== 'approveR8' && acts.includes('taskDone') ? [task.kind] : [];
    default:
      return [];
  }
}

/** The entries that a deed is about. */
export const deedEntries = (entries: readonly InboxEntry[], deed: InboxDeed): readonly InboxEntry[] =>
  entries.filter((entry) => deedsFor(entry).includes(deed));

/** What can be done to how many entries, in the order of the deeds. */
export const deedsAmong = memo((entries: readonly InboxEntry[]) => {
  const counts = new Map<InboxDeed, number>();
  for (const entry of entries)
    for (const deed of deedsFor(entry)) counts.set(deed, (counts.get(deed) ?? 0) + 1);
  return Object.keys(INBOX_DEEDS)
    .filter(isInboxDeed)
    .flatMap((deed) => {
      const count = counts.get(deed) ?? 0;
      return count === 0 ? [] : [{ deed, count }];
    });
});

const entryPart = ({ unit, round, task, request }: InboxEntry): EntryPart => ({
  unit: unit ?? '',
  which: round === null ? {} : { round },
  task: task?.id ?? '',
  asked: request?.asked ?? null,
});

/** The change set of a deed: a change for each entry, so that each is done or refused for itself. */
export const inboxChanges = (
  entries: readonly InboxEntry[],
  { deed, words, key, actor }: { deed: InboxDeed; words: string; key: string; actor: string },
): ChangeSet => ({
  ...{ key, actor, onBehalf: null, about: digestOf(['inbox', deed, words, actor]) },
  changes: entries.flatMap((entry) => {
    const { stream, id } = entry;
    const command = INBOX_DEEDS[deed].command(entryPart(entry), words);
    if (stream === null || command === null) return [];
    return [{ item: stream, steps: [{ command, key: stepKey({ key }, stream, id) }], end: null }];
  }),
});
