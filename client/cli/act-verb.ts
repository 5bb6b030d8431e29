import type { CommandField } from '../../domain/item/command-fields';
import { ok, type Result } from '../../domain/problem';
import type { ActReport, FieldProblem, GivenFields, OfficeAct } from '../../office/acts/act';
import { OFFICE_ACTS } from '../../office/acts/table';
import type { Ledger } from '../../ledger/ledger';
import { missingOption } from './item-commands';
import { attributeOf, optionOf, typedFlag } from './item-options';
import { keyOf, onLedger } from './on-ledger';
import type { Output } from './output';
import { actingAccount, type Session } from './session';
import { DRY_RUN, flagOption, KEY_FLAG, optionText, requiredFlag, type Options, type Verb } from './verb';

const isTypedAlone = ({ kind }: CommandField): boolean => kind === 'keys';

/** The arguments of a verb in order, "<键...>". */
const placesOf = ({ fields }: OfficeAct): string =>
  fields
    .filter(isTypedAlone)
    .map(({ label }) => ` <${label.zh}...>`)
    .join('');

const quoted = (value: unknown): string => {
  const word = String(value);
  return /[\s|"]/.test(word) ? `'${word}'` : word;
};

const typedExample = (act: OfficeAct, given: GivenFields): string => {
  const typed = act.fields.flatMap((field) => {
    const value = given[field.name];
    if (value === undefined) return [];
    const words = [value].flat().map(quoted).join(' ');
    return [isTypedAlone(field) ? words : `${typedFlag(optionOf(field))} ${words}`];
  });
  return [act.noun, act.verb, ...typed].join(' ');
};

/** What the options of a call give, by the names of the fields. */
function givenIn(act: OfficeAct, args: readonly (string | undefined)[], options: Options): GivenFields {
  const value = (field: CommandField): unknown => {
    if (isTypedAlone(field)) return args.flatMap((one) => one ?? []);
    const attribute = attributeOf(optionOf(field));
    return field.kind === 'flag' ? flagOption(options, attribute) : optionText(options, attribute);
  };
  return Object.fromEntries(act.fields.map((field) => [field.name, value(field)]));
}

/** Missing and wrong options as one refusal of the call; what the act itself refuses, as it says it. */
function refusalOf(act: OfficeAct, problems: readonly [FieldProblem, ...FieldProblem[]]): Result<never> {
  const flags = act.fields
    .filter(({ name }) => problems.some(({ field }) => field === name))
    .map((field) => typedFlag(optionOf(field)));
  return flags.length > 0 ? missingOption(...flags) : { ok: false, problem: problems[0].problem };
}

const printed = ({ said, data }: ActReport, { lang }: Session['style'], more: object): Output => ({
  data: { ...more, ...data },
  text: said.map((line) => line[lang]).join('\n'),
});

async function runAct(
  act: OfficeAct,
  { session, ledger }: { readonly session: Session; readonly ledger: Ledger },
  input: GivenFields,
  options: Options,
): Promise<Result<Output>> {
  const account = await actingAccount(session, ledger);
  if (!account.ok) return account;
  const office = await ledger.office();
  const now = session.now();
  const duban = () => session.duban();
  const read = act.ready({ ledger, duban, office, account: account.value, now }, input);
  if (!read.ok) return refusalOf(act, read.problems);
  const looks = flagOption(options, 'dryRun');
  const done = looks
    ? await read.act.preview()
    : await read.act.perform({ actor: account.value.id, now, requestKey: keyOf(options) });
  return done.ok ? ok(printed(done.value, session.style, looks ? { dryRun: true } : {})) : done;
}

/** The verb of an act. */
const verbOf = (act: OfficeAct): Verb => ({
  usage: `${act.verb}${placesOf(act)}`,
  about: act.about,
  flags: [
    ...act.fields
      .filter((field) => !isTypedAlone(field))
      .map((field) => (field.optional ? optionOf(field) : requiredFlag(optionOf(field)))),
    ...[KEY_FLAG, DRY_RUN],
  ],
  examples: act.examples.map(({ given, about }) => ({ line: typedExample(act, given), about })),
  action: onLedger((session, ledger, args, options) =>
    runAct(act, { session, ledger }, givenIn(act, args, options), options),
  ),
});

/** The verbs of a noun that are printed from the table of acts. */
export const actVerbs = (noun: string): readonly Verb[] =>
  OFFICE_ACTS.filter((act) => act.noun === noun).map(verbOf);
