import type { CommandField } from '../../../domain/item/command-fields';
import { MOST_UPLOADED } from '../files/keep';
import { Area, CheckBox, Files, FormField, Select, type FieldFault } from './form';
import type { Visit } from './visit';

/** A field that is asked by a form, with what was typed and what was wrong. */
export interface FieldParts {
  readonly visit: Visit;
  readonly field: CommandField;
  readonly value: string | undefined;
  readonly faults: readonly FieldFault[];
  /** What it is for, where the field does not say it. */
  readonly hint?: string | undefined;
}

/** An example longer than this asks for the usual field of several lines; characters. */
const LONGEST_LINE = 40;

/** The input of a field as its kind wants it; a field that is about an item has an input of its own. */
export const FieldInput = ({ visit, field, value, faults, hint }: FieldParts) => {
  const { name, kind, about, right } = field;
  const { lang, say } = visit;
  const label = `${field.label[lang]}${field.optional ? say('（可不填）', ' (optional)') : ''}`;
  const common = { name, label, faults, value, hint: hint ?? about?.[lang] };
  switch (kind) {
    case 'date':
      return <FormField {...common} type="date" short />;
    case 'moment':
      return <FormField {...common} type="datetime-local" short />;
    case 'percent':
      return <FormField {...common} type="number" short hint={right[lang]} />;
    case 'line':
      return <FormField {...common} />;
    case 'files':
      return (
        <Files
          {...common}
          many
          most={[
            MOST_UPLOADED,
            say('合计超过 20 MB，请分次上传', 'more than 20 MB in all: send them in parts'),
          ]}
          hint={say(
            'PDF、Word、Excel、图片、压缩包，每个不超过 10 MB，合计不超过 20 MB',
            'PDF, Word, Excel, pictures, zip; 10 MB each, 20 MB in all',
          )}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          options={(field.choices ?? []).map((one) => [one.value, one.label[lang]] as const)}
        />
      );
    case 'flag':
      return <CheckBox name={name} value="yes" label={label} checked={value === 'yes'} />;
    case 'text':
      return field.example.length > LONGEST_LINE ? (
        <Area {...common} />
      ) : (
        <Area {...common} rows={3} hint={say(`例：${field.example}`, '')} />
      );
    default:
      return <input type="hidden" name={name} value={value ?? ''} />;
  }
};
