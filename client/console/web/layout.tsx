import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { AccountRole } from '../../../domain/roster/types';
import { DAY_MS } from '../../../domain/measures';
import { clockText } from '../../../domain/time';
import { ACCOUNT_ROLE } from '../../../domain/words';
import { DEMO_ELSEWHERE } from '../../../office/acts/demo-ends';
import { assetPath } from './assets';
import { DemoBar } from './demo-bar';
import { ErrorSummary, Form, Submit, type FieldFault } from './form';
import type { Ctx } from './route';
import { type Say, type Visit, OFFICE_ROLE } from './visit';

/** What a page is made of. */
export interface PageParts {
  /** Without the product's name. */
  readonly title: string;
  /** Its heading, where that is another. */
  readonly heading?: Child;
  /** The entry of the navigation that it belongs to. */
  readonly at?: string;
  /** The pages that it stands under, by address and name; without an address a word only. */
  readonly crumbs?: readonly (readonly [href: string | null, name: string])[];
  /** What is wrong with its form, told on top. */
  readonly faults?: readonly FieldFault[];
  /** Whether a form was refused, of which the title speaks first; by default where there are faults. */
  readonly faulty?: boolean;
  /** By default 422 where a form was refused, else 200. */
  readonly status?: 200 | 201 | 400 | 403 | 404 | 408 | 409 | 413 | 422 | 429 | 503;
  /** Scripts of the page beside the console's own. */
  readonly htmx?: boolean;
}

const NAV: readonly (readonly [string, string, string, readonly AccountRole[]])[] = [
  ['/', '总览', 'Overview', ['coordinator', 'reviewer', 'auditor']],
  ['/inbox', '待我处理', 'Inbox', ['coordinator', 'reviewer']],
  ['/items', '台账', 'Items', ['coordinator', 'reviewer', 'auditor']],
  ['/my', '本单位事项', 'My items', ['liaison', 'unitLeader']],
  ['/notices', '通知', 'Notices', ['coordinator', 'reviewer', 'auditor']],
  ['/mails', '邮件', 'Mails', ['coordinator', 'reviewer', 'auditor', 'admin']],
  ['/units', '单位', 'Units', ['coordinator', 'reviewer', 'auditor', 'admin']],
  ['/calendar', '日历', 'Calendar', ['coordinator', 'reviewer', 'auditor', 'admin']],
  ['/papers', '公文', 'Papers', ['coordinator', 'reviewer', 'auditor']],
  ['/audit', '审计', 'Audit', ['coordinator', 'reviewer', 'auditor']],
  ['/accounts', '帐号', 'Accounts', ['admin', 'auditor']],
  ['/system', '系统', 'System', ['coordinator', 'admin', 'auditor']],
];

