import ICAL from 'ical.js';
import { simpleParser, type ParsedMail } from 'mailparser';
import type { ClaimedMail } from '../../domain/digest/delivery';
import { sha256 } from '../../domain/journal/canonical';
import { slotAt } from '../../domain/slot';
import { mimeBytes } from '../../mail/mime';
import { enclosuresOf } from '../../mail/phrases';
import { renderMail, renderSheet } from '../../mail/render';
import type { RenderedMail } from '../../mail/types';
import { decodeLines } from '../support/arrival';
import { testOffice } from '../support/office';
import { letter, SAMPLES } from './samples';

const office = testOffice();
const { policy } = office;

const rendered = (claimed: ClaimedMail): RenderedMail =>
  renderMail(claimed, {
    policy: policy.mail,
    lamps: policy.lamps,
    zone: policy.zone,
    now: slotAt(office, claimed.edition.slot),
  });

const read = async (claimed: ClaimedMail): Promise<ParsedMail> =>
  simpleParser(await mimeBytes(rendered(claimed)));

const sample = (name: string): ClaimedMail => {
  const make = SAMPLES[name];
  if (!make) throw new Error(`no sample ${name}`);
  return make();
};

/** The request of `reviewerAsked`, with another reason. */
function longRequest(reason: string): ClaimedMail {
  const claimed = sample('reviewerAsked');
  const lines = claimed.edition.lines.map((line) => ({
    ...line,
    asked: line.asked?.request ? { ...line.asked, request: { ...line.asked.request, reason } } : line.asked,
  }));
  return { ...claimed, edition: { ...claimed.edition, lines } };
}

/** Every text between the tags of a page, entities decoded, white space taken out. */
const wordsIn = (page: string): string =>
  page
    .replace(/<head>.*?<\/head>/s, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s/g, '');

function header(mail: ParsedMail, name: string): string {
  const value = mail.headers.get(name);
  if (typeof value !== 'string') throw new Error(`no header ${name}`);
  return value;
}

