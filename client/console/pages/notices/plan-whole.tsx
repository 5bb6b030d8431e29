import type { PlanDraft } from '../../../../domain/plan/draft';
import { parseDate } from '../../../../domain/time';
import { withItemFields, withPlanFields } from '../../../../office/plan/draft-edit';
import type { Kit } from '../../kit';
import { redirectTelling } from '../../web/banner';
import { Area, CheckBox, FormField, Form, Submit } from '../../web/form';
import { page } from '../../web/layout';
import { postedList, postedWords } from '../../web/posted';
import type { Ctx } from '../../web/route';
import { sentence, type Visit } from '../../web/visit';
import { namesIn, unlessEmpty, type ItemWords } from './item-input';
import { groupsOfPlan, toldAt, wholeField, wholeProblems, type FormView } from './mended-at';
import { readingOf, noticeTitle, type FoundNotice } from './notice';
import { openPlan, type OpenPlan } from './plan';
import { groupOfPlanLabel, meaningLabel, WHOLE_LABELS } from './plan-labels';
import { ToldFindings } from './plan-told';
import { keepWork, plannedNotice } from './planned';

/** What is said once for the whole plan. */
interface OpenWhole extends OpenPlan {
  readonly groups: readonly string[];
  readonly names: readonly string[];
  /** Lines of the notice that no item has. */
  readonly lines: readonly { readonly line: number; readonly said: string }[];
}

/** The value for "no unit" in the field of a name. */
const MEANS_NO_UNIT = { zh: '不是单位', en: 'no unit' } as const;

async function openWhole(kit: Kit, c: Ctx, found: FoundNotice): Promise<OpenWhole | Response> {
  const visit = c.get('visit');
  const open = await openPlan(kit, c, found);
  if (open instanceof Response) return open;
  const { one } = open;
  const reading = await readingOf(kit, found.text, visit);
  const lines = reading.findings
    .filter(({ code }) => code === 'unaccounted')
    .map(({ line, message }) => ({ line, said: message[visit.lang] }));
  return { ...open, lines, groups: groupsOfPlan(one), names: Object.keys(one.draft.names) };
}

function planFieldWords({ one: { draft }, groups, names }: OpenWhole, { lang }: Visit): ItemWords {
  return {
    title: draft.title ?? '',
    number: draft.number ?? '',
    year: draft.year === null ? '' : String(draft.year),
    ...Object.fromEntries(groups.map((word, i) => [`group-${i}`, (draft.groups[word] ?? []).join('\n')])),
    ...Object.fromEntries(names.map((name, i) => [`name-${i}`, meaningOf(draft, name, lang)])),
  };
}

function meaningOf({ names }: PlanDraft, name: string, lang: Visit['lang']): string {
  const means = names[name] ?? null;
  return means === false ? MEANS_NO_UNIT[lang] : (means ?? '');
}

function wholePage(c: Ctx, open: OpenWhole, { words, refused, status }: FormView = {}) {
  const visit = c.get('visit');
  const { say, lang } = visit;
  const { found, one, groups, names, lines, work } = open;
  const { id } = found.notice;
  const { atFields, others } = toldAt(wholeProblems(one), (problem) => wholeField(problem, one), visit);
  const faults = refused ?? atFields;
  const shown = words ?? planFieldWords(open, visit);
  const title = say('整份计划', 'The whole plan');
  return page(
    c,
    {
      title,
      at: '/notices',
      faulty: refused !== undefined,
      status: status ?? 200,
      crumbs: [
        [`/notices/${id}`, noticeTitle(found.notice)],
        [`/notices/${id}/plan`, say('计划', 'Plan')],
      ],
      faults,
    },
    <>
      <ToldFindings visit={visit} planned={one} told={others} />
      <div class="panel">
        <Form visit={visit} action={`/notices/${id}/plan/whole`}>
          <input type="hidden" name="seen" value={work.seen} />
          <FormField name="title" label={WHOLE_LABELS.title[lang]} value={shown['title']} faults={faults} />
          <FormField
            name="number"
            label={WHOLE_LABELS.number[lang]}
            short
            value={shown['number']}
            faults={faults}
          />
          <FormField
            name="year"
            label={WHOLE_LABELS.year[lang]}
            type="number"
            short
            value={shown['year']}
            faults={faults}
          />
          {undatedIn(open).length > 0 && (
            <FormField
              name="undated"
              type="date"
              short
              label={say(
                `没有期限的 ${undatedIn(open).length} 项都定为（可不填）`,
                `Date of the ${undatedIn(open).length} items without one (optional)`,
              )}
              hint={say('个别事项以后可以再改', 'single items can be changed later')}
              value={shown['undated']}
              faults={faults}
            />
          )}
          {groups.map((word, i) => (
            <Area
              name={`group-${i}`}
              label={groupOfPlanLabel(word)[lang]}
              rows={3}
              value={shown[`group-${i}`]}
              faults={faults}
              hint={say(
                '每行一个单位；空着用名册里的，个别事项可以另定',
                'one unit a line; empty: as in the roster; an item may have its own',
              )}
            />
          ))}
          {names.map((name, i) => (
            <FormField
              name={`name-${i}`}
              label={meaningLabel(name)[lang]}
              value={shown[`name-${i}`]}
              faults={faults}
              hint={say(`不是单位的写“${MEANS_NO_UNIT.zh}”`, `"${MEANS_NO_UNIT.en}" when it is none`)}
            />
          ))}
          {lines.length > 0 && (
            <fieldset id="looked">
              <legend>{WHOLE_LABELS.looked[lang]}</legend>
              {lines.map(({ line, said }) => (
                <CheckBox
                  name="looked"
                  value={String(line)}
                  label={say(`第 ${line} 行：${said}`, `line ${line}: ${said}`)}
                  checked={one.draft.lookedAt.includes(line)}
                />
              ))}
            </fieldset>
          )}
          <Submit>{say('保存', 'Save')}</Submit>
        </Form>
      </div>
    </>,
  );
}

