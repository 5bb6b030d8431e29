import type { CommandType } from '../../../domain/item/commands';
import { fieldsOf } from '../../../domain/item/command-fields';
import type { ItemState } from '../../../domain/item/types';
import type { Problem } from '../../../domain/problem';
import { dueAtWork } from '../../../domain/item/dates';
import { nameOfUnit } from '../../../domain/roster/roster';
import { Form, Select, Submit, type FieldFault } from '../web/form';
import { page } from '../web/layout';
import type { Ctx } from '../web/route';
import { sentence, type Visit } from '../web/visit';
import type { Values } from './input';
import { CommandFields } from './fields';
import { WaitingSaid } from './waiting';
import { actWords, taskFacts, type ActOnTask } from './on-task';
import { isGrave, needsConfirming, takesFiles } from './offered';

/** Where one comes from and goes back to, besides the item. */
export const INBOX = '/inbox';

/** An act on an item, on whichever pages it is done. */
export interface ActPage {
  readonly item: ItemState;
  readonly type: CommandType;
  /** Path of the form. */
  readonly path: string;
  /** Where one is afterwards. */
  readonly after: string;
  readonly actor: string;
  /** The unit whose page it is; null: the form asks. */
  readonly unit: string | null;
  /** A coordinator enters for a unit, and says how the unit said it. */
  readonly entered: boolean;
  /** Entry of the navigation. */
  readonly at: string;
  /** The task that it is about; null: none. */
  readonly on: ActOnTask | null;
}

const actTitle = ({ type, item, on }: ActPage, visit: Visit): string =>
  `${actWords(type, on)[visit.lang]}：${item.key} ${item.title}`;

/** Whose page it is, and the date in force there. */
function actUnitLine({ unit, item }: ActPage, { office, say }: Visit): string {
  const own = item.assignments.find((one) => one.unit === unit);
  const due = own ? dueAtWork(own)?.date : undefined;
  const name = nameOfUnit(office.roster, unit ?? '');
  return due === undefined ? name : say(`${name} · 期限 ${due}`, `${name} · due ${due}`);
}

/** Refusals that are about the date of an act. */
const ABOUT_DATE: readonly Problem['code'][] = ['too-soon', 'bad-date', 'beyond-year'];

/** What the rules refuse of an act, at the field that it is about. */
export const refusedAct = (problem: Problem, { type }: Pick<ActPage, 'type'>, visit: Visit): FieldFault => {
  const ofDate = ABOUT_DATE.includes(problem.code) && fieldsOf(type).some(({ name }) => name === 'date');
  return asField(problem, visit, ofDate ? 'date' : 'act');
};

export const asField = (problem: Problem, visit: Visit, field = 'act'): FieldFault => ({
  field,
  message: sentence(problem, visit),
});

/** The form of an act, with what was typed and what was wrong. */
export function actPage(
  c: Ctx,
  act: ActPage,
  {
    values = {},
    faults = [],
    key,
  }: { values?: Values; faults?: readonly FieldFault[]; key?: string | undefined } = {},
): Response | Promise<Response> {
  const visit = c.get('visit');
  const { say } = visit;
  const title = actTitle(act, visit);
  return page(
    c,
    { title, at: act.at, crumbs: [[act.after, say('返回', 'Back')]], faults },
    <>
      {act.unit !== null && <p class="lead">{actUnitLine(act, visit)}</p>}
      {act.on !== null && (
        <p class="lead">
          {taskFacts(act.on, visit)
            .map(([, said]) => said)
            .join(' · ')}
        </p>
      )}
      <WaitingSaid visit={visit} item={act.item} type={act.type} />
      <div class="panel" id="act">
        <Form visit={visit} action={act.path} requestKey={key} upload={takesFiles(act.type)}>
          {act.after === INBOX && <input type="hidden" name="back" value="inbox" />}
          {act.entered && (
            <Select
              name="source"
              label={say('单位怎样说的', 'How the unit said it')}
              value={values['source']}
              faults={faults}
              options={[
                ['mail', say('邮件', 'mail')],
                ['phone', say('电话', 'phone')],
                ['paper', say('纸质', 'paper')],
              ]}
            />
          )}
          <CommandFields asked={{ visit, item: act.item, type: act.type, unit: act.unit, values, faults }} />
          <p class="row">
            <Submit danger={isGrave(act.type)}>
              {needsConfirming(act.type, act.on)
                ? say('下一步：看会发生什么', 'Next: what it will do')
                : actWords(act.type, act.on)[visit.lang]}
            </Submit>
            <a href={act.after}>{say('返回', 'Back')}</a>
          </p>
        </Form>
      </div>
    </>,
  );
}