/** The lines of an iCalendar file, unfolded, as name → values. */
function calendarOf(mail: ParsedMail): ReadonlyMap<string, readonly string[]> {
  const content = mail.attachments[0]?.content.toString('utf8') ?? '';
  const fields = new Map<string, string[]>();
  for (const line of content.replace(/\r\n[ \t]/g, '').split('\r\n')) {
    const [, name = '', value = ''] = /^([^:;]+)[^:]*:(.*)$/.exec(line) ?? [];
    fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  return fields;
}

describe.each(Object.keys(SAMPLES))('every mail: %s', (name) => {
  const claimed = sample(name);
  const { edition } = claimed;
  let mail: ParsedMail;
  beforeAll(async () => {
    mail = await read(claimed);
  });

  it('says the same in text and HTML, in the same order', () => {
    const page = wordsIn(mail.html || '');
    let at = 0;
    const lines = (mail.text ?? '').split('\n').map((line) => line.trim());
    const facts = lines
      .flatMap((line) => line.split(/ · |：| \| |※|—+|【|】| {2}|\[|\]/))
      .map((fact) => fact.replace(/\s/g, ''));
    for (const fact of facts.filter((one) => one.length > 3 && !/\d$/.test(one))) {
      const found = page.indexOf(fact, Math.max(0, at - 60));
      expect(`${fact} at ${found}`).not.toBe(`${fact} at -1`);
      at = found;
    }
  });

  it('has every date, number of days and count in both, in the same order', () => {
    const figures = (words: string): readonly string[] =>
      words.replace(/\s/g, '').match(/\d+月\d+日|\d+个工作日|\d+项/g) ?? [];
    const page = figures(wordsIn(mail.html || ''));
    expect(page).toEqual(figures(mail.text ?? ''));
    expect(page.length).toBeGreaterThan(1);
  });

  it('names every item with its number, date, lamp in shape and word', () => {
    const words = mail.text ?? '';
    for (const line of edition.lines) {
      expect(words).toContain(`${line.no}. ${line.title}`);
      const { shape, word } = policy.lamps[line.lamp];
      expect(words).toContain(`${shape} ${word}`);
    }
  });

  it('carries the headers that machines look for', () => {
    expect(mail.messageId).toBe(claimed.messageId);
    expect(header(mail, 'auto-submitted')).toBe('auto-generated');
    expect(header(mail, 'x-auto-response-suppress')).toBe('All');
    expect(header(mail, 'x-duban-kind')).toBe(edition.kind);
    expect(header(mail, 'x-duban-slot')).toBe(edition.slot);
    expect(Buffer.from(header(mail, 'x-duban-checkpoint'), 'base64').toString()).toBe(claimed.checkpoint);
    expect(mail.replyTo?.value.map(({ address }) => address)).toEqual(['duban-duty@qingpu.example']);
    expect(mail.date?.getTime()).toBe(slotAt(office, edition.slot));
    expect(mail.references ?? null).toEqual(claimed.references);
  });

  it('says for machines which lines it has, in their order, with rungs and 预计', () => {
    expect(decodeLines(header(mail, 'x-duban-lines'))).toEqual(
      edition.lines.map(({ section, stream, unit, rung, marks, provisional }) => ({
        section,
        stream,
        unit,
        rungs: [...(rung ? [rung] : []), ...marks],
        provisional,
      })),
    );
  });

  it('ends with whom to call and the checkpoint as its last line', () => {
    const lines = (mail.text ?? '').trimEnd().split('\n');
    expect(lines.at(-1)).toBe('存证点 70000 · 3mo8be23…');
    expect(mail.html).toContain('存证点 70000 · 3mo8be23…');
    expect(lines.some((line) => line.includes('3mo8be233YYgqc5ww/hRNGR5GymQ0w9x52W4e38PJFY='))).toBe(
      edition.to.audience === 'coordinator',
    );
    expect(mail.text).toContain(`督办联系人：${edition.sign.name} 电话：${edition.sign.phone}`);
  });

  it('is addressed by unit or person, in subject and greeting', () => {
    expect(mail.text).toMatch(new RegExp(`^${edition.name}(分管领导|主要负责人)?：$`, 'm'));
    if ('unit' in edition.to) expect(mail.subject).toContain(edition.name);
  });

  it('loads nothing from anywhere and runs nothing', () => {
    expect(mail.html).not.toMatch(/<(script|img|link|iframe|form)|url\(|href=|src=/i);
  });

  it('is the same bytes every time', async () => {
    expect(Buffer.compare(await mimeBytes(rendered(claimed)), await mimeBytes(rendered(claimed)))).toBe(0);
  });
});

describe('subjects', () => {
  it.each([
    ['letter', '【交办】4项请签收·最近9月30日到期《2025年政务公开工作要点》 区数据局'],
    ['demonstration', '【演示】【交办】4项请签收·最近9月30日到期《2025年政务公开…》 区数据局'],
    ['digest', '【督办】10月9日 4项待办·1项逾期·最近10月15日到期 区数据局'],
    ['chief', '【督办】10月15日 1项逾期请主要负责人督促 区数据局'],
    ['urge', '【催办】截止9月30日·1. 健全公共数据授权运营机制 区数据局'],
    ['answer', '【答复】延期申请已同意 截止11月14日·2. 开展公文公开属性审查 区数据局'],
    ['change', '【督办变更】11月12日 1项改期·最近2026年3月31日到期 区司法局'],
    ['cancellation', '【督办变更】11月12日 1项取消 区司法局'],
  ])('%s tells kind, count, nearest date and unit', (name, subject) => {
    expect(rendered(sample(name)).subject).toBe(subject);
  });

  it.each(Object.keys(SAMPLES))('%s has 40 characters at most, however long the titles are', (name) => {
    const { edition, ...rest } = sample(name);
    const long = '推进'.repeat(30);
    const lines = edition.lines.map((line) => ({ ...line, title: long }));
    const notices = edition.notices.map((notice) => ({ ...notice, title: long }));
    const { subject } = rendered({ ...rest, edition: { ...edition, lines, notices } });
    expect(Array.from(subject).length).toBeLessThanOrEqual(40);
  });
});

describe('a continuous item', () => {
  it.each(Object.keys(SAMPLES))('says once that it has no date, in %s', (name) => {
    expect(rendered(sample(name)).text).not.toMatch(/全年事项 · 全年事项/);
  });
});

describe('a demonstration', () => {
  it('says so on top of text and HTML, and in the calendar', async () => {
    const mail = await read(sample('demonstration'));
    expect(mail.text).toMatch(/^※ 演示·日期为示例 ※/);
    expect(mail.html).toContain('演示·日期为示例');
    for (const summary of calendarOf(mail).get('SUMMARY') ?? []) expect(summary).toMatch(/^【演示】/);
  });

  it('is not said by other mails', async () => {
    expect((await read(sample('letter'))).text).not.toContain('演示');
  });
});

describe('what a reviewer is to decide', () => {
  it('is said whole: the request with its dates, reason, progress and who agreed, and the command', () => {
    const { text } = rendered(sample('reviewerAsked'));
    expect(text).toContain('申请由10月15日延至2026年1月30日（周五），王局长同意');
    expect(text).toContain('理由：接口尚在联调');
    expect(text).toContain('进展：已完成八成');
    expect(text).toContain(
      'duban item review n1/2 --unit 区数据局 --grant --to 2026-01-30 | --refuse --reason …',
    );
  });

  it('is what was handed in, with the command that decides', () => {
    const { text } = rendered(sample('reviewer'));
    expect(text).toContain('办结说明：已办结，附台账');
    expect(text).toContain('duban item review n1/2 --unit 区数据局 --accept | --return --reason …');
  });

  it('has a link to the item in place of the command where there is a console', () => {
    const claimed = sample('reviewerAsked');
    const itemLink = (stream: string): string => `https://duban.example/${stream}`;
    const context = { policy: policy.mail, lamps: policy.lamps, zone: policy.zone, itemLink };
    const { html, text } = renderMail(claimed, { ...context, now: slotAt(office, claimed.edition.slot) });
    expect(text).toContain('审核：https://duban.example/item/n1/2');
    expect(text).not.toContain('duban item review');
    expect(html.match(/href="[^"]*"/g)).toEqual(['href="https://duban.example/item/n1/2"']);
  });

  it('is cut where it is long, and says that there is more', () => {
    const { text } = rendered(longRequest('长'.repeat(900)));
    expect(text).toContain(`理由：${'长'.repeat(300)}…（全文见事项）`);
  });
});

describe('the briefing of a week', () => {
  it('says what changed since the last meeting, by kind, the units of an item together', () => {
    const lines = rendered(sample('week')).text.split('\n');
    const at = lines.indexOf('【自上次例会（9月29日）以来】');
    expect(lines.slice(at + 1, at + 3)).toEqual([
      '改期 2：2. 开展公文公开属性审查（区数据局、区司法局 10月15日 → 11月14日）',
      '新逾期 2：1. 健全公共数据授权运营机制（区数据局、区司法局 9月30日）',
    ]);
  });
});

describe('催办单', () => {
  it('stands in the mail of R6 with number, basis, matter, date, days late and until when to answer', async () => {
    const { text } = await read(sample('digest'));
    const sheet = /催办单\n([\s\S]*?)\n————/.exec(text ?? '')?.[1]?.split('\n');
    expect(sheet).toEqual([
      '编号：青府办发〔2025〕13号-1-1',
      '责任单位：区数据局',
      '依据：《2025年政务公开工作要点》（青府办发〔2025〕13号）',
      '事项：第1项 健全公共数据授权运营机制',
      expect.stringMatching(/^内容：全面梳理/),
      '截止日期：2025年9月30日',
      '办理情况：逾期1个工作日',
      '答复期限：请于10月10日（周五）前书面说明进展、原因和完成时间',
      '联系人：督办员甲',
      '电话：021-00000000',
      '签发日期：2025年10月9日',
    ]);
  });

  it('does not go to leaders', () => {
    expect(sample('supervisor').edition.sheets).toEqual([]);
    expect(rendered(sample('chief')).text).not.toContain('催办单');
  });
});

describe('the calendar file', () => {
  it('of a letter publishes one whole-day entry for each dated item, free and with a stable identity', async () => {
    const mail = await read(sample('letter'));
    expect(mail.attachments[0]?.contentType).toBe('text/calendar');
    const calendar = calendarOf(mail);
    expect(calendar.get('METHOD')).toEqual(['PUBLISH']);
    expect(calendar.get('UID')).toEqual([
      'item.n1.1.sjj@duban',
      'item.n1.2.sjj@duban',
      'item.n1.3.sjj@duban',
    ]);
    expect(calendar.get('DTSTART')).toEqual(['20250930', '20251030', '20251130']);
    expect(calendar.get('DTEND')).toEqual(['20251001', '20251031', '20251201']);
    expect(calendar.get('SEQUENCE')).toEqual(['0', '0', '0']);
    expect(calendar.get('TRANSP')).toEqual(['TRANSPARENT', 'TRANSPARENT', 'TRANSPARENT']);
  });

  it('says whose part it is, and reminds at nine on the working day before', async () => {
    const calendar = calendarOf(await read(sample('letter')));
    for (const words of calendar.get('DESCRIPTION')?.filter((one) => !one.startsWith('督办到期')) ?? [])
      expect(words).toMatch(/^区数据局（牵头单位）第[123]项\\n全面梳理/);
    // 2025-11-30 is a Sunday: its last working day is the 28th, two days before.
    expect(calendar.get('TRIGGER')).toEqual(['-PT15H', '-PT15H', '-P1DT15H']);
  });

  it('reminds of nothing that is withdrawn, nor where the policy wants no reminders', async () => {
    expect(calendarOf(await read(sample('cancellation'))).get('TRIGGER')).toBeUndefined();
    const quiet = { ...office, policy: { ...policy, mail: { ...policy.mail, calendarAlarm: false } } };
    expect(letter({}, quiet).edition.events.map(({ alarm }) => alarm)).toEqual([null, null, null]);
  });

  it('of a changed date has the same identity and a higher sequence', async () => {
    const calendar = calendarOf(await read(sample('answer')));
    expect(calendar.get('METHOD')).toEqual(['REQUEST']);
    expect(calendar.get('UID')).toEqual(['item.n1.2.sjj@duban']);
    expect(calendar.get('DTSTART')).toEqual(['20251114']);
    expect(calendar.get('SEQUENCE')).toEqual(['2']);
  });

  it('of a cancelled item withdraws the entry, above the sequence that it withdraws', async () => {
    const calendar = calendarOf(await read(sample('cancellation')));
    expect(calendar.get('METHOD')).toEqual(['CANCEL']);
    expect(calendar.get('STATUS')).toEqual(['CANCELLED']);
    expect(calendar.get('UID')).toEqual(['item.n1.3.sfj@duban']);
    expect(calendar.get('SEQUENCE')).toEqual(['1']);
  });

  it.each([
    ['letter', 'PUBLISH', 3, false],
    ['answer', 'REQUEST', 1, true],
    ['cancellation', 'CANCEL', 1, true],
  ] as const)('of the %s names who is meant, as RFC 5546 wants: %s', async (name, method, entries, told) => {
    const mail = await read(sample(name));
    const file = ICAL.Component.fromString(mail.attachments[0]?.content.toString('utf8') ?? '');
    expect(file.getFirstPropertyValue('method')).toBe(method);
    const meant = told ? sample(name).recipients.map(({ address }) => `mailto:${address}`.toLowerCase()) : [];
    const events = file.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
    expect(events).toHaveLength(entries);
    for (const { attendees, organizer } of events) {
      expect(attendees.map((one) => String(one.getFirstValue()).toLowerCase())).toEqual(meant);
      expect(organizer.toLowerCase()).toBe('mailto:duban-duty@qingpu.example');
    }
  });

  it('is not in mails that set no date', async () => {
    for (const name of ['digest', 'urge', 'coordinator', 'chief'])
      expect((await read(sample(name))).attachments).toEqual([]);
  });
});

describe('the text of the notice', () => {
  const TEXT = '青浦区2025年政务公开工作要点\n一、健全公共数据授权运营机制';
  const withText = (text: string | null): ClaimedMail => ({
    ...sample('letter'),
    notices: [{ title: '2025年政务公开工作要点', digest: sha256(TEXT), text }],
  });

  it('goes with a letter as a file, named and with its digest', async () => {
    const mail = await read(withText(TEXT));
    const [file, calendar] = mail.attachments;
    expect(file?.filename).toBe('2025年政务公开工作要点（原文）.txt');
    expect(file?.content.toString('utf8')).toBe(`\ufeff${TEXT.replace('\n', '\r\n')}`);
    expect(calendar?.contentType).toBe('text/calendar');
    expect(mail.text).toContain(
      `随信附《2025年政务公开工作要点》原文（SHA-256 ${sha256(TEXT).slice(0, 16)}…）`,
    );
  });

  it('stays away when it is too long, and the letter says so', async () => {
    const mail = await read(withText(null));
    expect(mail.attachments.map(({ contentType }) => contentType)).toEqual(['text/calendar']);
    expect(mail.text).toContain('原文较长，未随信附上');
  });

  it('has a name that every file system takes', () => {
    const [file] = enclosuresOf([{ title: '../a\r\nb:c', digest: '', text: 'x' }]);
    expect(file?.filename).toBe('.. a b c（原文）.txt');
  });
});

describe('a sheet that is handed over', () => {
  const sheets = ['letter', 'digest', 'supervisor', 'chief', 'urge', 'answer', 'change', 'cancellation'];
  const sheet = (name: string) => renderSheet(sample(name), { lamps: policy.lamps });

  it.each(sheets)('asks for nothing that only a mail can do: %s', (name) => {
    const { html, text } = sheet(name);
    for (const words of [text, wordsIn(html)]) {
      expect(words).not.toMatch(/回复本邮件|直接回复|本邮件|日历文件|\.ics|duban item|附件/);
      expect(words).toContain('由专人送达');
    }
  });

  it('ends with a receipt to be signed', () => {
    expect(sheet('letter').text).toMatch(
      /送达回执\n送达单位：区数据局\n送达文件：交办通知（2025年6月30日，4项）/,
    );
  });

  it('says the same in words and in HTML, and is printed on A4', () => {
    const { html, text } = sheet('letter');
    const page = wordsIn(html);
    for (const line of text.split('\n').map((one) => one.replace(/[：\s]/g, '')))
      if (/^[一-龥（）《》]{6,}$/.test(line)) expect(page.replaceAll('：', '')).toContain(line);
    expect(html).toContain('@page{size:A4');
  });
});

describe('hostile words', () => {
  const HOSTILE = `<script>alert("x")</script> & '"><b>`;
  const wicked = (name: string): ClaimedMail => {
    const claimed = sample(name);
    const { edition } = claimed;
    return {
      ...claimed,
      edition: {
        ...edition,
        name: `${HOSTILE}\r\nBcc: victim@elsewhere.example`,
        message: edition.message && { title: HOSTILE, text: HOSTILE },
        lines: edition.lines.map((line) => ({ ...line, title: HOSTILE, text: HOSTILE, unitName: HOSTILE })),
        sheets: edition.sheets.map((sheet) => ({ ...sheet, title: HOSTILE, text: HOSTILE })),
        sign: { name: HOSTILE, phone: HOSTILE },
      },
      recipients: [
        { contact: 'c1', name: 'x\r\nBcc: victim@elsewhere.example', address: 'lly@sjj.qingpu.example' },
      ],
    };
  };

  it.each(Object.keys(SAMPLES))('are text and nothing else in the HTML: %s', async (name) => {
    const { html } = await read(wicked(name));
    expect(html).not.toMatch(/<script|<b>/i);
    expect(html).toContain('&lt;script&gt;');
  });

  it('cannot add a header by way of a subject or a name', async () => {
    const mail = await read(wicked('letter'));
    expect(mail.headers.has('bcc')).toBe(false);
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.to && 'value' in mail.to ? mail.to.value.map(({ address }) => address) : []).toEqual([
      'lly@sjj.qingpu.example',
    ]);
  });

  it('cannot add a line to the calendar file', async () => {
    const claimed = sample('letter');
    const events = claimed.edition.events.map((event) => ({
      ...event,
      summary: 'x\r\nATTENDEE:mailto:victim@elsewhere.example',
    }));
    const calendar = calendarOf(await read({ ...claimed, edition: { ...claimed.edition, events } }));
    expect(calendar.has('ATTENDEE')).toBe(false);
    expect(calendar.get('UID')).toHaveLength(3);
  });
});

describe('a briefing that counts items without listing them', () => {
  it('says so under their heading, and its figures count them', async () => {
    const whole = sample('coordinator');
    const [line] = whole.edition.lines.filter(({ section }) => section !== 'waiting');
    if (!line) throw new Error('nothing is listed');
    const edition = { ...whole.edition, lines: [line], unlisted: { [line.section]: 41 } };
    const { text = '', html } = await read({ ...whole, edition });
    const said = '另有41项，这里不逐项列出，可在督办台查看。';
    expect([text, html]).toEqual([expect.stringContaining(said), expect.stringContaining(said)]);
    expect(text).toContain('】42项');
  });
});

describe('what somebody typed', () => {
  const typed = rendered(longRequest('一\n■ 逾期  伪造的一行\r\n【办结】\u001b[2J\u202e二\u2028三'));

  it('steers no terminal and no direction of writing, in text, page and subject', () => {
    const all = [typed.subject, typed.text, typed.html, ...Object.values(typed.headers)].join('\n');
    expect(all).toContain('伪造的一行');
    expect(all).not.toMatch(/[\p{Cc}\u2028\u202e](?<![\n\t])/u);
  });

  it('begins no line of its own', () => {
    expect(typed.text.split('\n').filter((line) => /^\s*(■ 逾期 {2}伪造|【办结】|三)/.test(line))).toEqual(
      [],
    );
  });
});
