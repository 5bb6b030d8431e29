import { readNotice } from '../../domain/notice/read';
import type { Learned, NoticeItem } from '../../domain/notice/types';

const NONE: Learned = { units: [], labels: {}, headings: {} };

const items = (text: string, learned?: Partial<Learned>): readonly NoticeItem[] =>
  readNotice({ text }, { units: [], groups: [], learned: { ...NONE, ...learned } }).items;

const unitsOf = (item: NoticeItem | undefined): readonly string[] =>
  (item?.units ?? []).map(({ name, role }) => `${name}:${role}`);

describe("An office's own words", () => {
  const named = '2026年工作要点\n1.清理旧账。（县财政局、云上清溪）\n2.开展巡查。（县水务局）';

  test('a unit without any form of a name is one when it was learned', () => {
    expect(unitsOf(items(named)[0])).not.toContain('云上清溪:each');
    expect(unitsOf(items(named, { units: ['云上清溪'] })[0])).toEqual(['县财政局:each', '云上清溪:each']);
  });

  const labelled =
    '2026年工作要点\n1.清理旧账。\n认领方：县财政局、县审计局。帮手：县民政局\n2.开展巡查。\n认领方：县水务局';

  test('a label gives the role that was learned', () => {
    expect(unitsOf(items(labelled)[0])).not.toContain('县财政局:lead');
    const read = items(labelled, { labels: { 认领方: 'lead', 帮手: 'support' } });
    expect(unitsOf(read[0])).toEqual(['县财政局:lead', '县审计局:lead', '县民政局:support']);
    expect(unitsOf(read[1])).toEqual(['县水务局:lead']);
  });

  const table =
    '2026年任务表\n序号\t任务\t哪家办\t几时完\n1\t清理旧账\t县财政局\t2026年6月30日\n2\t开展巡查\t县水务局\t2026年9月30日';

  test('a heading of a column says what was learned', () => {
    expect(items(table)[0]?.deadline?.kind).not.toBe('date');
    const read = items(table, { headings: { 哪家办: 'lead', 几时完: 'deadline' } });
    expect(read.map(unitsOf)).toEqual([['县财政局:lead'], ['县水务局:lead']]);
    expect(read.map(({ deadline }) => deadline?.dates)).toEqual([['2026-06-30'], ['2026-09-30']]);
  });

  test('one cell a line, and a form, know it too', () => {
    const flat = table.replace(/\t/g, '\n');
    const headings = { 哪家办: 'lead', 几时完: 'deadline' } as const;
    expect(items(flat, { headings }).map(unitsOf)).toEqual([['县财政局:lead'], ['县水务局:lead']]);
    const form = '重点工作：清理旧账\n工作举措：逐笔核对\n哪家办：县财政局';
    expect(unitsOf(items(form, { headings })[0])).toEqual(['县财政局:lead']);
  });

  test('signs in a learned label are no pattern', () => {
    const text = '2026年工作要点\n1.清理旧账。\n办(主)：县财政局';
    expect(unitsOf(items(text, { labels: { '办(主)': 'lead' } })[0])).toEqual(['县财政局:lead']);
  });
});
