import { z } from 'zod';
import { EXIT } from '../../client/cli/exit';
import * as words from '../../domain/words';
import { scratch } from '../support/cli';
import { triedOffice, VERBS, type Tried } from './every-verb';
import { TABLE } from './option-table';

const room = scratch();
afterAll(room.clear);
let tried: Awaited<ReturnType<typeof triedOffice>>;
beforeAll(async () => {
  tried = await triedOffice(room);
}, 60_000);

/** A field of an answer with what holds it. */
interface Field {
  readonly at: string;
  readonly name: string;
  readonly value: unknown;
  readonly holder: Readonly<Record<string, unknown>>;
}

/** Every field of an answer, whatever holds it. */
function fieldsOf(value: unknown, at = ''): readonly Field[] {
  if (Array.isArray(value)) return value.flatMap((one, n) => fieldsOf(one, `${at}[${n}]`));
  if (typeof value !== 'object' || value === null) return [];
  const holder = Object.fromEntries(Object.entries(value));
  return Object.entries(holder).flatMap(([name, one]) => {
    const here = `${at}.${name}`;
    return [
      ...(Array.isArray(one) ? one : [one]).map((each: unknown) => ({ at: here, name, value: each, holder })),
      ...fieldsOf(one, here),
    ];
  });
}

/** What an instant in milliseconds looks like, in this century. */
const MILLISECONDS = /(?<![\d.])1[0-9]{12}(?!\d)/;

/** The bytes that were hashed, and files that were asked for, stand as they are. */
const EXACT = new Set(['canonicalBody', 'content', 'yaml', 'body']);

const looksUnmade = ({ name, value }: Field): boolean => {
  if (typeof value === 'number') return Math.abs(value) > 1e11 || !Number.isFinite(value);
  if (typeof value !== 'string' || EXACT.has(name)) return false;
  return /undefined|\[object |\bNaN\b/.test(value) || MILLISECONDS.test(value);
};

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$/;
const isBadInstant = ({ name, value }: Field): boolean =>
  /^(at|since|lateFrom)$|[a-z]At$/.test(name) &&
  value !== null &&
  !(typeof value === 'string' && ISO.test(value));

/** The codes of an answer that are words of the office, by their fields. */
const CODES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  state: { ...words.ITEM_STATUS, ...words.MAIL_STATE },
  status: { ...words.ITEM_STATUS, ...words.ASSIGNMENT_STATUS },
  role: { ...words.ROLE, ...words.ACCOUNT_ROLE, ...words.AUDIENCE },
  audience: words.AUDIENCE,
  rung: words.RUNG,
  lamp: words.LAMP_EN,
};

/** A code that nobody knows, or one without its word, as `status` has `statusWord`. Lines of papers are words already. */
const isBareCode = ({ name, value, holder }: Field): boolean => {
  const known = CODES[name];
  if (!known || typeof value !== 'string' || /\p{Script=Han}/u.test(value)) return false;
  const word = holder[`${name}Word`] ?? holder['word'];
  return !Object.hasOwn(known, value) || typeof word !== 'string' || word === '';
};

const isBadProblem = ({ name, value, holder }: Field): boolean =>
  name === 'code' &&
  !(
    typeof value === 'string' &&
    /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value) &&
    [holder['message'], holder['hint']].every((said) => typeof said === 'string' && said !== '')
  );

const problem = z.strictObject({ code: z.string(), message: z.string().min(1), hint: z.string().min(1) });
const envelope = z.union([
  z.strictObject({ ok: z.literal(true), data: z.unknown() }),
  z.strictObject({ ok: z.literal(false), error: problem }),
]);

/** What a call answered in one line, with the exit code that goes with it. */
function envelopeOf({ out, code }: Tried): z.infer<typeof envelope> {
  const answer = envelope.parse(JSON.parse(out));
  expect([out.split('\n').length, answer.ok]).toEqual([1, code === EXIT.ok || code === EXIT.findings]);
  return answer;
}

const faultsOf = (answer: unknown): readonly string[] =>
  fieldsOf(answer)
    .filter((field) => [looksUnmade, isBadInstant, isBareCode, isBadProblem].some((bad) => bad(field)))
    .map(({ at, value }) => `${at} ${JSON.stringify(value)}`);

describe('an answer with --json', () => {
  const names = VERBS.map(([name]) => name);

  it.each(names)('of %s is in the one form', async (name) => {
    const row = TABLE[name] ?? {};
    const { '--dry-run': dry, ...given } = row.with ?? {};
    for (const options of dry === undefined ? [given] : [given, { ...given, '--dry-run': dry }])
      expect(faultsOf(envelopeOf(await tried({ name, row, given: { ...options, '--json': '' } })))).toEqual(
        [],
      );
  });
});
