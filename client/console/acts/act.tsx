import type { Child } from 'hono/jsx';
import { commandDigest } from '../../../office/running/command';
import type { CommandType, Envelope } from '../../../domain/item/commands';
import { fieldsOf } from '../../../domain/item/command-fields';
import { ok } from '../../../domain/problem';
import { unitOf } from '../../../domain/roster/roster';
import { recordSpokenTo } from '../../../office/acts/spoken-to';
import { rowText } from '../../../office/lists/row-text';
import { keepFiles } from '../files/keep';
import type { Kit } from '../kit';
import { redirectTelling } from '../web/banner';
import { Form, Submit } from '../web/form';
import { page } from '../web/layout';
import { MailsByName } from '../web/mails-by-name';
import { RestDay } from '../web/rest-day';
import { requestKeyIn, postedList, postedWords } from '../web/posted';
import type { Ctx } from '../web/route';
import type { Visit } from '../web/visit';
import { whenSent } from '../web/when-sent';
import { broughtFiles } from './input';
import { actWords, taskFacts } from './on-task';
import { isGrave, needsConfirming, takesFiles } from './offered';
import { SOURCES } from '../../../domain/item/commands/case';
import { unitOfCommand } from '../../../domain/item/decide';
import { isUnitCommand } from '../../../domain/item/may';
import { type ActPage, asField, actPage, refusedAct } from './act-page';

