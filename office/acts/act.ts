import { z } from 'zod';
import { fieldsIn, isBlank, type CommandField } from '../../domain/item/command-fields';
import type { Office } from '../../domain/office';
import { refuse, text, type Problem, type Result, type Text } from '../../domain/problem';
import type { Account, AccountRole } from '../../domain/roster/types';
import type { Instant } from '../../domain/time';
import type { JournalChange } from '../../ledger/journal/journal';
import type { Ledger } from '../../ledger/ledger';
import type { Duban } from '../running/duban';
import { onlyFor } from './only-for';

/** What acts ask of the façade. */
export type OfficePorts = Pick<Duban, 'runErrands' | 'resume' | 'retryMails'>;

/** Who acts, on what, and when. */
export interface ActContext {
  readonly ledger: Ledger;
  /** The façade; refuses while the engine is away. */
  readonly duban: () => Promise<Result<OfficePorts>>;
  readonly office: Office;
  readonly account: Account;
  /** The office's clock. */
  readonly now: Instant;
}

/** What an act would do, or has done: sentences for people, the same as data for programs. */
export interface ActReport {
  readonly said: readonly Text[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** A report, or a refusal with the field that it is about; without one it is about the act as a whole. */
export type ActResult =
  | { readonly ok: true; readonly value: ActReport }
  | { readonly ok: false; readonly problem: Problem; readonly field?: string };

/** Values by the names of their fields, as a front end brings them. */
export type GivenFields = Readonly<Record<string, unknown>>;

interface ActParts<Given> {
  /** Noun and verb of the command line; together the stable name of the act. */
  readonly noun: string;
  readonly verb: string;
  /** What it is called, 暂停发信. */
  readonly words: Text;
  /** One sentence for whoever looks for it. */
  readonly about: Text;
  readonly who: readonly AccountRole[];
  /** Page of the console below which its form stands. */
  readonly page: string;
  readonly examples: readonly { readonly given: Partial<Given>; readonly about: Text }[];
}

interface ActDeeds<Given> {
  /** Ends or stops something; drawn as such. */
  readonly grave?: true;
  /** Another page has its button; it has no page of its own. */
  readonly onlyButton?: true;
  /** Said above its form, as things stand. */
  readonly lead?: (c: ActContext) => Promise<Text>;
  /** What it would do; writes nothing. */
  readonly preview: (c: ActContext, given: Given) => Promise<ActResult>;
  /** Does it once under the key of the change. */
  readonly perform: (c: ActContext, given: Given, by: JournalChange) => Promise<ActResult>;
  /** The page on which one is afterwards, if not `page`. */
  readonly after?: (given: Given) => string;
}

/** An act of the office (机关的事) that concerns no single item: everything that a front end has to know of it. */
export interface OfficeAct extends ActParts<GivenFields> {
  readonly fields: readonly CommandField[];
  readonly grave: boolean;
  readonly onlyButton: boolean;
  readonly lead: (c: ActContext) => Promise<Text>;
  /** Reads what was given. Refuses `not-allowed`, else names every field that is missing or wrong. */
  readonly ready: (c: ActContext, input: GivenFields) => ReadAct;
}

/** A problem of an act; `field` null: of the act as a whole. */
export interface FieldProblem {
  readonly field: string | null;
  readonly problem: Problem;
}

/** An act that can be looked at and done, or all that is wrong with what it was given. */
export type ReadAct =
  | { readonly ok: true; readonly act: ReadyAct }
  | { readonly ok: false; readonly problems: readonly [FieldProblem, ...FieldProblem[]] };

export interface ReadyAct {
  readonly preview: () => Promise<ActResult>;
  readonly perform: (by: JournalChange) => Promise<ActResult>;
  readonly after: string;
}

const isAbsent = (value: unknown): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

function fieldProblem({ label, right, name }: CommandField, absent: boolean): FieldProblem {
  const message = absent
    ? text(`请填写${label.zh}`, `Enter: ${label.en}`)
    : text(`${label.zh}不对`, `${label.en} is wrong`);
  return { field: name, problem: refuse(absent ? 'incomplete' : 'invalid-command', message, right).problem };
}

/** Fields that are missing, blank or not as their schema wants them, in their order. */
function problemsIn(
  error: z.ZodError | undefined,
  fields: readonly CommandField[],
  input: GivenFields,
): readonly FieldProblem[] {
  const bad = new Set(error?.issues.map(({ path }) => String(path[0] ?? '')));
  return fields.flatMap((field) => {
    const value = input[field.name];
    const unsaid = field.said === true && isBlank(value);
    return unsaid || bad.has(field.name) ? [fieldProblem(field, unsaid || isAbsent(value))] : [];
  });
}

/**
 * An entry of the table of acts.
 *
 * @example
 * export const resumeMail = officeAct({ reason: reasonField }, {
 *   noun: 'mail', verb: 'resume', page: '/mails', who: ['coordinator', 'admin'],
 *   words: text('恢复发信', 'Resume sending'), about: …, examples: [{ given: { reason: '检修完毕' }, about: … }],
 *   preview: async ({ ledger, now }) => reported({ … }, text('3 封会发出', '3 mails go out')),
 *   perform: async ({ duban }, { reason }, by) => …,
 * });
 */
export function officeAct<F extends z.ZodRawShape>(
  shape: F,
  parts: ActParts<z.output<z.ZodObject<F>>> & ActDeeds<z.output<z.ZodObject<F>>>,
): OfficeAct {
  const schema = z.object(shape);
  const fields = fieldsIn(schema.shape);
  const { grave = false, onlyButton = false, preview, perform, after, ...rest } = parts;
  return {
    lead: () => Promise.resolve(rest.about),
    ...rest,
    ...{ fields, grave, onlyButton },
    ready(c, input) {
      const allowed = onlyFor(c.account, rest.who);
      if (!allowed.ok) return { ok: false, problems: [{ field: null, problem: allowed.problem }] };
      const given = Object.fromEntries(Object.entries(input).filter(([, value]) => !isAbsent(value)));
      const read = schema.safeParse(given);
      const [first, ...more] = problemsIn(read.error, fields, given);
      if (first) return { ok: false, problems: [first, ...more] };
      const known = schema.parse(given);
      return {
        ok: true,
        act: {
          preview: () => preview(c, known),
          perform: (by) => perform(c, known, by),
          after: after?.(known) ?? rest.page,
        },
      };
    },
  };
}

/** A report of an act. */
export const reported = (data: ActReport['data'], ...said: readonly Text[]): ActResult => ({
  ok: true,
  value: { said, data },
});

/** Has errands done at once where the engine is there; else the mailroom sees to them at its next look. */
export async function errandsNow({ duban }: Pick<ActContext, 'duban'>): Promise<void> {
  const there = await duban();
  if (there.ok) await there.value.runErrands();
}
