import type { OutboxRow } from '../../../../domain/item/outbox';
import type { Text } from '../../../../domain/problem';
import { nameOfUnit } from '../../../../domain/roster/roster';
import { AUDIENCE } from '../../../../domain/words';
import type { ChangeSet } from '../../../../ledger/database/tables/change-sets';
import { bulkOutcome } from '../../../../office/bulk/change-set';
import { previewChanges, type BulkPreview } from '../../../../office/bulk/preview';
import type { Kit } from '../../kit';
import { Area, Form, FormField, Submit, type FieldFault } from '../../web/form';
import { page } from '../../web/layout';
import { MailsByName } from '../../web/mails-by-name';
import { RestDay } from '../../web/rest-day';
import { postedWords, requestKeyIn } from '../../web/posted';
import type { Ctx } from '../../web/route';
import { sentence, type Visit } from '../../web/visit';
import { whenSent } from '../../web/when-sent';
import { Refusals } from './progress';

/** An act on many at once, as its pages speak of it. */
export interface OnMany {
  /** Where its forms go. */
  readonly path: string;
  readonly name: Text;
  /** What is counted: 项, 件. */
  readonly unit: Text;
  /** Those that it is done to, by name. */
  readonly named: readonly string[];
  readonly note: Text | null;
  /** What its words are called; null: nothing is said with it. */
  readonly words: Text | null;
  /** Words that are there before anybody has typed. */
  readonly usual: string;
  /** Whether it is about a day too. */
  readonly dated: boolean;
  /** The page on which it was begun, and the filter there, as it stands in the address. */
  readonly from: readonly [path: string, name: string];
  readonly filter: string;
}

/** What was typed into its form. */
export interface Wish {
  readonly words: string;
  readonly date: string;
}

const counted = ({ unit }: OnMany, count: number): Text => ({
  zh: `${count} ${unit.zh}`,
  en: `${count} ${unit.en}`,
});

const FIRST_NAMED = 8;

/** The first of them by name, and how many there are. */
const Named = ({ visit: { say, lang }, on }: { visit: Visit; on: OnMany }) => {
  const { named, note } = on;
  const all = counted(on, named.length);
  return (
    <>
      <p class="lead">
        {named.slice(0, FIRST_NAMED).join('；')}
        {named.length > FIRST_NAMED ? say(` 等 ${all.zh}`, ` … ${all.en} in all`) : ''}
      </p>
      {note !== null && <p class="note">{note[lang]}</p>}
    </>
  );
};

/** The form that asks what is to be said, and until when. */
export function wishPage(
  c: Ctx,
  on: OnMany,
  { wish, faults = [] }: { wish?: Wish; faults?: readonly FieldFault[] } = {},
) {
  const visit = c.get('visit');
  const { say, lang } = visit;
  const { name, words, filter, from } = on;
  const all = counted(on, on.named.length);
  return page(
    c,
    {
      title: name[lang],
      heading: say(`${name.zh}：${all.zh}`, `${name.en}: ${all.en}`),
      at: from[0],
      crumbs: [[`${from[0]}${filter}`, from[1]]],
      faults,
    },
    <>
      <Named visit={visit} on={on} />
      <div class="panel">
        <Form visit={visit} action={on.path}>
          <input type="hidden" name="filter" value={filter} />
          {on.dated && (
            <FormField
              name="date"
              label={say('都改到', 'to')}
              type="date"
              short
              value={wish?.date}
              faults={faults}
            />
          )}
          {words !== null && (
            <Area
              name="words"
              label={words[lang]}
              rows={3}
              value={wish?.words ?? on.usual}
              faults={faults}
              chinese
            />
          )}
          <Submit>{say('下一步：看会发生什么', 'Next: what it will do')}</Submit>
        </Form>
      </div>
    </>,
  );
}

const TOLD_LINES = 50;

/** Whose coming digests will tell of it, with how many lines each; their subjects are made when they are sent. */
const DigestsToCome = ({ visit, rows }: { visit: Visit; rows: readonly OutboxRow[] }) => {
  const { say, lang, office } = visit;
  const of = new Map<string, number>();
  for (const { slot, unit, audience } of rows) {
    const whose = `${slot} ${nameOfUnit(office.roster, unit)} ${AUDIENCE[audience][lang]}`;
    of.set(whose, (of.get(whose) ?? 0) + 1);
  }
  return (
    <ul class="bullets">
      {[...of].slice(0, TOLD_LINES).map(([whose, lines]) => (
        <li>{say(`${whose}：${lines} 行`, `${whose}: ${lines} lines`)}</li>
      ))}
      {of.size > TOLD_LINES && <li>{say(`等 ${of.size} 封`, `… ${of.size} in all`)}</li>}
    </ul>
  );
};

