import { bulkOutcome } from '../../../../office/bulk/change-set';
import type { RefusedMove } from '../../../../office/bulk/order';
import type { ChangeSetProgress } from '../../../../ledger/journal/change-sets';
import type { Kit } from '../../kit';
import { page } from '../../web/layout';
import type { Ctx } from '../../web/route';
import { sentence, type Visit } from '../../web/visit';

/** Most refusals that are written out. */
const SHOWN = 20;

/** Which items were refused, and why. */
export const Refusals = ({ refused, visit }: { refused: readonly RefusedMove[]; visit: Visit }) => (
  <ul class="bullets">
    {refused.slice(0, SHOWN).map(({ item, problem }) => (
      <li>
        {item}：{sentence(problem, visit)}
      </li>
    ))}
    {refused.length > SHOWN && <li>{visit.say(`等 ${refused.length} 项`, `… ${refused.length} in all`)}</li>}
  </ul>
);

function progressText({ total, done, unchanged, refused }: ChangeSetProgress, { say }: Visit): string {
  const left = total - done - unchanged - refused;
  return say(
    `已办 ${done} 项，不必办 ${unchanged} 项，被拒绝 ${refused} 项${left > 0 ? `，还有 ${left} 项在办` : ''}`,
    `${done} done, ${unchanged} needed nothing, ${refused} refused${left > 0 ? `, ${left} under way` : ''}`,
  );
}

/** How far acts on many items have come. Reads itself again until they have ended. */
export async function progressPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say } = visit;
  const key = c.req.param('key') ?? '';
  const progress = await kit.ports.ledger.changeSet(key);
  if (!progress) return c.notFound();
  if (!progress.ended) c.header('Refresh', '2');
  const { refused } = bulkOutcome(await kit.ports.ledger.changeEnds(key));
  const title = say('成批办理', 'Acts on many items');
  return page(
    c,
    { title, at: '/items' },
    <>
      <div class="panel">
        <p>{progressText(progress, visit)}</p>
        <p>
          {progress.ended
            ? say('已经办完。', 'All is done.')
            : say('可以离开这一页，会继续办完。', 'You may leave this page; it goes on.')}
        </p>
        <Refusals refused={refused} visit={visit} />
      </div>
      <p>
        <a href="/items">{say('回到台账', 'Back to the items')}</a>{' '}
        <a href="/inbox">{say('回到待我处理', 'Back to the inbox')}</a>
      </p>
    </>,
  );
}
