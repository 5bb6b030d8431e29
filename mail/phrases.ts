import type { ClaimedMail, NoticeText } from '../domain/digest/delivery';
import type { Addressee, Edition } from '../domain/digest/types';
import { itemWord } from './commands';
import type { MailForm, RenderedMail } from './types';

/** Characters that no file system and no mail program takes in a name. */
const BARRED = /[\\/:*?"<>|\p{Cc}\p{Cf}]+/gu;

const NAME_LENGTH = 60;

const sheetFileName = (title: string): string => {
  const letters = Array.from(title.replace(BARRED, ' ').trim());
  return `${letters.slice(0, NAME_LENGTH).join('') || '通知'}（原文）.txt`;
};

/** Older editors know UTF-8 by its mark, and end lines with CR LF. */
const content = (text: string): string => `\ufeff${text.replace(/\r?\n/g, '\r\n')}`;

/** The texts of notices as files, without those that are too long. */
export const enclosuresOf = (notices: readonly NoticeText[]): RenderedMail['enclosures'] =>
  notices.flatMap(({ title, text }) =>
    text === null ? [] : [{ filename: sheetFileName(title), content: content(text) }],
  );

/** Digits of a digest that people compare. */
const SHORT_TITLE = 16;

/** What a letter says of the texts that go with it, or do not for their length. */
const enclosureText = ({ title, digest, text }: NoticeText): string =>
  text === null
    ? `《${title}》原文较长，未随信附上，可向督办联系人索取（SHA-256 ${digest.slice(0, SHORT_TITLE)}…）。`
    : `随信附《${title}》原文（SHA-256 ${digest.slice(0, SHORT_TITLE)}…）。`;

const HEADINGS: Readonly<Record<Addressee['audience'], string>> = {
  liaison: '督办提醒',
  supervisor: '督办提醒',
  chief: '督办提请',
  coordinator: '督办日报',
  reviewer: '待审提请',
};

/** A letter of supplements and of nothing else. */
export const isSupplement = ({ supplements, lines }: Edition): boolean => supplements === lines.length;

/** What a mail is, in large letters. */
export function headingOf(edition: Edition): string {
  const { kind, to } = edition;
  switch (kind) {
    case 'letter':
      return isSupplement(edition) ? '补充交办通知' : '交办通知';
    case 'digest':
      return HEADINGS[to.audience];
    case 'change':
      return '变更通知';
    case 'urge':
      return '督办催办';
    case 'answer':
      return '督办答复';
  }
}

const AUDIENCE_PHRASES: Readonly<Partial<Record<Addressee['audience'], string>>> = {
  supervisor: '分管领导',
  chief: '主要负责人',
};

/** The unit (and whom in it) or person, with a colon, as a Chinese letter begins. */
export const greetingOf = ({ name, to }: Edition): string =>
  `${name}${AUDIENCE_PHRASES[to.audience] ?? ''}：`;

const noticeNames = ({ notices }: Edition): string =>
  notices.map(({ title, number }) => `《${title}》${number ? `（${number}）` : ''}`).join('、');

const LEADERS: Readonly<Record<Addressee['audience'], string | null>> = {
  liaison: null,
  supervisor: '贵单位下列事项需请分管领导关注并督促办理。',
  chief: '贵单位下列事项逾期较久，提请主要负责人过问并督促办结。',
  coordinator: null,
  reviewer: '下列办结材料或延期申请需请您审核。',
};

function digestIntro(edition: Edition): readonly string[] {
  const { to, totalOpen, fullDay } = edition;
  const leader = LEADERS[to.audience];
  if (leader) return [leader];
  const whole = fullDay ? '，今天列出全部在办事项' : '';
  return to.audience === 'coordinator'
    ? [`您负责的通知共有在办事项${totalOpen}项${whole}。`]
    : [`贵单位共有在办事项${totalOpen}项${whole}。`];
}

/** Of a letter with items of the notice and others that were added later: how many are those. */
const addedText = ({ supplements = 0 }: Edition): string =>
  supplements === 0 ? '' : `（其中印发后补充的事项${supplements}项）`;

/** The first sentences: why this mail was sent, or this sheet handed over. */
export function introOf({ edition, notices }: ClaimedMail, form: MailForm): readonly string[] {
  switch (edition.kind) {
    case 'letter':
      return [
        isSupplement(edition)
          ? `${noticeNames(edition)}印发后补充的事项中，由贵单位办理的${edition.lines.length}项交办如下，请及时签收，并按期办结。`
          : `现将${noticeNames(edition)}中由贵单位办理的事项${edition.lines.length}项${addedText(edition)}交办如下，请及时签收，并按期办结。`,
        ...(form === 'mail' ? notices.map(enclosureText) : []),
        ...(form === 'mail' && edition.events.length > 0
          ? ['各事项截止日已附日历文件（.ics），打开即可加入日程。']
          : []),
      ];
    case 'digest':
      return digestIntro(edition);
    case 'change':
      return ['贵单位承办的下列事项有变更，请知悉。'];
    case 'urge':
      return ['请抓紧办理下列事项，并尽快答复。'];
    case 'answer':
      return ['贵单位提交的申请或材料已处理，结果如下。'];
  }
}

/** The command line for those who use it; one example with the first item. */
function commandLine(edition: Edition): string | null {
  if ('account' in edition.to) return 'duban task list';
  const [line] = edition.lines;
  if (!line || edition.to.audience === 'supervisor' || edition.to.audience === 'chief') return null;
  const item = itemWord(line.stream);
  if (edition.kind === 'letter') return `duban item acknowledge --all --unit ${line.unit}`;
  if (edition.kind === 'change') return `duban item show ${item}`;
  return `duban item report ${item} --unit ${line.unit}`;
}

function waysOf(edition: Edition): readonly string[] {
  const { phone, name } = edition.sign;
  if (edition.to.audience === 'supervisor' || edition.to.audience === 'chief') {
    return [
      '直接回复本邮件，或请本单位联络员说明进展和完成时间。',
      ...(phone ? [`致电${name}：${phone}。`] : []),
    ];
  }
  const call = phone ? [`致电${name}：${phone}。`] : [];
  if ('account' in edition.to) return [];
  const ask: Readonly<Record<Edition['kind'], string>> = {
    letter: '直接回复本邮件，写明“已签收”。',
    digest: '直接回复本邮件，说明进展；已办完的附办结材料，需延期的写明日期和理由。',
    change: '有疑问请直接回复本邮件。',
    urge: '直接回复本邮件，说明进展和完成时间。',
    answer: '有疑问请直接回复本邮件。',
  };
  return [ask[edition.kind], ...call];
}

/** How to answer: by reply, by phone, and on the command line where no link leads to the unit's own page. */
export function answerWays(edition: Edition, link: string | null = null): readonly string[] {
  const command = link === null ? commandLine(edition) : null;
  const ways = [...waysOf(edition), ...(command ? [`在督办系统中办理：${command}`] : [])];
  return ways.map((way, i) => (ways.length > 1 ? `${i + 1}. ${way}` : way));
}

const SHEET_WAYS: Readonly<Record<Edition['kind'], string>> = {
  letter: '在回执上签字，交送达人带回，即为签收。',
  digest: '书面说明进展；已办完的附办结材料，需延期的写明日期和理由。加盖公章后交督办联系人。',
  change: '有疑问请向督办联系人提出。',
  urge: '书面说明进展和完成时间，加盖公章后交督办联系人。',
  answer: '有疑问请向督办联系人提出。',
};

/** How to answer a sheet: on paper or by phone. */
export function sheetWays({ kind, sign: { name, phone } }: Edition): readonly string[] {
  const ways = [SHEET_WAYS[kind], ...(phone ? [`致电${name}：${phone}。`] : [])];
  return ways.map((way, i) => (ways.length > 1 ? `${i + 1}. ${way}` : way));
}
