import { randomUUID } from 'node:crypto';
import type { Child } from 'hono/jsx';
import type { Problem } from '../../../domain/problem';
import { sentence, type Visit } from './visit';

/** What is wrong with one field of a form. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

interface FormParts {
  visit: Visit;
  action: string;
  class?: string;
  /** Kept over a second try, so that nothing is done twice. */
  requestKey?: string | undefined;
  upload?: boolean;
  children?: Child;
}

/** A form that is posted, with its token and its request key. */
export const Form = ({ visit, action, requestKey, upload, children, ...rest }: FormParts) => (
  <form
    method="post"
    action={action}
    class={rest.class ?? 'form'}
    novalidate
    {...(upload === true ? { enctype: 'multipart/form-data' as const } : {})}
  >
    <input type="hidden" name="_token" value={visit.token(action)} />
    <input type="hidden" name="_key" value={requestKey ?? randomUUID()} />
    {children}
  </form>
);

/** The button of a form, with the verb and the object. */
export const Submit = ({
  children,
  quiet,
  name,
  value,
  danger,
}: {
  children?: Child;
  quiet?: boolean;
  danger?: boolean;
  name?: string;
  value?: string;
}) => (
  <button
    type="submit"
    class={quiet === true ? 'button quiet' : danger === true ? 'button danger' : 'button'}
    {...(name === undefined ? {} : { name })}
    {...(value === undefined ? {} : { value })}
  >
    {children}
  </button>
);

/** On top of a page whose form was wrong: how many places, each a link to its field. */
export const ErrorSummary = ({ visit, faults }: { visit: Visit; faults: readonly FieldFault[] }) =>
  faults.length === 0 ? (
    <></>
  ) : (
    <div class="errors" role="alert" tabindex={-1} id="errors" aria-labelledby="errors-title">
      <h2 id="errors-title">
        {visit.say(`有 ${faults.length} 处需要更正`, `${faults.length} thing(s) to correct`)}
      </h2>
      <ul>
        {faults.map(({ field, message }) => (
          <li>
            <a href={`#${field}`}>{message}</a>
          </li>
        ))}
      </ul>
    </div>
  );

interface InputParts {
  name: string;
  label: string;
  hint?: string | undefined;
  faults?: readonly FieldFault[] | undefined;
}

/** Name, value and fault of each field of a form that is shown again. */
export const givenIn =
  (values: Readonly<Record<string, string | undefined>>, faults: readonly FieldFault[]) =>
  (name: string) => ({
    ...{ name, faults },
    value: values[name],
  });

const describedBy = (name: string, hint: string | undefined, fault: string | undefined) => {
  const ids = [
    ...(hint === undefined ? [] : [`${name}-hint`]),
    ...(fault === undefined ? [] : [`${name}-error`]),
  ];
  return ids.length === 0 ? {} : { 'aria-describedby': ids.join(' ') };
};

const fieldFaultOf = ({ name, faults = [] }: InputParts): string | undefined =>
  faults.find(({ field }) => field === name)?.message;

/** Label, hint and fault around a control. */
const FieldAround = (parts: InputParts & { children?: Child }) => {
  const fault = fieldFaultOf(parts);
  return (
    <div class={fault === undefined ? 'field' : 'field faulty'}>
      <label for={parts.name}>{parts.label}</label>
      {parts.hint !== undefined && (
        <p class="hint" id={`${parts.name}-hint`}>
          {parts.hint}
        </p>
      )}
      {fault !== undefined && (
        <p class="error" id={`${parts.name}-error`}>
          {fault}
        </p>
      )}
      {parts.children}
    </div>
  );
};

const invalidAttributes = (fault: string | undefined) =>
  fault === undefined ? {} : { 'aria-invalid': 'true' as const };

/** Browsers show days as they are set; beside such a field stands the day as the office writes it. */
const IsoBeside = ({ type, value = '' }: { type: string | undefined; value: string | undefined }) =>
  type === 'date' || type === 'datetime-local' ? <span class="iso">{value.replace('T', ' ')}</span> : <></>;

