import { Converter } from 'opencc-js/t2cn';

type MakeConverter = (options: { from: string; to: string }) => (text: string) => string;

// The package's own types cannot be resolved from CommonJS, so its one function is named here.
const isMake = (value: unknown): value is MakeConverter => typeof value === 'function';

function converter(): (text: string) => string {
  const make: unknown = Converter;
  if (!isMake(make)) throw new TypeError('opencc-js has no Converter');
  return make({ from: 'tw', to: 'cn' });
}

const convert = converter();
const folded = new Map<string, string>();

/** The simplified form of one character of the basic plane, by the table of opencc-js; others stay. */
export function simplify(char: string): string {
  const known = folded.get(char);
  if (known !== undefined) return known;
  const form = convert(char);
  const result = form.length === 1 ? form : char;
  folded.set(char, result);
  return result;
}