/** What acts on many would come to: mails by name, lines of digests, and what would be refused. */
const Foreseen = ({
  visit,
  preview,
  when,
  on,
}: {
  visit: Visit;
  preview: BulkPreview;
  /** When its mails go out. */
  when: string;
  on: OnMany;
}) => {
  const { say } = visit;
  const { immediate, rows, toldIn, ends } = preview;
  const outcome = bulkOutcome(ends);
  const [refused, unchanged] = [counted(on, outcome.refused.length), counted(on, outcome.unchanged.length)];
  return (
    <div class="panel">
      <h2>{say('确认后会发生', 'What will happen')}</h2>
      <p>
        {say(
          `${when} ${immediate.length} 封，另有 ${toldIn} 封每日邮件里说明。`,
          `${immediate.length} mails ${when}, told in ${toldIn} digests.`,
        )}
      </p>
      {immediate.length > 0 && (
        <MailsByName visit={visit} mails={immediate} caption={say(`${when}的邮件`, `Mails that ${when}`)} />
      )}
      {rows.length > 0 && <DigestsToCome visit={visit} rows={rows} />}
      {outcome.unchanged.length > 0 && (
        <p>{say(`${unchanged.zh}不必办。`, `${unchanged.en} need nothing.`)}</p>
      )}
      {outcome.refused.length > 0 && (
        <>
          <p>{say(`${refused.zh}会被拒绝：`, `${refused.en} would be refused:`)}</p>
          <Refusals refused={outcome.refused} visit={visit} />
        </>
      )}
    </div>
  );
};

async function confirmPage(kit: Kit, c: Ctx, on: OnMany, { wish, set }: { wish: Wish; set: ChangeSet }) {
  const visit = c.get('visit');
  const { say } = visit;
  const preview = await previewChanges(kit.ports.ledger, set, { now: visit.now, withDigests: false });
  const { length } = bulkOutcome(preview.ends).done;
  const when = await whenSent(kit.ports.ledger, visit);
  const { name, from, filter } = on;
  const all = counted(on, length);
  const leave = <a href={`${from[0]}${filter}`}>{say('返回', 'Back')}</a>;
  return page(
    c,
    {
      title: say(`确认${name.zh}`, `Confirm: ${name.en}`),
      heading: say(`确认${name.zh}：${all.zh}？`, `${name.en}: ${all.en}?`),
      at: from[0],
    },
    <>
      <Named visit={visit} on={on} />
      <RestDay visit={visit} date={wish.date} />
      <Foreseen visit={visit} preview={preview} when={when} on={on} />
      {length === 0 ? (
        <p>{leave}</p>
      ) : (
        <Form visit={visit} action={on.path} requestKey={set.key}>
          <input type="hidden" name="filter" value={filter} />
          <input type="hidden" name="words" value={wish.words} />
          <input type="hidden" name="date" value={wish.date} />
          <input type="hidden" name="confirmed" value="yes" />
          <p class="row">
            <Submit>{say(`${name.zh} ${all.zh}`, `${name.en}: ${all.en}`)}</Submit>
            {leave}
          </p>
        </Form>
      )}
    </>,
  );
}

/** The words of an act, or that they are missing. */
const missingWords = ({ words }: OnMany, wish: Wish, { say }: Visit): FieldFault | null =>
  words === null || wish.words.trim() !== ''
    ? null
    : { field: 'words', message: say(`请填写${words.zh}`, `Enter the ${words.en}`) };

/** The page that confirms, then the acts themselves, which go on whoever leaves. */
export async function actOnMany(
  kit: Kit,
  c: Ctx,
  on: OnMany,
  plan: (wish: Wish, key: string) => Promise<ChangeSet | FieldFault>,
) {
  const visit = c.get('visit');
  const posted = await postedWords(c);
  const { words = '', date = '', confirmed } = posted;
  const wish: Wish = { words, date };
  const key = requestKeyIn(posted);
  const { ledger, duban } = kit.ports;
  const progress = `/change-sets/${encodeURIComponent(key)}`;
  // Sent twice: what the first has begun stands, whatever matches the filter by now.
  if (confirmed === 'yes' && (await ledger.changeSet(key))) return c.redirect(progress, 303);
  const set = missingWords(on, wish, visit) ?? (await plan(wish, key));
  if ('field' in set) return wishPage(c, on, { wish, faults: [set] });
  if (confirmed !== 'yes') return confirmPage(kit, c, on, { wish, set });
  const acts = await duban();
  const begun = acts.ok ? await acts.value.begin(set) : acts;
  return begun.ok
    ? c.redirect(progress, 303)
    : wishPage(c, on, { wish, faults: [{ field: 'words', message: sentence(begun.problem, visit) }] });
}
