import type { ItemState } from '../../domain/item/types';
import type { RecordedItemEvent } from '../../domain/item/events';
import {
  detailsOf,
  historyOf,
  sentenceOf,
  whatText,
  whoText,
  type HistoryLine,
} from '../../domain/view/history';
import { instant } from '../../domain/time';
import {
  accept,
  ask,
  assign,
  cancel,
  changeDate,
  giveBack,
  grant,
  handIn,
  refuse,
  report,
  returnReport,
  sign,
} from '../support/commands';
import { issuedEvents, officeSays, story, unitSays, type Said } from '../support/item';
import { testOffice } from '../support/office';

const office = testOffice();
const STREAM = 'item/n1/a';

/** The lines of an item after all of this was said. */
function lines(said: readonly Said[], unit: string | null = null): readonly HistoryLine[] {
  const { state, events } = issuedEvents({ units: { sjj: 'each', zjj: 'each', sfj: 'support' } });
  return historyOf(STREAM, [...events, ...story(state, said).events], office, unit);
}

/** "who | what | details" of the last line. */
const last = (said: readonly Said[]): string => {
  const line = lines(said).at(-1);
  if (!line) return '';
  const details = detailsOf(line).map(({ zh }) => zh);
  return [whoText(line).zh, line.what.zh, ...details].join(' | ');
};

describe('the history of an item in words', () => {
  it('names the unit of a decision, and not twice where the unit itself acted', () => {
    const handedIn = unitSays('2025-09-20', handIn('sjj'));
    const accepted = lines([handedIn, officeSays('2025-09-22', accept('sjj'), 'shld')]);
    const [own, decision] = accepted.slice(-2);
    expect(own && whatText(own).zh).toBe('报办结');
    expect(decision && whatText(decision)).toEqual({
      zh: '区数据局：办结通过：按期',
      en: '区数据局: accepted: on time',
    });
    expect(decision && sentenceOf(decision, 'Asia/Shanghai').zh).toContain('区数据局：办结通过：按期');
  });

  it('begins with whom it was issued to, and by when', () => {
    expect(lines([])[0]?.what).toEqual({
      zh: '交办区数据局（责任单位）、朱家角镇（责任单位）、区司法局（配合单位），期限2025-09-30',
      en: 'issued to 区数据局 (responsible), 朱家角镇 (responsible), 区司法局 (supporting), due 2025-09-30',
    });
  });

  it('says who signed, with role and unit', () => {
    expect(last([unitSays('2025-07-01', sign('sjj'))])).toBe('ll-sjj（区数据局联络员） | 签收');
  });

  it('says who entered it for a unit, and how the unit had said it', () => {
    const said = { ...officeSays('2025-07-01', sign('sjj')), for: { unit: 'sjj', source: 'phone' as const } };
    expect(last([said])).toBe('督办员甲（督办员），代区数据局录入（电话） | 签收');
  });

  it('says percentage and text of a report, and that the first signs', () => {
    expect(last([unitSays('2025-07-02', report('sjj', 60))])).toBe(
      'll-sjj（区数据局联络员） | 上报进展 60%（视同签收） | 内容：正在推进',
    );
  });

  it('says a request with the date before and after, reason, progress, and how late it came', () => {
    expect(last([unitSays('2025-10-10', ask('sjj', '2025-10-31'))])).toBe(
      'll-sjj（区数据局联络员） | 申请延期（分管副局长同意） | 申请期限 2025-09-30 → 2025-10-31 | 理由：需要征求意见 | 内容：已形成初稿 | 逾期2个工作日',
    );
  });

  it('says a grant with the date before and after, and the lateness before it', () => {
    const asked = unitSays('2025-10-10', ask('sjj', '2025-10-31'));
    expect(last([asked, officeSays('2025-10-11', grant('sjj', '2025-10-31'), 'shld')])).toBe(
      '审核领导 | 同意延期 | 期限 2025-09-30 → 2025-10-31 | 曾逾期3个工作日',
    );
  });

  it('says refusals and returns with their reasons, and the new date', () => {
    const asked = unitSays('2025-09-20', ask('sjj', '2025-10-31'));
    expect(last([asked, officeSays('2025-09-22', refuse('sjj'))])).toBe(
      '督办员甲（督办员） | 不同意延期 | 理由：按原期限办理',
    );
    const late = unitSays('2025-09-29', handIn('sjj'));
    expect(last([late, officeSays('2025-10-10', giveBack('sjj'))])).toBe(
      '督办员甲（督办员） | 退回办结 | 期限 2025-09-30 → 2025-10-14 | 理由：缺少佐证材料',
    );
    const reported = unitSays('2025-07-02', report('sjj'));
    expect(last([reported, officeSays('2025-07-03', returnReport('sjj'))])).toBe(
      '督办员甲（督办员） | 退回进展 | 理由：没有写明进度',
    );
  });

  it('says how an accepted hand-in stands', () => {
    const handed = unitSays('2025-10-10', handIn('sjj'));
    expect(last([handed])).toBe('ll-sjj（区数据局联络员） | 报办结 | 内容：已全部办结 | 逾期2个工作日');
    expect(last([handed, officeSays('2025-10-11', accept('sjj'))])).toBe(
      '督办员甲（督办员） | 办结通过：逾期2个工作日 | 内容：同意办结 | 逾期2个工作日',
    );
  });

  it('says one line for a date moved for all, one for each unit where they differ', () => {
    expect(last([officeSays('2025-07-01', changeDate('2025-11-28'))])).toBe(
      '督办员甲（督办员） | 调整期限 | 期限 2025-09-30 → 2025-11-28 | 理由：上级调整',
    );
    const one = officeSays('2025-07-01', changeDate('2025-10-31', { unit: 'zjj' }));
    expect(last([one, officeSays('2025-07-02', changeDate('2025-11-28'))])).toContain(
      '朱家角镇期限 2025-10-31 → 2025-11-28',
    );
  });

  it('says a phone call as a phone call, with the answer', () => {
    const phone = { whoRef: 'phone-1', answer: '本周五报' };
    const call = { type: 'urge', units: ['sjj'], text: '请尽快', phone, again: false } as const;
    expect(last([officeSays('2025-07-01', call)])).toBe(
      '督办员甲（督办员） | 电话催办 | 内容：请尽快 | 对方答复：本周五报',
    );
  });

  it('is one sentence with its time where there is one line', () => {
    const line = lines([officeSays('2025-07-01', cancel)]).at(-1);
    expect(line && sentenceOf(line, office.calendar.zone).zh).toMatch(
      /^2025-07-01 10:00 督办员甲（督办员） 取消；理由：/,
    );
  });

  it('of one unit leaves out what concerns others only', () => {
    const said = [
      unitSays('2025-07-01', sign('sjj')),
      unitSays('2025-07-01', sign('zjj')),
      officeSays('2025-07-02', assign('xjz', 'each')),
      officeSays('2025-07-03', cancel),
    ];
    expect(lines(said, 'zjj').map(({ type }) => type)).toEqual(['issued', 'acknowledged', 'cancelled']);
  });
});

