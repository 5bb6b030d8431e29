import { memo } from '../../../domain/memo';
import { commandTable } from '../../../domain/item/commands';
import { groupBy } from '../../../domain/digest/snapshot';
import type { InboxAct, InboxEntry, InboxKind } from '../../../domain/view/inbox-entry';
import { clockText } from '../../../domain/time';
import { DECISION } from '../../../domain/words';
import { nameOfUnit, unitOf } from '../../../domain/roster/roster';
import { taskNumber } from '../../../domain/view/tasks';
import { AskedWords } from '../acts/asked';
import type { Kit } from '../kit';
import { InboxDeeds } from './all/inbox-all';
import { redirectTelling } from '../web/banner';
import { BrokenItems } from '../web/item-table';
import { Area, Form, Submit, type FieldFault } from '../web/form';
import { page } from '../web/layout';
import { DaySelect, lookingBack } from '../web/day-select';
import { itemPath } from '../../../domain/journal/streams';
import { problemPage } from '../web/refuse';
import { postedWords, requestKeyIn } from '../web/posted';
import { get, post, type Ctx, type Route } from '../web/route';
import { ChoiceTags, linkWith, paged, Pages, type ChoiceTag } from '../web/table';
import { sentence, type Visit } from '../web/visit';

const INBOX_PAGE_ROWS = 50;

const INBOX_KINDS: readonly (readonly [InboxKind, string, string])[] = [
  ['handIn', '办结待审', 'Hand-ins'],
  ['extension', '延期待审', 'Extensions'],
  ['approval', '待批', 'Approvals'],
  ['close', '待销号', 'To be closed'],
  ['task', '待办', 'Tasks'],
  ['mail', '未送达', 'Mails not delivered'],
  ['unsigned', '长期未签收', 'Not signed for long'],
  ['finding', '提示', 'Findings'],
  ['own', '本单位', 'Own'],
];

/** Where the decision about an entry is taken; null: nowhere. */
function hrefOf(entry: InboxEntry, act: InboxAct): string | null {
  const { stream, unit, id } = entry;
  if (act === 'closeTask') return `/tasks/${encodeURIComponent(id)}`;
  if (act === 'retryMail') return '/mails?state=failed';
  if (stream === null) return null;
  if (act === 'send' || act === 'hold') {
    const send = act === 'send' ? 'yes' : 'no';
    return `${itemPath(stream)}/do/taskDone?task=${encodeURIComponent(id)}&send=${send}&back=inbox`;
  }
  const about =
    entry.kind === 'task'
      ? `task=${encodeURIComponent(id)}`
      : unit === null
        ? ''
        : `unit=${encodeURIComponent(unit)}`;
  return `${itemPath(stream)}/do/${act}?${about}&back=inbox`;
}

function actLabel(act: InboxAct, { lang, say }: Visit): string {
  if (act === 'closeTask') return say('办结待办', 'Done');
  if (act === 'retryMail') return say('看邮件', 'Mails');
  if (act === 'send' || act === 'hold') return DECISION[act][lang];
  return commandTable[act].words[lang];
}

/** A finding is about no item: it is named by its kind. */
const entryTitle = ({ say }: Visit, { title, kind }: InboxEntry): string => {
  const [, zh, en] = INBOX_KINDS.find(([name]) => name === kind) ?? ['', '', ''];
  return title === '' ? say(zh, en) : title;
};

