import { readNotice } from '../../domain/notice/read';
import type { Learned, NoticeReading } from '../../domain/notice/types';
import type { DraftItem, PlanDraft } from '../../domain/plan/draft';
import { learnFrom } from '../../domain/plan/learn';
import { makeRoster } from '../../domain/roster/roster';

const NOTHING: Learned = { units: [], labels: {}, headings: {} };
const roster = makeRoster({ units: [], groups: [], contacts: [], accounts: [] });

const item = (key: string, units: Partial<DraftItem>): DraftItem => ({
  key,
  supplement: null,
  title: null,
  due: null,
  dates: null,
  continuous: false,
  demo: [],
  lead: [],
  each: [],
  openList: false,
  support: [],
  groups: {},
  dueOf: {},
  policy: null,
  ...units,
});

const draftOf = (items: readonly DraftItem[], names: PlanDraft['names'] = {}): PlanDraft => ({
  notice: 'n',
  source: null,
  title: null,
  number: null,
  year: null,
  demo: false,
  coordinator: '',
  deputies: [],
  policy: null,
  lookedAt: [],
  names,
  groups: {},
  items,
});

/** What a corrected plan of a notice teaches. */
function learned(text: string, draft: PlanDraft): Learned {
  const reread = (words: Learned): NoticeReading =>
    readNotice({ text }, { units: [], groups: [], learned: words });
  return learnFrom({ draft, text, roster, learned: NOTHING, reread });
}

describe('What a corrected plan teaches', () => {
  it('is a label that the reader did not know', () => {
    const text = '2026年工作要点\n1.清理旧账。\n认领方：县财政局、县审计局\n2.开展巡查。\n认领方：县水务局';
    const draft = draftOf([item('1', { lead: ['县财政局', '县审计局'] }), item('2', { lead: ['县水务局'] })]);
    expect(learned(text, draft)).toEqual({ ...NOTHING, labels: { 认领方: 'lead' } });
  });

  it('is a heading of a column', () => {
    const text =
      '2026年任务表\n序号\t任务\t完成时限\t谁来办\n1\t清理旧账\t6月底\t县财政局\n2\t开展巡查\t9月底\t县水务局';
    const draft = draftOf([item('1', { each: ['县财政局'] }), item('2', { each: ['县水务局'] })]);
    expect(learned(text, draft)).toEqual({ ...NOTHING, headings: { 谁来办: 'units' } });
  });

  it('is a name that was confirmed, and none that is no unit', () => {
    const text = '2026年工作要点\n1.清理旧账。（责任单位：县财政局、云上清溪、按季推进）';
    expect(learned(text, draftOf([item('1', {})], { 云上清溪: '云上公司', 按季推进: false })).units).toEqual([
      '云上清溪',
    ]);
  });

  it('is nothing where a word stands for two roles, or the reading was right', () => {
    const text = '2026年工作要点\n1.清理旧账。\n认领方：县财政局\n2.开展巡查。\n认领方：县水务局';
    const torn = draftOf([item('1', { lead: ['县财政局'] }), item('2', { support: ['县水务局'] })]);
    expect(learned(text, torn)).toEqual(NOTHING);
    const right = text.replaceAll('认领方', '责任单位');
    expect(learned(right, draftOf([item('1', { each: ['县财政局'] })]))).toEqual(NOTHING);
  });
});
