import { Form, Submit } from './form';
import { page } from './layout';
import { postedWords, requestKeyIn } from './posted';
import type { Ctx } from './route';

interface Question {
  /** Where the form goes again, with `confirmed`. */
  readonly action: string;
  /** Fields that it carries on. */
  readonly fields: Readonly<Record<string, string>>;
  readonly title: string;
  /** What follows from it. */
  readonly lines: readonly string[];
  readonly button: string;
  readonly back: string;
}

/** Asks before something that cannot be undone; the form that comes back does it once. */
export async function askFirst(c: Ctx, { action, fields, title, lines, button, back }: Question) {
  const visit = c.get('visit');
  return page(
    c,
    { title, at: back },
    <>
      <div class="panel">
        {lines.map((line) => (
          <p>{line}</p>
        ))}
      </div>
      <Form visit={visit} action={action} requestKey={requestKeyIn(await postedWords(c))}>
        {Object.entries(fields).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <input type="hidden" name="confirmed" value="yes" />
        <p class="row">
          <Submit danger>{button}</Submit>
          <a href={back}>{visit.say('返回', 'Back')}</a>
        </p>
      </Form>
    </>,
  );
}
