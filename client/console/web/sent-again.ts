import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { MINUTE_MS } from '../../../domain/measures';
import { digestOf } from '../../../domain/journal/canonical';
import { hostNow } from '../../../office/access/sessions';
import type { ConsolePorts } from '../ports';
import { secretOf } from './cookie';
import { postedWords, requestKeyIn } from './posted';
import type { Ctx, RouteEnv } from './route';

/** For how long the answer to a form is kept, and of how many forms. */
const ANSWER_MS = 10 * MINUTE_MS;
const ANSWERED_FORMS = 500;

/** The answer to a form, once there is one; null: nothing was done, and the form may be tried anew. */
interface FormAnswer {
  readonly at: number;
  readonly answer: Promise<Response | null>;
}

const sha256Of = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** A file is another one by another name too. */
const digestOfValue = async (value: string | File): Promise<readonly string[]> =>
  typeof value === 'string'
    ? [sha256Of(value)]
    : [value.name, sha256Of(Buffer.from(await value.arrayBuffer()))];

/** What makes two posts the same form of the same browser: its request key and all that stands in it. */
async function formDigest(c: Ctx, ports: ConsolePorts): Promise<string> {
  const body = await c.req.parseBody({ all: true });
  const fields = Object.entries(body).map(
    async ([name, value]) => [name, await Promise.all([value].flat().map(digestOfValue))] as const,
  );
  const key = requestKeyIn(await postedWords(c));
  return digestOf([secretOf(c, ports), c.req.path, key, await Promise.all(fields)]);
}

/** Something was done: made, or done and told on another page. What was refused is none of these, whatever its page. */
const wasDone = (c: Ctx): boolean =>
  c.res.status === 201 || (c.res.status === 303 && c.get('refused') !== true);

/**
 * A form that comes twice (a second click, a page that seemed to hang) gets the answer that it got first, also while that
 * is being made. That it takes effect once does not rest on this: another console has its own memory.
 */
export function answeredOnce(ports: ConsolePorts): MiddlewareHandler<RouteEnv> {
  const forms = new Map<string, FormAnswer>();
  const forgetOld = (): void => {
    for (const [form, { at }] of forms) {
      if (forms.size < ANSWERED_FORMS && hostNow() - at < ANSWER_MS) return;
      forms.delete(form);
    }
  };
  return async (c, next) => {
    if (c.req.method !== 'POST') return next();
    const form = await formDigest(c, ports);
    forgetOld();
    for (let before = forms.get(form); before; before = forms.get(form)) {
      const answer = await before.answer;
      if (answer) return answer.clone();
    }
    const answered = async (): Promise<Response | null> => {
      try {
        await next();
        if (wasDone(c)) return c.res.clone();
        forms.delete(form);
        return null;
      } catch (error) {
        forms.delete(form);
        throw error;
      }
    };
    const answer = answered();
    forms.set(form, { at: hostNow(), answer });
    await answer;
    return undefined;
  };
}