const Nav = ({ visit, at }: { visit: Visit; at: string | undefined }) => {
  const { account, linkOf, say } = visit;
  // By its link one is the unit, whoever is signed in beside it.
  if (!account || linkOf !== null) return <></>;
  return (
    <nav class="nav" aria-label={say('主导航', 'Main')}>
      <ul>
        {NAV.filter(([, , , roles]) => roles.includes(account.role)).map(([path, zh, en]) => (
          <li>
            <a href={path} {...(path === at ? { 'aria-current': 'page' as const } : {})}>
              {say(zh, en)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
};

const THEME_WORDS = [
  ['standard', '标准', 'Standard'],
  ['large', '大字', 'Large'],
  ['contrast', '高对比', 'Contrast'],
] as const;

const Switches = ({ visit }: { visit: Visit }) => {
  const { say, theme, lang } = visit;
  const to = (name: string, value: string): string =>
    `/look?${name}=${value}&back=${encodeURIComponent(visit.here)}`;
  return (
    <ul class="switches" aria-label={say('显示方式', 'Display')}>
      {THEME_WORDS.map(([name, zh, en]) => (
        <li>
          <a href={to('theme', name)} {...(name === theme ? { 'aria-current': 'true' as const } : {})}>
            {say(zh, en)}
          </a>
        </li>
      ))}
      <li>
        {lang === 'zh' ? (
          <a href={to('lang', 'en')} lang="en">
            English
          </a>
        ) : (
          <a href={to('lang', 'zh')} lang="zh">
            中文
          </a>
        )}
      </li>
    </ul>
  );
};

const VisitorLine = ({ visit }: { visit: Visit }) => {
  const { account, linkOf, self, say, lang } = visit;
  if (linkOf !== null)
    return (
      <div class="who">
        <span>{say(`${linkOf}（凭邮件链接）`, `${linkOf} (by its link)`)}</span>
      </div>
    );
  if (!account) return <></>;
  return (
    <div class="who">
      <span>
        <a href="/account">{account.name}</a>
        <span class="role">（{ACCOUNT_ROLE[account.role][lang]}）</span>
        {self && self.id !== account.id ? say('的视角', ' (shown)') : ''}
      </span>
      <Form visit={visit} action="/sign-out" class="inline">
        <Submit quiet>{say('退出', 'Sign out')}</Submit>
      </Form>
    </div>
  );
};

const BannerOf = ({ visit }: { visit: Visit }) =>
  visit.banner === null ? (
    <></>
  ) : (
    <div class={`banner banner-${visit.banner.kind}`} role="alert" tabindex={-1} id="banner">
      <p class="banner-title">
        <span aria-hidden="true">{visit.banner.kind === 'done' ? '✓ ' : '！ '}</span>
        {visit.banner.title}
      </p>
      {visit.banner.lines.map((line) => (
        <p>{line}</p>
      ))}
    </div>
  );

const CONSOLE_NAME: (say: Say) => string = (say) => say('督办', 'Duban');

const isFaulty = ({ faults = [], faulty = faults.length > 0 }: PageParts): boolean => faulty;

const Crumbs = ({ crumbs }: { crumbs: NonNullable<PageParts['crumbs']> }) => (
  <>
    {crumbs.length > 0 && (
      <p class="crumbs">
        {crumbs.map(([href, name], n) => (
          <>
            {n > 0 && ' · '}
            {href === null ? name : <a href={href}>{name}</a>}
          </>
        ))}
      </p>
    )}
  </>
);

interface DocumentParts {
  visit: Visit;
  parts: PageParts;
  /** The page answers a form: coming back to it must not send the form again. */
  posted: boolean;
  children: Child;
}

const WebDocument = ({ visit, parts, posted, children }: DocumentParts) => {
  const { say, lang, theme, now, office } = visit;
  const fault = isFaulty(parts) ? say('错误：', 'Error: ') : '';
  return (
    <html lang={lang === 'zh' ? 'zh-CN' : 'en'} data-theme={theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          name="htmx-config"
          content='{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true}'
        />
        <title>
          {fault}
          {parts.title} · {CONSOLE_NAME(say)}
        </title>
        <link rel="icon" href={assetPath('icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={assetPath('style.css')} />
        <link rel="stylesheet" href="/lamps.css" />
        {parts.htmx === true && <script src={assetPath('htmx.js')} defer></script>}
        <script src={assetPath('console.js')} defer></script>
      </head>
      <body {...(posted ? { 'data-here': visit.here } : {})}>
        <a class="skip" href="#main">
          {say('跳到正文', 'Skip to content')}
        </a>
        <header class="top">
          <div class="bar">
            <a class="brand" href="/">
              <span class="seal" aria-hidden="true" lang="zh-CN">
                督
              </span>
              <span class="brand-word">{CONSOLE_NAME(say)}</span>
            </a>
            <span class="clock">{clockText(now, office.calendar.zone)}</span>
            <Switches visit={visit} />
            <VisitorLine visit={visit} />
          </div>
          <Nav visit={visit} at={parts.at} />
        </header>
        <DemoBar visit={visit} />
        <div class="visually-hidden" role="status" id="status"></div>
        <main id="main" tabindex={-1}>
          <Troubles visit={visit} />
          <ClockAhead visit={visit} />
          <Paused visit={visit} />
          <BannerOf visit={visit} />
          <ErrorSummary visit={visit} faults={parts.faults ?? []} />
          <Crumbs crumbs={parts.crumbs ?? []} />
          <h1>{parts.heading ?? parts.title}</h1>
          {children}
        </main>
        <footer class="foot">
          <Switches visit={visit} />
          <p>
            {say('督办系统：每一项都有期限，每一步都有记录。', 'Every item has a date, every step a record.')}
          </p>
        </footer>
      </body>
    </html>
  );
};

/** A whole page. */
export function page(c: Ctx, parts: PageParts, children: Child): Response | Promise<Response> {
  const visit = c.get('visit');
  return c.html(
    html`<!doctype html>${(
        <WebDocument visit={visit} parts={parts} posted={c.req.method === 'POST'}>
          {children}
        </WebDocument>
      )}`,
    parts.status ?? (isFaulty(parts) ? 422 : 200),
  );
}

/** On every page once a demonstration has ended whose clock was moved: which day it is here, and where to work in earnest. */
const ClockAhead = ({ visit: { ahead, account, now, office, say, lang } }: { visit: Visit }) => {
  if (ahead === 0) return <></>;
  const days = Math.round(Math.abs(ahead) / DAY_MS);
  return (
    <aside class="note" aria-label={say('时钟', 'Clock')}>
      <p>
        ▲{' '}
        {say(
          `这里的时钟是 ${clockText(now, office.calendar.zone)}，比真实时间${ahead > 0 ? '快' : '慢'} ${days} 天：演示时拨过，不会自己回来，期限和邮件都照它算。`,
          `The clock here says ${clockText(now, office.calendar.zone)}, ${days} days ${ahead > 0 ? 'ahead' : 'behind'}: a demonstration moved it, dates and mails go by it, and it does not return.`,
        )}
        {account !== null && DEMO_ELSEWHERE[0]?.[lang]}
      </p>
    </aside>
  );
};

/** On every page of whoever may end it: nothing is sent. */
const Paused = ({ visit: { pause, say, lang } }: { visit: Visit }) =>
  pause === null ? (
    <></>
  ) : (
    <aside class="banner banner-refused" aria-label={say('发信已暂停', 'Sending is paused')}>
      <p>
        ▲ {pause.said[lang]} · {say(`${pause.waiting} 封在等`, `${pause.waiting} mails wait`)}{' '}
        <a href="/mails/resume">{say('去恢复', 'Resume')}</a>
      </p>
    </aside>
  );

/** Of what is away, what keeps people from acting. */
const HINDERS: readonly string[] = ['ledger', 'engine', 'workers'];

/** The banner of every page when a service is away: the office reads what and what to do, others that they have to wait. */
const Troubles = ({ visit }: { visit: Visit }) => {
  const { account, say, lang, troubles } = visit;
  const ofOffice = account !== null && (account.role === 'admin' || OFFICE_ROLE.includes(account.role));
  const hinders = troubles.some(({ name }) => HINDERS.includes(name));
  if (troubles.length === 0 || (!ofOffice && !hinders)) return <></>;
  return (
    <aside class="banner banner-refused" aria-label={say('系统状态', 'System')}>
      {ofOffice ? (
        troubles.map(({ said }) => <p>■ {said[lang]}</p>)
      ) : (
        <p>
          ■{' '}
          {say(
            '系统正在恢复：可以查看，暂时不能办理，请过几分钟再试。',
            'The system is recovering: you can look, but not act; try again in a few minutes.',
          )}
        </p>
      )}
    </aside>
  );
};