/** Keys of dated items that have no date. */
const undatedIn = ({ one }: OpenWhole): readonly string[] =>
  one.plan.items.filter(({ kind, dates }) => kind === 'dated' && dates.length === 0).map(({ key }) => key);

/** What the form says, as fields of plan.yaml; an empty group or name stays to be confirmed. */
function changesOf(open: OpenWhole, words: ItemWords, looked: readonly string[], { lang }: Visit) {
  const text = (name: string): string | undefined => (words[name] ?? '').trim() || undefined;
  const groups = open.groups.flatMap((word, i): (readonly [string, readonly string[] | null])[] => {
    const members = namesIn(words[`group-${i}`]);
    if (members.length > 0) return [[word, members]];
    return open.one.plan.items.some(({ unresolved }) => unresolved.includes(word)) ? [[word, null]] : [];
  });
  const names = open.names.map((name, i) => {
    const means = text(`name-${i}`);
    return [name, means === MEANS_NO_UNIT[lang] ? false : (means ?? null)] as const;
  });
  const year = text('year');
  return {
    title: text('title'),
    number: text('number'),
    year: year === undefined ? undefined : Number(year),
    groups: unlessEmpty(Object.fromEntries(groups)),
    names: unlessEmpty(Object.fromEntries(names)),
    lookedAt: looked.length === 0 ? undefined : looked.map(Number),
  };
}

/** The form of what the plan says once: groups, names, lines that were looked at. */
export async function showWhole(kit: Kit, c: Ctx, found: FoundNotice) {
  const open = await openWhole(kit, c, found);
  return open instanceof Response ? open : wholePage(c, open);
}

/** Keeps what the plan says once, unless somebody changed the plan meanwhile. */
export async function keepWhole(kit: Kit, c: Ctx, found: FoundNotice) {
  const visit = c.get('visit');
  const { say } = visit;
  const open = await openWhole(kit, c, found);
  if (open instanceof Response) return open;
  const words = await postedWords(c);
  const refuse = (message: string, status: 409 | 422) =>
    wholePage(c, open, { words, refused: [{ field: 'title', message }], status });
  const date = words['undated'] ? parseDate(words['undated']) : null;
  if (date?.ok === false)
    return wholePage(c, open, {
      words,
      refused: [{ field: 'undated', message: sentence(date.problem, visit) }],
      status: 422,
    });
  const whole = withPlanFields(open.work.yaml, changesOf(open, words, await postedList(c, 'looked'), visit));
  const yaml = date === null ? whole : withItemFields(whole, undatedIn(open), { due: date.value });
  const after = await plannedNotice(kit, visit, found, yaml);
  if (!after.ok) return refuse(sentence(after.problem, visit), 422);
  const stale = await keepWork(kit, visit, found, { yaml, seen: words['seen'] ?? '' });
  if (stale !== null) return refuse(stale, 409);
  return redirectTelling(c, kit.ports, `/notices/${found.notice.id}/plan`, {
    title: say('已保存整份计划', 'Saved the plan'),
  });
}