describe('what a look at the agenda says', () => {
  const { state, events } = issuedEvents({ units: { sjj: 'each' } });
  const raised = (
    body: Partial<Extract<RecordedItemEvent, { type: 'raised' }>['body']>,
  ): RecordedItemEvent => ({
    type: 'raised',
    body: {
      ...{ slot: state.issueDay, raised: [], covered: [], held: [], skipped: [], missed: [], dropped: [] },
      ...{ tasks: [], lapsed: [], letters: [], back: [] },
      ...body,
    },
    seq: 2,
    at: instant(state.issuedAt + 1),
    actor: 'duban',
    requestKey: null,
  });
  const entry = (rung: 'R4' | 'R5') => ({
    unit: 'sjj',
    rung,
    ordinal: '1.1',
    version: 1,
    day: state.issueDay,
  });
  const said = (event: RecordedItemEvent): string | undefined =>
    historyOf(STREAM, [...events, event], office).at(-1)?.what.zh;

  it('names what was sent to whom, and why others were not', () => {
    const sent = { ...entry('R5'), audiences: ['liaison' as const], provisional: false, waits: false };
    expect(said(raised({ raised: [sent], missed: [entry('R4')] }))).toBe(
      '区数据局 临期提醒（联络员）；区数据局 提前3个工作日提醒：同日有更高级别，未另催',
    );
    expect(said(raised({ held: [entry('R5')] }))).toBe('区数据局 临期提醒：待审期间暂不催');
  });
});

describe('events of several rounds', () => {
  it('name their round', () => {
    const begun = issuedEvents({
      kind: 'recurring',
      dates: ['2025-07-31', '2025-09-30'],
      units: { sjj: 'each' },
    });
    const after: ItemState = begun.state;
    const { events } = story(after, [unitSays('2025-07-02', handIn('sjj', 2))]);
    const line = historyOf(STREAM, [...begun.events, ...events], office).at(-1);
    expect(line?.what).toEqual({ zh: '报办结（第2期）', en: 'handed in (round 2)' });
  });
});
