import type { Problem } from '../../../domain/problem';
import { page } from './layout';
import type { Ctx } from './route';

/** A page that says what was wrong with what was asked, with the way back to `at`. */
export function problemPage(c: Ctx, at: string, { message, hint }: Problem) {
  const { say, lang } = c.get('visit');
  return page(
    c,
    { title: message[lang], status: 422, at },
    <>
      <p class="crumbs">
        <a href={at}>{say('返回', 'Back')}</a>
      </p>
      <h1>{message[lang]}</h1>
      <p>{hint[lang]}</p>
    </>,
  );
}