const ShownEntry = ({ visit, entry }: { visit: Visit; entry: InboxEntry }) => {
  const { say, lang, office } = visit;
  const { stream, unitName, what, since } = entry;
  return (
    <li class={entry.tooLong ? 'urgent' : ''}>
      <div>
        <h2>
          {stream?.startsWith('item/') ? (
            <a href={itemPath(stream)}>{entry.title}</a>
          ) : (
            entryTitle(visit, entry)
          )}
          {unitName === null ? '' : ` · ${unitName}`}
        </h2>
        <p>
          {what[lang]}
          {entry.tooLong && <strong class="error"> {say('超期', 'overdue')}</strong>}
          {entry.forReviewer && <span class="tag">{say('须审核领导决定', 'for the reviewer')}</span>}
          {since !== null && <span class="soft small"> {clockText(since, office.calendar.zone)}</span>}
        </p>
        {stream !== null && <AskedWords visit={visit} stream={stream} asked={entry} />}
      </div>
      <p class="row no-print">
        {entry.acts.map((act, n) => {
          const href = hrefOf(entry, act);
          return (
            href !== null && (
              <a class={n === 0 ? 'button' : 'button quiet'} href={href}>
                {actLabel(act, visit)}…
              </a>
            )
          );
        })}
      </p>
    </li>
  );
};

/** So many units are named with what waits; the filter of the ledger finds the others. */
const UNITS_LISTED = 60;

