import type { DraftItem } from '../../../../domain/plan/draft';
import type { PlanItem } from '../../../../domain/plan/types';
import { nameOfUnit } from '../../../../domain/roster/roster';
import { givenIn, Area, CheckBox, FormField, Select, type FieldFault } from '../../web/form';
import type { Visit } from '../../web/visit';
import { DAY_FIELDS, CHIEF_SENDING, ROLLS, type ItemWords } from './item-input';
import { groupOfItemLabel, ITEM_LABELS } from './plan-labels';

/** An item of a plan that is worked on. */
export interface ItemOfPlan {
  readonly draft: DraftItem;
  readonly item: PlanItem | undefined;
  /** Group words that it has. */
  readonly groups: readonly string[];
}

interface ItemFieldParts {
  readonly visit: Visit;
  readonly words: ItemWords;
  readonly faults: readonly FieldFault[];
}

/** Who answers for an item by the notice and the plan together: the first names, and how many support. */
export function PlanUnits({ visit, item }: { visit: Visit; item: PlanItem }) {
  const named = (support: boolean): readonly string[] =>
    item.units
      .filter(({ role }) => (role === 'support') === support)
      .map(({ unit }) => nameOfUnit(visit.office.roster, unit));
  const answer = named(false);
  const support = named(true).length;
  const more = answer.length - 3;
  return (
    <>
      {answer.slice(0, 3).join('、')}
      {more > 0 ? visit.say(` 等 ${answer.length} 个`, ` and ${more} more`) : ''}
      {support > 0 && <span class="small soft"> {visit.say(`配合 ${support}`, `${support} support`)}</span>}
    </>
  );
}

/** Who answers for an item: by role, and the members of its group words. */
export const UnitFields = ({ visit, of, words, faults }: ItemFieldParts & { of: ItemOfPlan }) => {
  const { say, lang, office } = visit;
  const { draft, groups, item } = of;
  const given = givenIn(words, faults);
  const perLine = say('每行一个单位', 'one unit a line');
  return (
    <>
      <Area {...given('lead')} label={ITEM_LABELS.lead[lang]} rows={2} hint={perLine} />
      <Area
        {...given('each')}
        label={ITEM_LABELS.each[lang]}
        rows={2}
        hint={
          draft.supplement === null
            ? say('通知里写到的单位不必再写', 'units of the notice need not be repeated')
            : perLine
        }
      />
      {draft.openList && (
        <CheckBox
          name="closed"
          value="yes"
          label={say('名单到此为止，“等”不另有单位', 'The list is complete')}
        />
      )}
      <Area {...given('support')} label={ITEM_LABELS.support[lang]} rows={2} hint={perLine} />
      {groups.map((word, i) => (
        <>
          <input type="hidden" name="word" value={word} />
          <Area
            {...given(`group-${i}`)}
            label={groupOfItemLabel(word)[lang]}
            rows={3}
            hint={say(
              `空着用整份计划或名册的：${membersOf(item, word, office.roster) || '还没有定'}`,
              `Empty: as for the whole plan: ${membersOf(item, word, office.roster) || 'not said yet'}`,
            )}
          />
        </>
      ))}
    </>
  );
};

const membersOf = (item: PlanItem | undefined, word: string, roster: Visit['office']['roster']): string =>
  (item?.units ?? [])
    .filter(({ via }) => via === word)
    .map(({ unit }) => nameOfUnit(roster, unit))
    .join('、');

/** How a date on a day off moves. */
export const ROLL_WORDS: Readonly<Record<(typeof ROLLS)[number], readonly [string, string]>> = {
  none: ['不顺延', 'stays'],
  previous: ['提前到前一工作日', 'to the working day before'],
  next: ['顺延到下一工作日', 'to the next working day'],
  'second-next': ['顺延到再下一工作日', 'to the one after the next'],
};

/** How the edition for a chief leaves. */
export const CHIEF_SENDING_WORDS: Readonly<
  Record<(typeof CHIEF_SENDING)[number], readonly [string, string]>
> = {
  ask: ['督办员批准后发', 'asks first'],
  auto: ['到时即发', 'goes by itself'],
};

/** Rules that an item has for itself. */
export const RuleFields = ({ visit, words, faults }: ItemFieldParts) => {
  const { say } = visit;
  const given = givenIn(words, faults);
  const asUsual = ['', say('照办公室的规则', 'as the policy of the office')] as const;
  return (
    <fieldset>
      <legend>{say('这一项自己的规则', 'Rules of this item')}</legend>
      <Select
        name="roll"
        label={say('期限落在休息日', 'A date on a day off')}
        value={words['roll']}
        options={[asUsual, ...ROLLS.map((one) => [one, say(...ROLL_WORDS[one])] as const)]}
      />
      {DAY_FIELDS.map((name) => (
        <FormField
          {...given(name)}
          type="number"
          short
          label={
            name === 'reworkDays'
              ? say('退回后几个工作日内重报', 'Working days for rework')
              : say('到期前几个工作日亮“临近”', 'Working days before which the lamp warns')
          }
        />
      ))}
      <Select
        name="r8"
        label={say('提请主要负责人（R8）', 'To the chief (R8)')}
        value={words['r8']}
        options={[asUsual, ...CHIEF_SENDING.map((one) => [one, say(...CHIEF_SENDING_WORDS[one])] as const)]}
      />
    </fieldset>
  );
};
