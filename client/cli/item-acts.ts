import { commandTable, type CommandType } from '../../domain/item/commands';
import { ok, refuse, text, type Result } from '../../domain/problem';
import { askedFields, attributeOf, optionOf, typedFlag } from './item-options';
import { flagOption, flaggedBy, type Flag, type Options } from './verb';

/** One command that a verb can give; `by`: the option that chooses it, null for what the verb does without one. */
export interface Act {
  readonly type: CommandType;
  readonly by: Flag | null;
}

/** A verb of `duban item` and the commands that it gives. */
export interface ItemVerb {
  readonly name: string;
  readonly acts: readonly Act[];
}

/** A coordinator enters what a unit said by mail, phone or on paper. */
const ON_BEHALF: readonly Flag[] = [
  flaggedBy('--on-behalf <单位>', '督办员代单位录入', 'a coordinator enters for a unit'),
  flaggedBy('--source <来源>', '代录来源 mail|phone|paper', 'how the unit said it: mail|phone|paper'),
];

const isForUnits = ({ type }: Act): boolean => commandTable[type].by === 'unit';

/** The options that one command takes. */
const optionsOfAct = (act: Act): readonly Flag[] => [
  ...askedFields(act.type).map(optionOf),
  ...(isForUnits(act) ? ON_BEHALF : []),
];

const uniqueFlags = (flags: readonly Flag[]): readonly Flag[] =>
  flags.filter((one, index) => flags.findIndex(({ flags: other }) => other === one.flags) === index);

/** All options of a verb; one that all its commands must be given is marked as required. */
export function verbOptions({ acts }: ItemVerb): readonly Flag[] {
  const chosen = acts.flatMap(({ by }) => (by ? [by] : []));
  const asked = uniqueFlags(acts.flatMap(optionsOfAct));
  return [...chosen, ...asked].map((one) =>
    acts.every((act) => mustHave(act, one)) ? { ...one, required: true } : one,
  );
}

/** The command cannot be given without it. A unit is that of who acts, where none is named. */
const mustHave = ({ type }: Act, option: Flag): boolean =>
  askedFields(type).some(
    (field) =>
      optionOf(field).flags === option.flags &&
      (field.said === true || (!field.optional && ['date', 'percent', 'choice'].includes(field.kind))),
  );

/** Verbs and choices that take an option, as they are typed. */
const takers = (verbs: readonly ItemVerb[], option: Flag): readonly string[] =>
  verbs.flatMap(({ name, acts }) =>
    acts
      .filter((act) => optionsOfAct(act).some(({ flags }) => flags === option.flags))
      .map(({ by }) => (by ? `${name} ${typedFlag(by)}` : name)),
  );

/** The command that the options of a call choose. Refuses `usage`: several, none, or an option that does not apply. */
export function chosenAct(verb: ItemVerb, verbs: readonly ItemVerb[], options: Options): Result<Act> {
  const chosen = verb.acts.filter(({ by }) => by !== null && flagOption(options, attributeOf(by)));
  const [act = verb.acts.find(({ by }) => by === null), ...more] = chosen;
  if (!act || more.length > 0) {
    const all = verb.acts.flatMap(({ by }) => (by ? [typedFlag(by)] : []));
    return refuse(
      'usage',
      text(`请写明 ${all.join('、')} 之一`, `say one of ${all.join(', ')}`),
      text('一次只做一件', 'one thing at a time'),
    );
  }
  const applies = optionsOfAct(act).map(({ flags }) => flags);
  const stray = verbOptions(verb).find(
    (option) =>
      options[attributeOf(option)] !== undefined &&
      !applies.includes(option.flags) &&
      !verb.acts.some(({ by }) => by?.flags === option.flags),
  );
  if (!stray) return ok(act);
  const others = takers(verbs, stray);
  const named = act.by ? `${verb.name} ${typedFlag(act.by)}` : verb.name;
  return refuse(
    'usage',
    text(`${typedFlag(stray)} 不适用于 item ${named}`, `${typedFlag(stray)} does not apply to item ${named}`),
    text(`适用于 item ${others.join('、')}`, `it applies to item ${others.join(', ')}`),
  );
}
