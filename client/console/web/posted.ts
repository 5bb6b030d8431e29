import { randomUUID } from 'node:crypto';
import type { JournalChange } from '../../../ledger/journal/journal';
import type { Ctx } from './route';

/** The fields of a posted form that are text; of several with one name the last. */
export async function postedWords(c: Ctx): Promise<Readonly<Record<string, string | undefined>>> {
  const body = await c.req.parseBody({ all: true });
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      const last = Array.isArray(value) ? value.at(-1) : value;
      return typeof last === 'string' ? [[name, last.replace(/\r\n/g, '\n')]] : [];
    }),
  );
}

/** All values of a field that may stand several times. */
export async function postedList(c: Ctx, name: string): Promise<readonly string[]> {
  const value = (await c.req.parseBody({ all: true }))[name];
  const all = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return all.filter((one) => typeof one === 'string');
}

/** The files of a field, without the nameless one that browsers send for "no file". */
export async function postedFiles(c: Ctx, name: string): Promise<readonly File[]> {
  const value = (await c.req.parseBody({ all: true }))[name];
  const all = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return all.filter((one): one is File => typeof one !== 'string' && (one.size > 0 || one.name !== ''));
}

/** The request key of a posted form: sent twice, it is done once. */
export const requestKeyIn = ({ _key = '' }: Readonly<Record<string, string | undefined>>): string =>
  /^[\w-]{8,64}$/.test(_key) ? _key : randomUUID();

/** Who signed in and changes something by a form, when, under the form's own request key: sent twice, it is done once. */
export async function changeBy(c: Ctx): Promise<JournalChange> {
  const { self, now } = c.get('visit');
  return { actor: self?.id ?? '', now, requestKey: requestKeyIn(await postedWords(c)) };
}

/** The change of sessions that a posted form makes beside its own: under another key, so that both are done, each once. */
export async function sessionsBy(c: Ctx): Promise<JournalChange> {
  const by = await changeBy(c);
  return { ...by, requestKey: `${by.requestKey}/sessions` };
}
