import { text } from '../problem';
import type { Account } from '../roster/types';
import { AUDIENCE, MAIL_KIND } from '../words';

import { NO_WAIT, ageOf, taskEntry, type InboxEntry, type InboxSource } from './inbox-entry';

/** Tasks of the mailroom, mails that did not arrive, and findings: for coordinators. */
export function officeEntries(account: Account, source: InboxSource): readonly InboxEntry[] {
  if (account.role !== 'coordinator') return [];
  const none = { stream: null, notice: null, key: null };
  const tasks = source.tasks
    .filter(({ done }) => done === null)
    .map((task) => taskEntry(task, { ...none, stream: task.stream, title: task.title }, source, 'closeTask'));
  const mails = source.mails.map((mail): InboxEntry => {
    const { key, kind, to, name, slot, state, settledAt, notices } = mail;
    const [word, audience] = [MAIL_KIND[kind], AUDIENCE[to.audience]];
    const [zh, en] =
      state === 'failed' ? ['没有送达', 'failed'] : ['不知是否送达，已留下', 'is held: unknown fate'];
    return {
      ...{ ...NO_WAIT, ...none, kind: 'mail', id: key, title: name },
      notice: notices[0] ?? null,
      unit: 'unit' in to ? to.unit : null,
      unitName: 'unit' in to ? name : null,
      round: null,
      what: text(`${slot} ${word.zh}（${audience.zh}）${zh}`, `${slot} ${word.en} (${audience.en}) ${en}`),
      since: settledAt,
      days: settledAt === null ? 0 : ageOf(source, settledAt),
      acts: ['retryMail'],
    };
  });
  const findings = source.findings.map(({ code, zh, en }): InboxEntry => ({
    ...{ ...NO_WAIT, ...none, kind: 'finding', id: code, title: '' },
    ...{ unit: null, unitName: null, round: null },
    what: text(zh, en),
    acts: [],
  }));
  return [...findings, ...tasks, ...mails];
}

/** Of a coordinator: the notices that it owns or deputises for. What waits for anybody else is his own as it is. */
