import { z } from 'zod';
import { byCodeUnits, numberKey } from '../../../domain/digest/order';
import type { ChainedEvent } from '../../../domain/journal/types';
import { accountOf } from '../../../domain/roster/roster';
import { text } from '../../../domain/problem';
import { clockText } from '../../../domain/time';
import { goesOn, inBackground, type BackgroundState } from '../../../office/evidence/background';
import { verified } from '../../../office/evidence/in-threads';
import type { VerifiedWhole } from '../../../office/evidence/verification';
import type { Kit } from '../kit';
import { FormField, Form, Submit } from '../web/form';
import { eventWordFor } from '../web/event-word';
import { page } from '../web/layout';
import { itemPath } from '../../../domain/journal/streams';
import { get, post, type Ctx, type Route } from '../web/route';
import { wordsHold } from '../web/search-box';
import { CardTable, paged, Pages } from '../web/table';
import { OFFICE_ROLE, type Visit } from '../web/visit';
import { tick } from './guide';

const AUDIT_PAGE_ROWS = 50;

const Events = ({ visit, events }: { visit: Visit; events: readonly ChainedEvent[] }) => {
  const { say, office } = visit;
  return (
    <CardTable
      caption={say('新的在前', 'the newest first')}
      heads={[
        ['#', 'number'],
        say('事件', 'Event'),
        say('谁', 'Who'),
        say('时间', 'At'),
        say('内容', 'Body'),
      ]}
    >
      {events.map((event) => (
        <tr>
          <td class="number">{event.seq}</td>
          <th scope="row">{eventWordFor(visit, event.type)}</th>
          <td class="tight">{accountOf(office.roster, event.actor)?.name ?? event.actor}</td>
          <td class="tight">{clockText(event.at, office.calendar.zone)}</td>
          <td>
            <details>
              <summary class="small">{event.hash.slice(0, 12)}</summary>
              <p class="mono">{event.body}</p>
              <p class="mono soft">{event.hash}</p>
            </details>
          </td>
        </tr>
      ))}
    </CardTable>
  );
};

async function auditPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say } = visit;
  const { stream = '', q = '' } = c.req.query();
  const streams = await kit.ports.ledger.streams();
  const titles = new Map((await kit.cache.items()).map((item) => [item.stream, `${item.key} ${item.title}`]));
  const found = streams
    .filter(({ stream: one }) => wordsHold(q, one, titles.get(one) ?? ''))
    .map((one) => ({ ...one, order: numberKey(one.stream) }))
    .sort((a, b) => byCodeUnits(a.order, b.order));
  const events = stream === '' ? [] : (await kit.ports.ledger.history(stream)).toReversed();
  const of = paged(events, c.req.query('page'), AUDIT_PAGE_ROWS);
  const checkpoint = await kit.ports.ledger.lastCheckpoint();
  return page(
    c,
    { title: say('审计', 'Audit'), at: '/audit' },
    <>
      <div class="columns">
        <div>
          {stream === '' ? (
            <CardTable
              caption={say(`记录流 ${found.length} 条`, `${found.length} streams`)}
              heads={[say('流', 'Stream'), [say('事件', 'Events'), 'number'], say('最后的哈希', 'Last hash')]}
            >
              {found.slice(0, 500).map(({ stream: one, head }) => (
                <tr>
                  <th scope="row">
                    <a href={`/audit?stream=${encodeURIComponent(one)}`}>{one}</a>{' '}
                    <span class="small soft">{titles.get(one)}</span>
                  </th>
                  <td class="number">{head.seq}</td>
                  <td class="mono">{head.hash.slice(0, 16)}</td>
                </tr>
              ))}
            </CardTable>
          ) : (
            <>
              <p class="crumbs">
                <a href="/audit">{say('全部记录流', 'all streams')}</a>
                {stream.startsWith('item/') && (
                  <>
                    {' '}
                    · <a href={itemPath(stream)}>{say('事项页', 'the item')}</a>
                  </>
                )}
              </p>
              <h2>{stream}</h2>
              <Events visit={visit} events={of.rows} />
              <Pages visit={visit} paged={of} />
            </>
          )}
        </div>
        <div class="stack">
          <section class="card">
            <h2>{say('查找与证明', 'Search and proofs')}</h2>
            <ul class="acts">
              <li>
                <a href="/audit/search">{say('按单位、日期、人、事件查找', 'By unit, day, account, type')}</a>
              </li>
              <li>
                <a href="/audit/evidence">{say('存证点、见证、导出', 'Checkpoints, witnesses, export')}</a>
              </li>
              <li>
                <a href="/audit/archive">{say('一年的归档', 'Archive of a year')}</a>
              </li>
              <li>
                <a href="/audit/check">{say('核对证明', 'Check a proof')}</a>
              </li>
            </ul>
          </section>
          <section class="card">
            <h2>{say('核验', 'Verify')}</h2>
            <p>
              {say(
                '重算每一条哈希链、全部事件的树和签名的存证点。',
                'Computes every chain, the tree and its checkpoints again.',
              )}
            </p>
            <VerifyForm visit={visit} />
            <p>
              <a href="/audit/verify" class="button quiet">
                {say('上一次的结果', 'what the last one came to')}
              </a>
            </p>
          </section>
          <section class="card">
            <h2>{say('最近的存证点', 'Latest checkpoint')}</h2>
            {checkpoint === null ? (
              <p>{say('还没有存证点。', 'None yet.')}</p>
            ) : (
              <>
                <p>
                  {say(`${checkpoint.size} 个事件`, `${checkpoint.size} events`)}
                  {checkpoint.slot === null
                    ? ''
                    : say(`，到 ${checkpoint.slot}`, `, until ${checkpoint.slot}`)}
                </p>
                <p class="mono text">{checkpoint.note ?? checkpoint.root}</p>
              </>
            )}
            <p class="small">
              {say('可与任何一封邮件的最后一行对照。', 'Compare it with the last line of any mail.')}
            </p>
          </section>
          <form method="get" action="/audit" class="card filter">
            <h2>{say('查找', 'Search')}</h2>
            <FormField name="q" label={say('流或事项的名称', 'Stream or item')} type="search" value={q} />
            <button type="submit" class="button">
              {say('查找', 'Search')}
            </button>
          </form>
        </div>
      </div>
    </>,
  );
}

