import { randomUUID } from 'node:crypto';
import { outcomeOf, planOrder } from '../../bulk/change-set';
import type { Asked, Order, RefusedMove } from '../../bulk/order';
import { previewChanges } from '../../bulk/preview';
import { isOpen } from '../../../domain/item/view';
import type { Problem } from '../../../domain/problem';
import { parseDate } from '../../../domain/time';
import type { ChangeSetProgress } from '../../../ledger/journal/change-sets';
import { chosenRows, type ConsoleRow } from '../items/rows';
import type { Kit } from '../kit';
import { Area, ErrorSummary, Field, Form, Submit, type FieldFault } from '../web/form';
import { page } from '../web/layout';
import { postedWords } from '../web/posted';
import { dangerous, get, post, type Ctx, type Route } from '../web/route';
import type { Visit } from '../web/visit';
import { filterOf } from './items';

const DEEDS = {
  urge: ['一并催办', 'Urge all', '催办内容', 'text'],
  move: ['一并改期', 'Move all dates', '理由', 'reason'],
} as const;

type Deed = keyof typeof DEEDS;

const isDeed = (word: string | undefined): word is Deed => word !== undefined && word in DEEDS;

interface Wish {
  readonly deed: Deed;
  readonly words: string;
  readonly date: string;
}

function askedOf({ deed, words, date }: Wish, visit: Visit): Asked | FieldFault {
  const { say, lang } = visit;
  if (words.trim() === '')
    return { field: 'words', message: say(`请填写${DEEDS[deed][2]}`, `Enter the ${DEEDS[deed][3]}`) };
  if (deed === 'urge')
    return { type: 'command', command: { type: 'urge', units: [], text: words, again: false } };
  const day = parseDate(date);
  if (!day.ok) return { field: 'date', message: day.problem.message[lang] };
  return { type: 'move', move: { type: 'to', date: day.value }, reason: words };
}

function wishPage(
  c: Ctx,
  deed: Deed,
  rows: readonly ConsoleRow[],
  parts: { wish?: Wish; faults?: readonly FieldFault[] } = {},
) {
  const visit = c.get('visit');
  const { say } = visit;
  const { wish, faults = [] } = parts;
  const [zh, en, wordsZh, wordsEn] = DEEDS[deed];
  const at = new URL(c.req.url);
  return page(
    c,
    { title: say(zh, en), at: '/items', faulty: faults.length > 0, status: faults.length > 0 ? 422 : 200 },
    <>
      <ErrorSummary visit={visit} faults={faults} />
      <h1>{say(`${zh}：${rows.length} 项`, `${en}: ${rows.length} items`)}</h1>
      <p class="lead">
        {rows
          .slice(0, 8)
          .map(({ item }) => `${item.no} ${item.title}`)
          .join('；')}
        {rows.length > 8 ? say(` 等 ${rows.length} 项`, ` … ${rows.length} in all`) : ''}
      </p>
      <div class="panel">
        <Form visit={visit} action={at.pathname}>
          <input type="hidden" name="filter" value={at.search} />
          {deed === 'move' ? (
            <Field
              name="date"
              label={say('都改到', 'to')}
              type="date"
              short
              value={wish?.date}
              faults={faults}
            />
          ) : (
            ''
          )}
          <Area name="words" label={say(wordsZh, wordsEn)} rows={3} value={wish?.words} faults={faults} />
          <Submit>{say('下一步：看会发生什么', 'Next: what it will do')}</Submit>
        </Form>
      </div>
    </>,
  );
}

const problemText = ({ message, hint }: Problem, { lang }: Visit): string =>
  `${message[lang]}（${hint[lang]}）`;

function told({ total, done, unchanged, refused }: ChangeSetProgress, { say }: Visit): string {
  const left = total - done - unchanged - refused;
  return say(
    `已办 ${done} 项，不必办 ${unchanged} 项，被拒绝 ${refused} 项${left > 0 ? `，还有 ${left} 项在办` : ''}`,
    `${done} done, ${unchanged} needed nothing, ${refused} refused${left > 0 ? `, ${left} under way` : ''}`,
  );
}

const Refusals = ({ refused, visit }: { refused: readonly RefusedMove[]; visit: Visit }) => (
  <ul class="bullets">
    {refused.slice(0, 20).map(({ item, problem }) => (
      <li>
        {item}：{problemText(problem, visit)}
      </li>
    ))}
  </ul>
);

