import { getCookie, setCookie } from 'hono/cookie';
import type { CommandType } from '../../../domain/item/commands';
import { dueAtWork } from '../../../domain/item/dates';
import { isActive } from '../../../domain/item/view';
import { instant } from '../../../domain/time';
import { linkKeysOf, linkToken } from '../../../office/access/links';
import { DEMO_ELSEWHERE } from '../../../office/acts/demo-ends';
import type { Kit } from '../kit';
import { Form } from '../web/form';
import { page } from '../web/layout';
import { itemPath } from '../../../domain/journal/streams';
import type { Ctx } from '../web/route';
import type { Visit } from '../web/visit';

/** What is done on the path and leaves no event: a browser remembers it. */
type GuideTick = 'read' | 'verified';

const COOKIE = 'guide';

const lookedIn = (c: Ctx): readonly string[] => (getCookie(c, COOKIE) ?? '').split('.');

/** Remembers a step of the guided path that changes nothing; outside a demonstration there is no path. */
export function tick(c: Ctx, step: GuideTick): void {
  const known = lookedIn(c);
  if (!c.get('visit').demonstration || known.includes(step)) return;
  setCookie(c, COOKIE, [...known, step].filter(Boolean).join('.'), {
    path: '/',
    sameSite: 'Lax',
    httpOnly: true,
  });
}

/** The item that the path goes along, and what has happened to it. */
interface Path {
  readonly stream: string;
  readonly no: string;
  readonly unit: string;
  readonly name: string;
  readonly types: ReadonlySet<string>;
  readonly wasUrged: boolean;
}

const LATE_RUNG = /"R[6-9]"/;
const STEPS_OF_ITEM = [
  'acknowledged',
  'reported',
  'extensionRequested',
  'handedIn',
  'handInAccepted',
] as const;

/** Most items that are looked at; a demonstration has fewer. */
const MOST = 50;

/** The item on which most of the steps have been made; before the first, the one that falls due first. */
async function pathOf(kit: Kit, visit: Visit): Promise<Path | null> {
  const paths: (Path & { readonly made: number; readonly due: string })[] = [];
  for (const { item, units } of (await kit.rows(visit)).slice(0, MOST)) {
    const own = units.find(({ assignment: { role } }) => role !== 'support');
    if (item.kind !== 'dated' || !own) continue;
    const history = await kit.ports.ledger.history(item.stream);
    const types = new Set(history.map(({ type }) => type));
    const due = isActive(own.assignment) ? dueAtWork(own.assignment)?.date : undefined;
    const { stream, key: no } = item;
    paths.push({
      ...{ stream, no, types, unit: own.unit, name: own.name, due: due ?? '9' },
      wasUrged: history.some(({ type, body }) => type === 'raised' && LATE_RUNG.test(body)),
      made: STEPS_OF_ITEM.filter((type) => types.has(type)).length,
    });
  }
  const before = (a: (typeof paths)[number], b: (typeof paths)[number]): number =>
    b.made - a.made || (a.due < b.due ? -1 : 1);
  return paths.sort(before)[0] ?? null;
}

interface GuideStep {
  readonly isDone: boolean;
  readonly words: readonly [string, string];
  /** Where what it brought can be seen, once it is done. */
  readonly seen?: readonly [href: string, zh: string, en: string];
  /** Where it is done: a page, or a button with what it posts. */
  readonly at: string | { readonly action: string; readonly fields: Readonly<Record<string, string>> };
}

/** The letter that made the unit answer for the item. */
async function letterPath(kit: Kit, { unit, stream }: Path): Promise<string | null> {
  const mails = await kit.ports.ledger.mails({ limit: 500 });
  const letter = mails.find(
    ({ kind, edition }) =>
      kind === 'letter' &&
      'unit' in edition.to &&
      edition.to.unit === unit &&
      edition.lines.some((line) => line.stream === stream),
  );
  return letter ? `/mails/one?key=${encodeURIComponent(letter.key)}` : null;
}

