import { EVENT } from '../../domain/item/events';
import { isoText, instant } from '../../domain/time';
import type { Text } from '../../domain/problem';
import * as words from '../../domain/words';
import type { Lang } from './io';

/** In which language and zone an answer is given. */
export interface JsonStyle {
  readonly lang: Lang;
  readonly zone: string;
}

type JsonFields = Readonly<Record<string, unknown>>;

/** What holds fields; a value with a `toJSON` says itself how it is written. */
const isJsonFields = (value: unknown): value is JsonFields =>
  typeof value === 'object' && value !== null && !('toJSON' in value);

/** What every instant of an answer is called: `at`, `issuedAt`, `lateFrom`, `since`, `until`. */
const INSTANT = /^(at|since|until|lateFrom)$|At$/;

const isText = (value: JsonFields): value is JsonFields & Text =>
  typeof value['zh'] === 'string' && typeof value['en'] === 'string' && Object.keys(value).length === 2;

type WordTable = Readonly<Record<string, Text>>;

/** The words of a code by the name of its field; of an assignment its own, of an event those of its stream. */
function tableOf(field: string, holder: JsonFields): WordTable | undefined {
  switch (field) {
    case 'status':
      return 'acknowledgedAt' in holder ? words.ASSIGNMENT_STATUS : words.ITEM_STATUS;
    case 'state':
      return { ...words.ITEM_STATUS, ...words.MAIL_STATE };
    case 'role':
      return { ...words.ACCOUNT_ROLE, ...words.AUDIENCE, ...words.ROLE };
    case 'kind':
      return { ...words.MAIL_KIND, ...words.TASK, ...words.ITEM_KIND };
    case 'type':
      return 'seq' in holder ? EVENT : words.CHANGE;
    case 'audience':
      return words.AUDIENCE;
    case 'rung':
      return words.RUNG;
    default:
      return undefined;
  }
}

/** The word that stands beside a code as `<field>Word`; nothing where the answer has one of its own, or it is no code. */
function wordBeside(field: string, code: unknown, holder: JsonFields, lang: Lang): JsonFields {
  const beside = `${field}Word`;
  if (typeof code !== 'string' || beside in holder) return {};
  const table = tableOf(field, holder);
  return table && Object.hasOwn(table, code) ? { [beside]: table[code]?.[lang] } : {};
}

/** Whether an answer names an instant at all: only then the zone of the office is asked for. */
export const holdsInstant = (value: unknown, field = ''): boolean =>
  (typeof value === 'number' && INSTANT.test(field)) ||
  (Array.isArray(value) && value.some((one) => holdsInstant(one, field))) ||
  (isJsonFields(value) && Object.entries(value).some(([name, one]) => holdsInstant(one, name)));

/** The exact bytes of a journaled body stay beside it, for whoever computes its hash. */
function opened(event: JsonFields): JsonFields {
  const { body } = event;
  if (typeof body !== 'string' || !('hash' in event)) return event;
  const parsed: unknown = JSON.parse(body);
  return { ...event, body: parsed, canonicalBody: body };
}

function formed(field: string, value: unknown, style: JsonStyle): unknown {
  if (typeof value === 'number' && INSTANT.test(field)) return isoText(instant(value), style.zone);
  if (Array.isArray(value)) return value.map((one: unknown) => formed(field, one, style));
  if (!isJsonFields(value)) return value;
  if (isText(value)) return value[style.lang];
  const holder = opened(value);
  const parts = Object.entries(holder).map(([name, one]) => ({
    [name]: formed(name, one, style),
    ...wordBeside(name, one, holder, style.lang),
  }));
  return Object.assign({}, ...parts);
}

/**
 * The data of an answer in the one form of `--json`: instants as ISO with their zone, the word of a code beside it, bodies
 * of events as objects with their exact bytes beside, sentences in the language of the caller.
 */
export const jsonForm = (data: unknown, style: JsonStyle): unknown => formed('', data ?? null, style);