/** Everything a form brought, to be brought again by the page that confirms. */
const CarriedFields = ({ fields }: { fields: readonly (readonly [string, string])[] }) => (
  <>
    {fields.map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
  </>
);

async function carried(c: Ctx, type: CommandType) {
  const words = await postedWords(c);
  const names = [...fieldsOf(type).map(({ name }) => name), 'phone-who', 'phone-answer', 'source', 'back'];
  const found: (readonly [string, string])[] = [];
  for (const field of fieldsOf(type))
    if (field.kind === 'units')
      for (const unit of await postedList(c, field.name)) found.push([field.name, unit]);
  for (const name of names) {
    const value = words[name];
    if (value !== undefined && !found.some(([known]) => known === name)) found.push([name, value]);
  }
  return found;
}

const Facts = ({ facts }: { facts: readonly (readonly [string, Child])[] }) => (
  <dl class="facts">
    {facts.map(([label, value]) => (
      <>
        <dt>{label}</dt>
        <dd class="text">{value}</dd>
      </>
    ))}
  </dl>
);

/** What a command says, field by field. */
function saidByAct(act: ActPage, words: readonly (readonly [string, string])[], { lang, office }: Visit) {
  // The task is named with its unit, and what is decided by the verb.
  const said = fieldsOf(act.type).filter(({ kind, name }) => kind !== 'task' && !(act.on && name === 'send'));
  return said.flatMap((field): (readonly [string, string])[] => {
    const values = words
      .filter(([name, value]) => name === field.name && value !== '')
      .map(([, value]) => value);
    if (values.length === 0) return [];
    const shown =
      field.kind === 'unit' || field.kind === 'units'
        ? values.map((id) => unitOf(office.roster, id)?.name ?? id)
        : field.kind === 'choice'
          ? values.map((value) => field.choices?.find((one) => one.value === value)?.label[lang] ?? value)
          : values;
    return [[field.label[lang], shown.join('、')]];
  });
}

/** The page between an act and its doing: the object, what will happen, and the button with the verb. */
async function confirmAct(kit: Kit, c: Ctx, act: ActPage, envelope: Envelope) {
  const visit = c.get('visit');
  const { say, lang, office } = visit;
  const {
    answers,
    rows,
    immediate: mails,
  } = await kit.ports.ledger.dryRun({
    stream: act.item.stream,
    head: { seq: 0, hash: '' },
    now: visit.now,
    commands: [envelope],
    wake: false,
    withDigests: false,
  });
  const answer = answers[envelope.key];
  const fields = await carried(c, act.type);
  if (answer && !answer.ok) {
    const faults = [refusedAct(answer.problem, act, visit)];
    return actPage(c, act, { values: Object.fromEntries(fields), faults, key: envelope.key });
  }
  const verb = actWords(act.type, act.on)[lang];
  const when = await whenSent(kit.ports.ledger, visit);
  return page(
    c,
    {
      title: say(`确认${verb}`, `Confirm: ${verb}`),
      heading: say(`确认${verb}？`, `Confirm: ${verb}?`),
      at: act.at,
    },
    <>
      <div class="panel">
        <Facts
          facts={[
            [say('事项', 'item'), `${act.item.key} ${act.item.title}`],
            ...(act.on === null ? [] : taskFacts(act.on, visit)),
            ...saidByAct(act, fields, visit),
          ]}
        />
      </div>
      <RestDay visit={visit} date={fields.find(([name]) => name === 'date')?.[1]} />
      <div class="panel">
        <h2>{say('确认后会发生', 'What will happen')}</h2>
        {mails.length > 0 && (
          <MailsByName
            visit={visit}
            mails={mails}
            caption={say(`${when} ${mails.length} 封邮件：`, `${mails.length} mails ${when}:`)}
          />
        )}
        {rows.length > 0 && (
          <>
            <p>
              {say(
                `下一次每日邮件里写入 ${rows.length} 行：`,
                `${rows.length} lines in the next daily mails:`,
              )}
            </p>
            <ul class="bullets">
              {rows.slice(0, 20).map((row) => (
                <li>{rowText(row, office.roster, lang)}</li>
              ))}
            </ul>
            {rows.length > 20 && <p>{say(`等 ${rows.length} 行`, `… ${rows.length} in all`)}</p>}
          </>
        )}
        {mails.length + rows.length === 0 && <p>{say('不会产生邮件。', 'No mail.')}</p>}
      </div>
      <Form visit={visit} action={act.path} requestKey={envelope.key}>
        <CarriedFields fields={fields} />
        <input type="hidden" name="confirmed" value="yes" />
        <p class="row">
          <Submit danger={isGrave(act.type)}>{say(`确认${verb}`, `Confirm: ${verb}`)}</Submit>
          <a href={act.after}>{say('返回', 'Back')}</a>
        </p>
      </Form>
    </>,
  );
}

/**
 * The key under which a unit's act is recorded: that of the last event, where it says the very same. Whoever comes back by
 * the browser and sends a form again, fills in a form with another key.
 */
async function keyOfAct(kit: Kit, { item, type }: ActPage, digest: string, key: string): Promise<string> {
  const last = isUnitCommand(type) ? await kit.ports.ledger.lastRequest(item.stream) : null;
  return last?.digest === digest ? last.key : key;
}

/**
 * Does the act of a posted form: what is wrong with it comes back in the form, what mails or ends something is shown
 * first, and the answer stands as a banner on the page behind it. The same form again gives the same answer.
 */
export async function doAct(kit: Kit, c: Ctx, act: ActPage): Promise<Response> {
  const visit = c.get('visit');
  const { say } = visit;
  const words = await postedWords(c);
  const key = requestKeyIn(words);
  const files = takesFiles(act.type) ? await keepFiles(kit, c) : ok([]);
  if (!files.ok)
    return actPage(c, act, { values: words, faults: [asField(files.problem, visit, 'files')], key });
  const input = await broughtFiles(c, act.type, files.value, key);
  if (!input.ok) return actPage(c, act, { values: words, faults: input.faults, key });
  const { command, spokenTo } = input;
  if (act.unit !== null && unitOfCommand(command) !== act.unit) return c.notFound();
  const source = SOURCES.find((one) => one === words['source']) ?? 'mail';
  const of = act.entered ? unitOfCommand(command) : null;
  const onBehalf = of === null ? null : { unit: of, source };
  const digest = commandDigest(command, act.actor, onBehalf);
  const envelope: Envelope = { key, digest, actor: act.actor, onBehalf, command };
  if (needsConfirming(act.type, act.on) && words['confirmed'] !== 'yes')
    return confirmAct(kit, c, act, envelope);
  const duban = await kit.ports.duban();
  if (!duban.ok) return actPage(c, act, { values: words, faults: [asField(duban.problem, visit)], key });
  const once = await keyOfAct(kit, act, digest, key);
  const parts = { stream: act.item.stream, command, actor: act.actor, onBehalf, key: once };
  const record = () => duban.value.command(parts);
  const by = { actor: act.actor, now: kit.ports.clock() };
  const answer =
    spokenTo === null ? await record() : await recordSpokenTo(kit.ports.ledger, spokenTo, by, record);
  if (!answer.ok)
    return actPage(c, act, { values: words, faults: [refusedAct(answer.problem, act, visit)], key });
  const done = actWords(act.type, act.on);
  return redirectTelling(c, kit.ports, act.after, {
    title: say(
      `已记录：${done.zh}（第 ${answer.value.seq} 条）`,
      `Recorded: ${done.en} (#${answer.value.seq})`,
    ),
    // The status is that of the whole item, which a unit would take for its own.
    lines: act.unit === null ? [answer.value.status] : [],
  });
}