const VerifyForm = ({ visit }: { visit: Visit }) => (
  <Form visit={visit} action="/audit/verify">
    <Submit>{visit.say('核验台账', 'Verify the ledger')}</Submit>
  </Form>
);

/** What a verification came to. */
const VerificationResult = ({ visit, came }: { visit: Visit; came: VerifiedWhole }) => {
  const { say, lang } = visit;
  const { events, streams, pending, findings } = came;
  return (
    <>
      <p class="lead" role="status">
        {say(`${streams} 条流，${events} 个事件。`, `${streams} streams, ${events} events.`)}
        {pending > 0 ? say(`另有 ${pending} 封邮件待登记。`, ` ${pending} mails await their entry.`) : ''}
      </p>
      <ul class="bullets">
        {findings.map(({ message }) => (
          <li class="error">■ {message[lang]}</li>
        ))}
      </ul>
    </>
  );
};

type Verifying = BackgroundState<VerifiedWhole, null>;

function verifyTitle({ say }: Visit, state: Verifying | null): string {
  if (state === null) return say('还没有核验过', 'Not verified yet');
  if (state.failed !== null) return say('核验没有做完', 'The verification failed');
  if (state.came === null) return say('正在核验', 'Verifying');
  const { length } = state.came.findings;
  return length === 0 ? say('核验通过', 'Verified') : say(`有 ${length} 处不符`, `${length} findings`);
}

/** How far the verification has come, or what the last one came to. Reads itself again until it ends. */
async function verifyPage(kit: Kit, c: Ctx, state: Verifying | null) {
  const visit = c.get('visit');
  const { say, lang } = visit;
  const title = verifyTitle(visit, state);
  const total = (await kit.ports.ledger.streams()).reduce((sum, { head }) => sum + head.seq, 0);
  if (goesOn(state)) c.header('Refresh', '2');
  if (state?.came) tick(c, 'verified');
  return page(
    c,
    { title, at: '/audit', crumbs: [['/audit', say('审计', 'Audit')]] },
    <>
      {state !== null && goesOn(state) ? (
        <p class="panel" role="status">
          {say(
            `已核验 ${state.done} 个事件，共 ${total} 个。可以离开这一页，核验会做完。`,
            `${state.done} of ${total} events. You may leave this page; it goes on.`,
          )}
        </p>
      ) : (
        <>
          {state?.came && <VerificationResult visit={visit} came={state.came} />}
          {state?.failed && <p class="error">{state.failed[lang]}</p>}
          <VerifyForm visit={visit} />
        </>
      )}
    </>,
  );
}

/** 审计: what happened, and that it is so. */
export function auditRoutes(kit: Kit): readonly Route[] {
  const verification = inBackground(kit.ports.works, {
    name: text('核验', 'verification'),
    file: 'verification',
    about: z.null(),
    came: verified,
  });
  return [
    get('/audit', OFFICE_ROLE, (c) => auditPage(kit, c)),
    get('/audit/verify', OFFICE_ROLE, (c) => verifyPage(kit, c, verification.state())),
    post('/audit/verify', OFFICE_ROLE, (c) => {
      verification.begin(null, kit.ports.verifyApart);
      return c.redirect('/audit/verify', 303);
    }),
  ];
}