/** How far acts on many items have come. Reads itself again until they have ended. */
async function progressPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say } = visit;
  const key = c.req.param('key') ?? '';
  const progress = await kit.ports.ledger.changeSet(key);
  if (!progress) return c.notFound();
  if (!progress.ended) c.header('Refresh', '2');
  const { refused } = outcomeOf(await kit.ports.ledger.changeEnds(key));
  const title = say('成批办理', 'Acts on many items');
  return page(
    c,
    { title, at: '/items' },
    <>
      <h1>{title}</h1>
      <div class="panel">
        <p>{told(progress, visit)}</p>
        <p>
          {progress.ended
            ? say('已经办完。', 'All is done.')
            : say('可以离开这一页，会继续办完。', 'You may leave this page; it goes on.')}
        </p>
        <Refusals refused={refused} visit={visit} />
      </div>
      <p>
        <a href="/items">{say('回到事项', 'Back to the items')}</a>
      </p>
    </>,
  );
}

async function runOnAll(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say, account } = visit;
  const deed = c.req.param('deed');
  if (!isDeed(deed)) return c.notFound();
  const { words = '', date = '', filter = '', confirmed, _key } = await postedWords(c);
  const rows = await matching(kit, visit, filter);
  const wish: Wish = { deed, words, date };
  const asked = askedOf(wish, visit);
  if ('field' in asked) return wishPage(c, deed, rows, { wish, faults: [asked] });
  const key = /^[\w-]{8,64}$/.test(_key ?? '') ? (_key ?? '') : randomUUID();
  const order: Order = {
    items: rows.map(({ item }) => item.stream),
    key,
    actor: account?.id ?? '',
    onBehalf: null,
    asked,
  };
  const set = await planOrder(kit.ports.ledger, order);
  if (confirmed !== 'yes') {
    const how = { now: visit.now, withDigests: false };
    const { ends, toldIn, immediate } = await previewChanges(kit.ports.ledger, set, how);
    const { done: changed, refused } = outcomeOf(ends);
    const [zh, en] = DEEDS[deed];
    return page(
      c,
      { title: say(`确认${zh}`, `Confirm: ${en}`), at: '/items' },
      <>
        <h1>{say(`确认${zh}：${changed.length} 项？`, `${en}: ${changed.length} items?`)}</h1>
        <div class="panel">
          <p>
            {say(
              `马上发出 ${immediate.length} 封，另有 ${toldIn} 封每日邮件里说明。`,
              `${immediate.length} mails at once, told in ${toldIn} digests.`,
            )}
          </p>
          {refused.length === 0 ? (
            ''
          ) : (
            <>
              <p>{say(`${refused.length} 项会被拒绝：`, `${refused.length} would be refused:`)}</p>
              <Refusals refused={refused} visit={visit} />
            </>
          )}
        </div>
        <Form visit={visit} action={c.req.path} requestKey={key}>
          <input type="hidden" name="filter" value={filter} />
          <input type="hidden" name="words" value={words} />
          <input type="hidden" name="date" value={date} />
          <input type="hidden" name="confirmed" value="yes" />
          <p class="row">
            <Submit>{say(`${zh} ${changed.length} 项`, `${en}: ${changed.length}`)}</Submit>
            <a href={`/items${filter}`}>{say('不办了', 'Leave it')}</a>
          </p>
        </Form>
      </>,
    );
  }
  const duban = await kit.ports.duban();
  const begun = duban.ok ? await duban.value.begin(set) : duban;
  if (!begun.ok)
    return wishPage(c, deed, rows, {
      wish,
      faults: [{ field: 'words', message: problemText(begun.problem, visit) }],
    });
  return c.redirect(`/items/changes/${encodeURIComponent(key)}`, 303);
}

/** Open items that fit the filter of an address. */
const matching = async (kit: Kit, visit: Visit, search: string): Promise<readonly ConsoleRow[]> =>
  chosenRows(await kit.rows(visit), filterOf(`/items${search.startsWith('?') ? search : ''}`)).filter(
    ({ item }) => isOpen(item),
  );

/** Acts on all items that match a filter, with count, mails and a page that confirms. */
export const allRoutes = (kit: Kit): readonly Route[] => [
  dangerous(
    get('/items/all/:deed', ['coordinator'], async (c) => {
      const deed = c.req.param('deed');
      if (!isDeed(deed)) return c.notFound();
      return wishPage(c, deed, await matching(kit, c.get('visit'), new URL(c.req.url).search));
    }),
  ),
  dangerous(post('/items/all/:deed', ['coordinator'], (c) => runOnAll(kit, c))),
  get('/items/changes/:key', ['coordinator'], (c) => progressPage(kit, c)),
];
