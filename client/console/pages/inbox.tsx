import { unitOf } from '../../../domain/roster/roster';
import { clockText, dateOf } from '../../../domain/time';
import { TASK } from '../../../domain/words';
import { inboxOf } from '../desk/inbox';
import type { Kit } from '../kit';
import { page } from '../web/layout';
import { itemPath } from '../web/paths';
import { get, type Route } from '../web/route';

/** 待我处理: what waits, each with its decision beside it. */
export const inboxRoutes = (kit: Kit): readonly Route[] => [
  get('/inbox', ['coordinator', 'reviewer'], async (c) => {
    const visit = c.get('visit');
    const { say, office, now, account } = visit;
    const { zone } = office.calendar;
    const notices = account?.notices ?? null;
    const inbox = inboxOf(
      await kit.world(visit),
      dateOf(now, zone),
      ({ notice }) => notices === null || notices.includes(notice),
    );
    const deciding = account?.role === 'coordinator';
    const total = inbox.decisions.length + (deciding ? inbox.tasks.length + inbox.toClose.length : 0);
    const nameOf = (unit: string): string => unitOf(office.roster, unit)?.name ?? unit;
    return page(
      c,
      { title: say(`待我处理（${total}）`, `Inbox (${total})`), at: '/inbox' },
      <>
        <h1>{say(`待我处理 · ${total} 件`, `Inbox · ${total}`)}</h1>
        {total === 0 ? <p class="panel">{say('没有等您处理的事。', 'Nothing waits for you.')}</p> : ''}
        {inbox.decisions.length > 0 ? (
          <section>
            <h2>{say(`待审 ${inbox.decisions.length} 件`, `To review: ${inbox.decisions.length}`)}</h2>
            <ul class="task-list">
              {inbox.decisions.map(({ item, assignment: { unit }, waiting }) => {
                const path = itemPath(item.stream);
                const act = (type: string): string => `${path}/do/${type}?unit=${encodeURIComponent(unit)}`;
                return (
                  <li class={waiting.tooLong ? 'urgent' : ''}>
                    <h3>
                      <a href={path}>
                        {item.no} {item.title}
                      </a>
                    </h3>
                    <p>
                      {nameOf(unit)} · {waiting.reason[visit.lang]}
                      {waiting.tooLong ? <strong class="error"> {say('超期', 'overdue')}</strong> : ''}
                      <span class="soft small"> {clockText(waiting.since, zone)}</span>
                    </p>
                    <p class="row no-print">
                      {waiting.type === 'handIn' ? (
                        <>
                          <a class="button" href={act('accept')}>
                            {say('通过', 'Accept')}…
                          </a>
                          <a class="button quiet" href={act('return')}>
                            {say('退回', 'Return')}…
                          </a>
                        </>
                      ) : (
                        <>
                          <a class="button" href={act('grant')}>
                            {say('同意延期', 'Grant')}…
                          </a>
                          <a class="button quiet" href={act('refuse')}>
                            {say('不同意', 'Refuse')}…
                          </a>
                        </>
                      )}
                    </p>
                  </li>
                );
              })}
            </ul>
          </section>
        ) : (
          ''
        )}
        {deciding && inbox.tasks.length > 0 ? (
          <section>
            <h2>{say(`待办 ${inbox.tasks.length} 件`, `Tasks: ${inbox.tasks.length}`)}</h2>
            <ul class="task-list">
              {inbox.tasks.map((task) => (
                <li>
                  <h3>
                    {TASK[task.kind].zh}
                    {task.unitName === null ? '' : ` · ${task.unitName}`}
                  </h3>
                  <p>
                    {task.stream.startsWith('item/') ? (
                      <a href={itemPath(task.stream)}>{task.title}</a>
                    ) : (
                      task.title
                    )}
                    <span class="soft small"> {task.day}</span>
                  </p>
                  <p class="row no-print">
                    {task.stream.startsWith('item/') ? (
                      <a
                        class="button quiet"
                        href={`${itemPath(task.stream)}/do/taskDone?task=${encodeURIComponent(task.id)}`}
                      >
                        {say('办了', 'Done')}…
                      </a>
                    ) : (
                      <a class="button quiet" href={`/tasks/done?task=${encodeURIComponent(task.id)}`}>
                        {say('办了', 'Done')}…
                      </a>
                    )}
                  </p>
                </li>
              ))}
            </ul>
          </section>
        ) : (
          ''
        )}
        {deciding && inbox.toClose.length > 0 ? (
          <section>
            <h2>{say(`待销号 ${inbox.toClose.length} 项`, `To be closed: ${inbox.toClose.length}`)}</h2>
            <ul class="task-list">
              {inbox.toClose.map((item) => (
                <li>
                  <h3>
                    <a href={itemPath(item.stream)}>
                      {item.no} {item.title}
                    </a>
                  </h3>
                  <p class="row no-print">
                    <a class="button quiet" href={`${itemPath(item.stream)}/do/close`}>
                      {say('销号', 'Close')}…
                    </a>
                  </p>
                </li>
              ))}
            </ul>
          </section>
        ) : (
          ''
        )}
      </>,
    );
  }),
];
