import { isProvisionalDay, undeclaredYear } from '../../../domain/calendar/calendar';
import type { Edition } from '../../../domain/digest/types';
import type { Office } from '../../../domain/office';
import { text, type Text } from '../../../domain/problem';
import { MINUTE_MS } from '../../../domain/measures';
import { slotAt } from '../../../domain/slot';
import { clockText, dateOf } from '../../../domain/time';
import type { MailRow } from '../../../ledger/mails/list';
import type { Scene } from '../../../office/lists/ahead';
import type { Lang } from '../io';
import { brokenText } from '../listing';
import { itemTable } from './items';
import { AUDIENCE, RUNG } from '../../../domain/words';
import { itemTitle } from '../../../mail/words';

const LETTER_TITLES = 2;

const DEMO = text('演示·日期为示例', 'demonstration, sample dates');

/** Whether anything shown rests on a year whose days off are not published. */
const isProvisional = ({ items, ahead }: Scene): boolean =>
  ahead.some(({ lines }) => lines.some(({ provisional }) => provisional)) ||
  items.some(({ assignments }) =>
    assignments.some(({ rounds }) => rounds.some(({ versions }) => versions.at(-1)?.due.provisional)),
  );

/** From 1 December on the missing table of next year is said first. */
function undeclaredNote({ office, now }: Scene): Text | null {
  const { calendar } = office;
  const missing = undeclaredYear(calendar, dateOf(now, calendar.zone));
  return missing === null
    ? null
    : text(
        `${missing} 年放假安排尚未登记：公布后请导入工作日历`,
        `the days off of ${missing} are not declared yet: import the calendar once they are published`,
      );
}

const whyProvisional = text(
  '预计：有的日期落在放假安排尚未公布的年份，暂按周一至周五减去固定法定日推算，公布后自动更正',
  'provisional: some dates lie in a year whose days off are not published; they are counted Monday to Friday less the fixed public days until then',
);

/** Whoever reads a date here, or waits for a mail, has to know that it is not today's. */
function movedClock({ office, now, host, demonstration }: Scene): Text | null {
  if (Math.abs(now - host) < MINUTE_MS) return null;
  const [here, there] = [now, host].map((at) => clockText(at, office.calendar.zone));
  if (!demonstration)
    return text(
      `▲ 这里的时钟是 ${here}（本机 ${there}）：演示时拨过，不会自己回来，期限和邮件都照它算`,
      `▲ the clock here says ${here} (on this machine ${there}): a demonstration moved it, dates and mails go by it, and it does not return`,
    );
  return text(
    `演示的时钟：现在是 ${here}（本机 ${there}），一样往前走；邮件按这个钟发，督办台页面上方可以把它往前拨`,
    `the clock of the demonstration: it is ${here} (on this machine ${there}) and runs on; mails go by it, and the top of the console moves it forward`,
  );
}

/** How many letters are out, and when the others go. */
function lettersText({ letters, lettersFrom, office, outlet, paused }: Scene): Text {
  const count = (...states: readonly MailRow['state'][]): number =>
    letters.filter(({ state }) => states.includes(state)).length;
  const sent = count('sent');
  const waiting = letters.filter(({ state }) => state === 'ready' || state === 'sending');
  const byHand = count('manual');
  const other = letters.length - sent - waiting.length - byHand - count('dropped');
  const zh = sent > 0 ? [`已发出 ${sent} 封`] : [];
  const en = sent > 0 ? [`${sent} sent`] : [];
  if (waiting.length > 0) {
    const at = clockText(lettersFrom, office.calendar.zone);
    zh.push(
      paused === null
        ? `${waiting.length} 封将于 ${at} 起发出`
        : `${waiting.length} 封待发（已暂停：${paused}）`,
    );
    en.push(
      paused === null ? `${waiting.length} go out from ${at}` : `${waiting.length} wait (paused: ${paused})`,
    );
  }
  if (byHand > 0) {
    zh.push(`${byHand} 封须人工送达，见 duban task list`);
    en.push(`${byHand} to be handed over, see duban task list`);
  }
  if (other > 0) {
    zh.push(`${other} 封未送达，见 duban mail list`);
    en.push(`${other} not delivered, see duban mail list`);
  }
  if (letters.length === 0) {
    zh.push('还没有；交办用 duban notice import 与 duban notice issue');
    en.push('none yet; duban notice import and duban notice issue begin');
  }
  return text(`交办通知（${outlet.zh}）：${zh.join('，')}`, `letters (${outlet.en}): ${en.join(', ')}`);
}

function itemsIn({ lines }: Edition, lang: Lang): string {
  const named = lines.slice(0, LETTER_TITLES).map((line) => {
    const rung =
      line.rung === null ? '' : lang === 'zh' ? `（${RUNG[line.rung].zh}）` : ` (${RUNG[line.rung].en})`;
    return `${itemTitle(line)}${rung}`;
  });
  const more = lines.length - named.length;
  const rest = more === 0 ? '' : lang === 'zh' ? ` 等 ${lines.length} 项` : ` and ${more} more`;
  return `${named.join(lang === 'zh' ? '、' : ', ')}${rest}`;
}

function mailLine(edition: Edition, office: Office, lang: Lang): string {
  const at = clockText(slotAt(office, edition.slot), office.calendar.zone);
  const provisional = isProvisionalDay(office.calendar, edition.slot);
  const mark = !provisional ? '' : lang === 'zh' ? '（预计）' : ' (provisional)';
  return `  ${at}${mark}  ${edition.name}·${AUDIENCE[edition.to.audience][lang]}  ${itemsIn(edition, lang)}`;
}

const itemsNotListed = text(
  '事项多，这里不逐项列出：看事项用 duban item list，看接下来的邮件用 duban mail upcoming',
  'too many to be listed here: see duban item list, and duban mail upcoming for the next mails',
);

/** What is read after `duban start`: the items, the letters, the next mails to units, all marked when it is a demonstration. */
export function announce(scene: Scene, lang: Lang): string {
  const { open, items, broken, office, now, ahead } = scene;
  const demo = items.some((item) => item.demo);
  const mark = demo ? `  ${DEMO[lang]}` : '';
  const said = (zh: string, en: string): string => text(zh, en)[lang];
  const [clock, first] = [movedClock(scene), undeclaredNote(scene)];
  return [
    ...(clock ? [clock[lang]] : []),
    ...(first ? [`▲ ${first[lang]}`] : []),
    ...(broken.length > 0 ? [brokenText(broken)[lang]] : []),
    `${said(`未结事项 ${open} 项`, `${open} open items`)}${mark}`,
    ...(items.length > 0 ? [itemTable(items, office, now, lang)] : []),
    ...(items.length + broken.length < open ? [itemsNotListed[lang]] : []),
    ...(isProvisional(scene) ? [whyProvisional[lang]] : []),
    '',
    `${lettersText(scene)[lang]}${mark}`,
    ...(ahead.length > 0
      ? [`${said(`接下来 ${ahead.length} 封邮件`, `the next ${ahead.length} mails`)}${mark}`]
      : []),
    ...ahead.map((edition) => mailLine(edition, office, lang)),
  ].join('\n');
}