/** What waits, counted by unit: many entries of one unit are done in one go. */
const EntriesByUnit = ({ visit, entries }: { visit: Visit; entries: readonly InboxEntry[] }) => {
  const { say, here } = visit;
  const groups = [...groupBy(entries, ({ unit }) => unit ?? '')]
    .filter(([unit]) => unit !== '')
    .sort(([, a], [, b]) => b.length - a.length);
  if (groups.length < 2) return <></>;
  return (
    <details class="panel no-print">
      <summary>{say(`按单位看（${groups.length} 个单位）`, `By unit (${groups.length})`)}</summary>
      <ul class="acts spread">
        {groups.slice(0, UNITS_LISTED).map(([unit, own]) => (
          <li>
            <a href={linkWith(here, { unit, page: null })}>
              {own[0]?.unitName} {own.length}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
};

/** The one unit whose entries are shown: the way back to all, and to its page. */
const OfUnit = ({ visit: { say, here, office }, unit }: { visit: Visit; unit: string }) => (
  <p class="row no-print">
    <a class="tag" href={linkWith(here, { unit: null, page: null })}>
      {nameOfUnit(office.roster, unit)} <span aria-hidden="true">×</span>
      <span class="visually-hidden">{say('去掉这个条件', 'remove')}</span>
    </a>
    <a href={`/units/${encodeURIComponent(unit)}`}>{say('看这个单位', 'The unit')}</a>
  </p>
);

/**
 * Entries by kind, and how many there are of each; the kinds that have any. What is to be decided stands before what is
 * to be known; of one kind in the order of the inbox.
 */
const byKinds = memo((entries: readonly InboxEntry[]) => {
  const groups = groupBy(entries, ({ kind }) => kind);
  const kinds = INBOX_KINDS.flatMap(([name, zh, en]) => {
    const count = groups.get(name)?.length ?? 0;
    return count === 0 ? [] : [{ name, zh, en, count }];
  });
  const none: readonly InboxEntry[] = [];
  return { sorted: none.concat(...kinds.map(({ name }) => groups.get(name) ?? [])), kinds };
});

const NOBODYS: readonly InboxEntry[] = [];

async function showTask(kit: Kit, c: Ctx) {
  const back = await lookingBack(kit, c);
  if (!back.ok) return problemPage(c, '/inbox', back.problem);
  const { visit, on, asOf } = back.value;
  const { say, account } = visit;
  const { sorted: waiting, kinds } = byKinds(account ? await back.value.inbox(account) : NOBODYS);
  // Nothing can be decided in the past.
  const entries = on === '' ? waiting : waiting.map((entry) => ({ ...entry, acts: [] }));
  const unit = unitOf(visit.office.roster, c.req.query('unit') ?? '')?.id ?? null;
  const kind = INBOX_KINDS.find(([name]) => name === c.req.query('kind'))?.[0] ?? null;
  const ofKind = kind === null ? entries : entries.filter((one) => one.kind === kind);
  const asked = unit === null ? ofKind : ofKind.filter((one) => one.unit === unit);
  const of = paged(asked, c.req.query('page'), INBOX_PAGE_ROWS);
  return page(
    c,
    {
      title: say(`待我处理（${entries.length}）`, `Inbox (${entries.length})`),
      heading: `${say(`待我处理 · ${entries.length} 件`, `Inbox · ${entries.length}`)}${asOf}`,
      at: '/inbox',
    },
    <>
      <BrokenItems visit={visit} streams={await back.value.broken()} />
      <ChoiceTags
        label={say('按类别', 'By kind')}
        choices={[
          [
            linkWith(visit.here, { kind: null, page: null }),
            `${say('全部', 'all')} ${entries.length}`,
            kind === null,
          ],
          ...kinds.map(({ name, zh, en, count }): ChoiceTag => [
            linkWith(visit.here, { kind: name, page: null }),
            `${say(zh, en)} ${count}`,
            kind === name,
          ]),
        ]}
      />
      {unit === null ? <EntriesByUnit visit={visit} entries={asked} /> : <OfUnit visit={visit} unit={unit} />}
      {on === '' && <InboxDeeds visit={visit} entries={asked} />}
      {asked.length === 0 ? (
        <p class="panel">{say('没有等您处理的事。', 'Nothing waits for you.')}</p>
      ) : (
        <ul class="task-list">
          {of.rows.map((entry) => (
            <ShownEntry visit={visit} entry={entry} />
          ))}
        </ul>
      )}
      <Pages visit={visit} paged={of} />
      <DaySelect visit={c.get('visit')} action="/inbox" on={on} />
    </>,
  );
}

/** Closes a task of the mailroom, which belongs to no item, with what was done. */
async function taskPage(kit: Kit, c: Ctx, faults: readonly FieldFault[]) {
  const visit = c.get('visit');
  const { say, lang, account } = visit;
  const id = c.req.param('task') ?? '';
  const entry = account ? (await kit.inbox(visit, account)).find((one) => one.id === id) : undefined;
  if (!entry) return c.notFound();
  return page(
    c,
    { title: entry.title, at: '/inbox', crumbs: [['/inbox', say('待我处理', 'Inbox')]], faults },
    <>
      <p class="lead">{entry.what[lang]}</p>
      {entry.task?.kind === 'manual' && entry.unit !== null && (
        <p>
          <a href={`/mails?state=manual&unit=${encodeURIComponent(entry.unit)}`}>
            {say('看须人工送达的邮件，可打印', 'The mails to be brought by hand, to be printed')}
          </a>
        </p>
      )}
      <div class="panel">
        <Form visit={visit} action={`/tasks/${encodeURIComponent(id)}`}>
          <Area
            name="result"
            label={say('怎样办的（记入台账）', 'What was done (journaled)')}
            rows={3}
            faults={faults}
          />
          <Submit>{say('办结这件待办', 'Close the task')}</Submit>
        </Form>
      </div>
    </>,
  );
}

async function closeTaskPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say, account, now } = visit;
  const words = await postedWords(c);
  const { result = '' } = words;
  if (result.trim() === '')
    return taskPage(kit, c, [{ field: 'result', message: say('请填写怎样办的', 'Enter what was done') }]);
  const by = { actor: account?.id ?? '', now, requestKey: requestKeyIn(words) };
  const number = c.req.param('task') ?? '';
  const task = (await kit.ports.ledger.tasks({ open: true })).find(
    ({ stream, id }) => taskNumber(stream, id) === number,
  );
  const closed = await kit.ports.ledger.closeTask(task?.id ?? number, result, by);
  if (!closed.ok) return taskPage(kit, c, [{ field: 'result', message: sentence(closed.problem, visit) }]);
  return redirectTelling(c, kit.ports, '/inbox', {
    title: say('待办已办结', 'The task is closed'),
  });
}

/** 待我处理: what waits, each with its decision beside it. */
export const inboxRoutes = (kit: Kit): readonly Route[] => [
  get('/inbox', ['coordinator', 'reviewer'], (c) => showTask(kit, c)),
  get('/tasks/:task', ['coordinator'], (c) => taskPage(kit, c, [])),
  post('/tasks/:task', ['coordinator'], (c) => closeTaskPage(kit, c)),
];