async function guideSteps(kit: Kit, c: Ctx, path: Path): Promise<readonly GuideStep[]> {
  const visit = c.get('visit');
  const { types, unit, name, no, stream } = path;
  const made = { purpose: 'unit', subject: unit, madeAt: instant(visit.now) } as const;
  const link = `/u/${linkToken(made, await linkKeysOf(kit.ports.ledger))}`;
  const act = (type: CommandType): string => `${link}${itemPath(stream)}/do/${type}`;
  const looked = lookedIn(c);
  const coordinator = visit.office.roster.accounts.find(({ role }) => role === 'coordinator')?.id ?? '';
  const asCoordinator = (back: string): GuideStep['at'] => ({
    action: '/demo/as',
    fields: { account: coordinator, back },
  });
  return [
    {
      isDone: looked.includes('read'),
      words: [`读${name}收到的交办邮件`, `Read the letter to ${name}`],
      at: (await letterPath(kit, path)) ?? '/mails',
    },
    {
      isDone: types.has('acknowledged'),
      words: [`用邮件里的链接，替${name}签收事项 ${no}`, `Sign for item ${no} by the link of the mail`],
      at: act('acknowledge'),
    },
    {
      isDone: types.has('reported'),
      words: ['报一次进展，可附一个文件', 'Report, with a file if you like'],
      at: act('report'),
    },
    {
      isDone: path.wasUrged,
      words: ['让时钟走到逾期，看催办', 'Move the clock until it is late and is urged'],
      at: { action: '/demo/clock', fields: { to: 'next', back: '/guide' } },
      seen: [`/mails?unit=${encodeURIComponent(unit)}`, '看收到的催办', 'the mails that urge'],
    },
    {
      isDone: types.has('extensionRequested'),
      words: ['申请延期', 'Ask for an extension'],
      at: act('requestExtension'),
    },
    { isDone: types.has('handedIn'), words: ['报办结', 'Hand in'], at: act('handIn') },
    {
      isDone: types.has('handInAccepted'),
      words: ['换成督办员，通过办结', 'Accept it as the coordinator'],
      at: asCoordinator(`${itemPath(stream)}/do/accept`),
    },
    {
      isDone: looked.includes('verified'),
      words: ['核验台账：每一步都在，谁也改不了', 'Verify the ledger: every step is there'],
      at: asCoordinator('/audit'),
    },
  ];
}

const StepLine = ({ visit, step, isNext }: { visit: Visit; step: GuideStep; isNext: boolean }) => {
  const { say } = visit;
  const words = say(...step.words);
  const { at } = step;
  return (
    <li class={step.isDone ? 'done' : ''} {...(isNext ? { 'aria-current': 'step' as const } : {})}>
      {typeof at === 'string' ? (
        <a href={at}>{words}</a>
      ) : (
        <Form visit={visit} action={at.action} class="inline">
          {Object.entries(at.fields).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <button type="submit" class="button quiet">
            {words}
          </button>
        </Form>
      )}
      {step.isDone && <span class="visually-hidden">{say('（做过了）', ' (done)')}</span>}
      {step.isDone && step.seen && (
        <>
          {' '}
          <a href={step.seen[0]}>{say(step.seen[1], step.seen[2])}</a>
        </>
      )}
    </li>
  );
};

/** 十分钟走一遍: eight steps along one item, each leading to where it is done, ticked by what has happened. */
export async function guidePage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say } = visit;
  const path = await pathOf(kit, visit);
  const steps = path === null ? [] : await guideSteps(kit, c, path);
  const next = steps.findIndex(({ isDone }) => !isDone);
  return page(
    c,
    { title: say('十分钟走一遍', 'Ten minutes'), heading: say('十分钟走一遍', 'A year in ten minutes') },
    <>
      <p class="lead">
        {say(
          '这是演示：单位、邮件、日期都是示例，邮件不会发出去。上面一条可以移动时钟、换身份；做完一步，回到“演示·十分钟走一遍”看下一步。',
          'This is a demonstration: nothing leaves. The bar above moves the clock and changes who looks; after each step come back here by its first link.',
        )}
      </p>
      <ol class="steps panel">
        {steps.map((step, n) => (
          <StepLine visit={visit} step={step} isNext={n === next} />
        ))}
      </ol>
      {steps.length > 0 && next < 0 && (
        <section class="panel">
          <p>✓ {say('八步都走过了。', 'All eight steps are done.')}</p>
          <p>{DEMO_ELSEWHERE[0]?.[visit.lang]}</p>
        </section>
      )}
    </>,
  );
}
