import type { ActContext, FieldProblem, GivenFields, OfficeAct } from '../../../office/acts/act';
import type { Account } from '../../../domain/roster/types';
import type { Kit } from '../kit';
import { redirectTelling } from '../web/banner';
import { FieldInput } from '../web/field-input';
import { faultAt, Form, Submit, type FieldFault, type FormWords } from '../web/form';
import { page } from '../web/layout';
import { postedList, postedWords, requestKeyIn } from '../web/posted';
import { get, post, type Ctx, type Route } from '../web/route';
import { sentence } from '../web/visit';

/** Path of the form of an act. */
const formPath = ({ page: at, verb }: OfficeAct): string => `${at}/${verb}`;

const contextOf = (kit: Kit, c: Ctx, account: Account): ActContext => {
  const { office, now } = c.get('visit');
  return { ledger: kit.ports.ledger, duban: kit.ports.duban, office, account, now };
};

async function formPage(
  act: OfficeAct,
  context: ActContext,
  c: Ctx,
  { typed = {}, faults = [] }: { typed?: FormWords; faults?: readonly FieldFault[] } = {},
) {
  const visit = c.get('visit');
  const { lang } = visit;
  const title = act.words[lang];
  return page(
    c,
    { title, at: act.page, faults },
    <>
      <p class="lead">{(await act.lead(context))[lang]}</p>
      <div class="panel" id="act">
        <Form visit={visit} action={formPath(act)} requestKey={typed['_key']}>
          {act.fields.map((field) => (
            <FieldInput visit={visit} field={field} value={typed[field.name]} faults={faults} />
          ))}
          <p class="row">
            <Submit danger={act.grave}>{title}</Submit>
            <a href={act.page}>{visit.say('返回', 'Back')}</a>
          </p>
        </Form>
      </div>
    </>,
  );
}

async function broughtFields(act: OfficeAct, c: Ctx, words: FormWords): Promise<GivenFields> {
  const given: Record<string, unknown> = {};
  for (const { name, kind } of act.fields) {
    const several = kind === 'keys' || kind === 'units';
    given[name] = several ? await postedList(c, name) : kind === 'flag' ? words[name] === 'yes' : words[name];
  }
  return given;
}

/** Does the act of a posted form. What is wrong comes back in the form, or where it has none, on the page that had the button. */
async function doOfficeAct(act: OfficeAct, kit: Kit, c: Ctx, account: Account): Promise<Response> {
  const visit = c.get('visit');
  const context = contextOf(kit, c, account);
  const typed = await postedWords(c);
  const refused = (problems: readonly FieldProblem[], back: string): Response | Promise<Response> =>
    act.onlyButton
      ? redirectTelling(c, kit.ports, back, {
          kind: 'refused',
          title: problems.map(({ problem }) => sentence(problem, visit)).join(' '),
        })
      : formPage(act, context, c, {
          typed,
          faults: problems.map(({ field, problem }) => faultAt(field ?? 'act', problem, visit)),
        });
  const read = act.ready(context, await broughtFields(act, c, typed));
  if (!read.ok) return refused(read.problems, act.page);
  const done = await read.act.perform({
    actor: account.id,
    now: visit.now,
    requestKey: requestKeyIn(typed),
  });
  if (!done.ok) return refused([{ field: done.field ?? null, problem: done.problem }], read.act.after);
  const [title, ...lines] = done.value.said.map((line) => line[visit.lang]);
  return redirectTelling(c, kit.ports, read.act.after, { title: title ?? act.words[visit.lang], lines });
}

/** The routes of an act: its form, if it has one, and what takes it. */
export function officeActRoutes(act: OfficeAct, kit: Kit): readonly Route[] {
  const path = formPath(act);
  const acting = (run: (c: Ctx, account: Account) => Response | Promise<Response>) => (c: Ctx) => {
    const { account } = c.get('visit');
    return account ? run(c, account) : c.notFound();
  };
  const take = post(
    path,
    act.who,
    acting((c, account) => doOfficeAct(act, kit, c, account)),
  );
  return act.onlyButton
    ? [take]
    : [
        get(
          path,
          act.who,
          acting((c, account) => formPage(act, contextOf(kit, c, account), c)),
        ),
        take,
      ];
}
