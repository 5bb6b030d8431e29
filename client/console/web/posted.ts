import type { Ctx } from './route';

/** The fields of a posted form that are text; of several with one name the last. */
export async function wordsOf(c: Ctx): Promise<Readonly<Record<string, string | undefined>>> {
  const body = await c.req.parseBody({ all: true });
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      const last = Array.isArray(value) ? value.at(-1) : value;
      return typeof last === 'string' ? [[name, last.replace(/\r\n/g, '\n')]] : [];
    }),
  );
}

/** All values of a field that may stand several times. */
export async function listOf(c: Ctx, name: string): Promise<readonly string[]> {
  const value = (await c.req.parseBody({ all: true }))[name];
  const all = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return all.filter((one) => typeof one === 'string');
}

/** The files of a field, without the empty ones that browsers send for "no file". */
export async function filesOf(c: Ctx, name: string): Promise<readonly File[]> {
  const value = (await c.req.parseBody({ all: true }))[name];
  const all = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return all.filter((one): one is File => typeof one !== 'string' && one.size > 0);
}