/** A line of text, a date, a number, a password. */
export const FormField = (
  parts: InputParts & {
    value?: string | undefined;
    type?: 'text' | 'date' | 'datetime-local' | 'number' | 'password' | 'search' | 'email';
    short?: boolean;
    autocomplete?: string;
    readonly?: boolean;
  },
) => (
  <FieldAround {...parts}>
    <input
      id={parts.name}
      name={parts.name}
      type={parts.type ?? 'text'}
      class={parts.short === true ? 'short' : ''}
      value={parts.value ?? ''}
      {...(parts.autocomplete === undefined ? {} : { autocomplete: parts.autocomplete })}
      {...(parts.readonly === true ? { readonly: true } : {})}
      {...describedBy(parts.name, parts.hint, fieldFaultOf(parts))}
      {...invalidAttributes(fieldFaultOf(parts))}
    />
    <IsoBeside type={parts.type} value={parts.value} />
  </FieldAround>
);

/** Several lines of text. */
export const Area = (
  parts: InputParts & { value?: string | undefined; rows?: number; code?: boolean; chinese?: boolean },
) => (
  <FieldAround {...parts}>
    <textarea
      id={parts.name}
      name={parts.name}
      rows={parts.rows ?? 4}
      {...(parts.code === true ? { class: 'code' } : {})}
      {...(parts.code === true || parts.chinese === true ? { lang: 'zh-CN' } : {})}
      {...describedBy(parts.name, parts.hint, fieldFaultOf(parts))}
      {...invalidAttributes(fieldFaultOf(parts))}
    >
      {parts.value ?? ''}
    </textarea>
  </FieldAround>
);

/** One of several. */
export const Select = (
  parts: InputParts & { value?: string | undefined; options: readonly (readonly [string, string])[] },
) => (
  <FieldAround {...parts}>
    <select
      id={parts.name}
      name={parts.name}
      {...describedBy(parts.name, parts.hint, fieldFaultOf(parts))}
      {...invalidAttributes(fieldFaultOf(parts))}
    >
      {parts.options.map(([value, label]) => (
        <option value={value} {...(value === parts.value ? { selected: true } : {})}>
          {label}
        </option>
      ))}
    </select>
  </FieldAround>
);

/** Files to be sent along. */
export const Files = (
  parts: InputParts & { many?: boolean; accept?: string; most?: readonly [bytes: number, tooLarge: string] },
) => (
  <FieldAround {...parts}>
    <input
      type="file"
      id={parts.name}
      name={parts.name}
      {...(parts.many === true ? { multiple: true } : {})}
      {...(parts.accept === undefined ? {} : { accept: parts.accept })}
      {...(parts.most === undefined ? {} : { 'data-most': parts.most[0], 'data-too-large': parts.most[1] })}
      {...describedBy(parts.name, parts.hint, fieldFaultOf(parts))}
      {...invalidAttributes(fieldFaultOf(parts))}
    />
  </FieldAround>
);

/** A box to be ticked. */
export const CheckBox = ({
  name,
  value,
  label,
  checked,
}: {
  name: string;
  value: string;
  label: string;
  checked?: boolean;
}) => (
  <div class="check">
    <input
      type="checkbox"
      id={`${name}-${value}`}
      name={name}
      value={value}
      {...(checked === true ? { checked: true } : {})}
    />
    <label for={`${name}-${value}`}>{label}</label>
  </div>
);

/** A long text that a form carries on unseen. */
export const Carried = ({ name, value }: { name: string; value: string }) => (
  <textarea name={name} hidden lang="zh-CN">
    {value}
  </textarea>
);

export type FormWords = Readonly<Record<string, string | undefined>>;

export const faultAt = (field: string, problem: Problem, visit: Visit): FieldFault => ({
  field,
  message: sentence(problem, visit),
});

/** Where an administrator changes what the page shows. */
export const ChangeLinks = ({
  visit: { account, say },
  links,
}: {
  visit: Visit;
  links: readonly (readonly [string, string, string])[];
}) =>
  account?.role === 'admin' ? (
    <p class="row no-print">
      {links.map(([to, zh, en]) => (
        <a class="button quiet" href={to}>
          {say(zh, en)}
        </a>
      ))}
    </p>
  ) : (
    <></>
  );
