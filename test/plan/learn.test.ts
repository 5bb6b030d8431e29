import { readNotice } from '../../domain/notice/read';
import type { Learned, NoticeReading } from '../../domain/notice/types';
import type { PlanDraft } from '../../domain/plan/draft';
import { learnFrom } from '../../domain/plan/learn';
import { makeRoster } from '../../domain/roster/roster';
import { draftItem, planDraft } from '../support/plan-draft';

const NOTHING: Learned = { units: [], labels: {}, headings: {} };
const roster = makeRoster({ units: [], groups: [], contacts: [], accounts: [] });

/** What a corrected plan of a notice teaches. */
function learned(text: string, draft: PlanDraft): Learned {
  const reread = (words: Learned): NoticeReading =>
    readNotice({ text }, { units: [], groups: [], learned: words });
  return learnFrom({ draft, text, roster, learned: NOTHING, reread });
}

describe('What a corrected plan teaches', () => {
  it('is a label that the reader did not know', () => {
    const text = '2026年工作要点\n1.清理旧账。\n认领方：县财政局、县审计局\n2.开展巡查。\n认领方：县水务局';
    const draft = planDraft([
      draftItem('1', { lead: ['县财政局', '县审计局'] }),
      draftItem('2', { lead: ['县水务局'] }),
    ]);
    expect(learned(text, draft)).toEqual({ ...NOTHING, labels: { 认领方: 'lead' } });
  });

  it('is a heading of a column', () => {
    const text =
      '2026年任务表\n序号\t任务\t完成时限\t谁来办\n1\t清理旧账\t6月底\t县财政局\n2\t开展巡查\t9月底\t县水务局';
    const draft = planDraft([draftItem('1', { each: ['县财政局'] }), draftItem('2', { each: ['县水务局'] })]);
    expect(learned(text, draft)).toEqual({ ...NOTHING, headings: { 谁来办: 'units' } });
  });

  it('is a name that was confirmed, and none that is no unit', () => {
    const text = '2026年工作要点\n1.清理旧账。（责任单位：县财政局、云上清溪、按季推进）';
    expect(
      learned(text, planDraft([draftItem('1')], { names: { 云上清溪: '云上公司', 按季推进: false } })).units,
    ).toEqual(['云上清溪']);
  });

  it('is nothing where a word stands for two roles, or the reading was right', () => {
    const text = '2026年工作要点\n1.清理旧账。\n认领方：县财政局\n2.开展巡查。\n认领方：县水务局';
    const torn = planDraft([
      draftItem('1', { lead: ['县财政局'] }),
      draftItem('2', { support: ['县水务局'] }),
    ]);
    expect(learned(text, torn)).toEqual(NOTHING);
    const right = text.replaceAll('认领方', '责任单位');
    expect(learned(right, planDraft([draftItem('1', { each: ['县财政局'] })]))).toEqual(NOTHING);
  });
});
