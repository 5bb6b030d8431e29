import { fieldsOf, type CommandField } from '../../../domain/item/command-fields';
import type { CommandType } from '../../../domain/item/commands';
import type { ItemState } from '../../../domain/item/types';
import { isActive } from '../../../domain/item/view';
import { unitOf } from '../../../domain/roster/roster';
import { FieldInput } from '../web/field-input';
import { CheckBox, FormField, Select, type FieldFault } from '../web/form';
import type { Visit } from '../web/visit';
import type { Values } from './input';
import { fitsUnit } from './offered';

/** What the fields of an act are asked about. */
export interface AskedField {
  readonly visit: Visit;
  readonly item: ItemState;
  readonly type: CommandType;
  /** The unit that the page is about; its field is not asked. */
  readonly unit: string | null;
  readonly values: Values;
  readonly faults: readonly FieldFault[];
}

/** Acts about units that have nothing to do any more. */
const ABOUT_ENDED: ReadonlySet<CommandType> = new Set(['reopen', 'revokeAcceptance']);

/** Units that an act can be about: for a new one all that the item has not, else those that have something to do. */
function unitsFor({ item, type, visit }: AskedField): readonly (readonly [string, string])[] {
  const nameOf = (id: string): string => unitOf(visit.office.roster, id)?.name ?? id;
  const has = new Set(item.assignments.filter(isActive).map(({ unit }) => unit));
  return type === 'assign'
    ? visit.office.roster.units.filter(({ id }) => !has.has(id)).map(({ id, name }) => [id, name] as const)
    : item.assignments
        .filter((one) => (ABOUT_ENDED.has(type) || isActive(one)) && fitsUnit(item, one, type))
        .map(({ unit }) => [unit, nameOf(unit)] as const);
}

const UnitField = ({ asked, field }: { asked: AskedField; field: CommandField }) => {
  const { visit, unit, values, faults } = asked;
  if (unit !== null) return <input type="hidden" name={field.name} value={unit} />;
  const options = unitsFor(asked);
  // Where only one can be meant it is chosen.
  const all =
    options.length === 1 && !field.optional
      ? []
      : [['', field.optional ? visit.say('全部单位', 'all units') : visit.say('请选择', 'choose')] as const];
  return (
    <Select
      name={field.name}
      value={values[field.name]}
      faults={faults}
      label={field.label[visit.lang]}
      options={[...all, ...options]}
    />
  );
};

const UnitsField = ({ asked, field }: { asked: AskedField; field: CommandField }) => (
  <fieldset>
    <legend>
      {field.label[asked.visit.lang]}
      <span class="hint">{asked.visit.say('（不选即全部）', ' (none: all)')}</span>
    </legend>
    {unitsFor(asked).map(([id, name]) => (
      <CheckBox name={field.name} value={id} label={name} />
    ))}
  </fieldset>
);

const RoundField = ({ asked, field }: { asked: AskedField; field: CommandField }) => {
  const { item, visit, values } = asked;
  if (item.kind !== 'recurring') return <></>;
  const rounds = [...new Set(item.assignments.flatMap(({ rounds }) => rounds.map(({ no }) => no)))];
  return (
    <Select
      name={field.name}
      label={field.label[visit.lang]}
      value={values[field.name]}
      options={[
        ['', visit.say('当前一期', 'the present one')],
        ...rounds.map((no) => [String(no), visit.say(`第 ${no} 期`, `round ${no}`)] as const),
      ]}
    />
  );
};

/** Whether the form has the answer to an approval, chosen by the button that led to it. */
const decides = ({ values }: AskedField): boolean => values['send'] !== undefined;

const SendSaid = ({ asked }: { asked: AskedField }) =>
  decides(asked) ? <input type="hidden" name="send" value={asked.values['send'] ?? ''} /> : <></>;

const PhoneField = ({ asked }: { asked: AskedField }) => (
  <details>
    <summary>{asked.visit.say('电话记录（可不填）', 'Phone call (optional)')}</summary>
    <FormField
      name="phone-who"
      label={asked.visit.say('与谁通话', 'Who was spoken to')}
      value={asked.values['phone-who']}
      hint={asked.visit.say('姓名另存，可以删除，不进入记录链', 'kept apart and erasable')}
    />
    <FormField
      name="phone-answer"
      label={asked.visit.say('对方答复', 'The answer')}
      value={asked.values['phone-answer']}
    />
  </details>
);

/** What the date of an act is for, where its name does not say it. */
const DATE_HINTS: Readonly<Partial<Record<CommandType, readonly [string, string]>>> = {
  requestExtension: ['申请延到哪一天', 'the date that is asked for'],
  grant: ['同意延到哪一天', 'the date that is granted'],
  return: ['最迟哪一天重报；空着按办公室的规则', 'by when it comes back; empty: as the policy says'],
  changeDeadline: ['改到哪一天', 'the new date'],
  assign: ['这个单位的期限；空着与事项相同', 'the date of this unit; empty: that of the item'],
  reopen: ['新的期限', 'the new date'],
};

const dateHint = ({ type, visit: { say } }: AskedField): string | undefined => {
  const words = DATE_HINTS[type];
  return words && say(...words);
};

const CommandFieldInput = ({ asked, field }: { asked: AskedField; field: CommandField }) => {
  const { visit, values, faults } = asked;
  const { kind } = field;
  switch (kind) {
    case 'unit':
      return <UnitField asked={asked} field={field} />;
    case 'units':
      return <UnitsField asked={asked} field={field} />;
    case 'round':
      return <RoundField asked={asked} field={field} />;
    case 'phone':
      return decides(asked) ? <></> : <PhoneField asked={asked} />;
    case 'flag':
      if (field.name === 'send') return <SendSaid asked={asked} />;
      return <FieldInput visit={visit} field={field} value={values[field.name]} faults={faults} />;
    default:
      return (
        <FieldInput
          visit={visit}
          field={field}
          value={values[field.name]}
          faults={faults}
          hint={kind === 'date' ? dateHint(asked) : undefined}
        />
      );
  }
};

/** The fields of a command, asked as its entry in the table of commands says. */
export const CommandFields = ({ asked }: { asked: AskedField }) => (
  <>
    {fieldsOf(asked.type).map((field) => (
      <CommandFieldInput asked={asked} field={field} />
    ))}
  </>
);
