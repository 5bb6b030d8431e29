import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readingPage } from '../../client/reading-page/view';
import { countsOf, lineRows } from '../../client/reading-page/rows';
import { readChecked } from '../../domain/unaccounted/read';
import type { NoticeReading } from '../../domain/notice/types';

const SEED = readFileSync(join(__dirname, '../../seeds/qingpu-2025/notice.txt'), 'utf8');
const read = (text: string): NoticeReading => readChecked({ text }, { units: [], groups: [] });
const page = (text: string): string => readingPage({ source: text, reading: read(text), lang: 'zh' });

describe('the notice beside its reading', () => {
  it('shows every character of every line that is not blank, once and in order', () => {
    const rows = lineRows(SEED, read(SEED));
    const shown = rows.map(({ pieces }) => pieces.map(({ text }) => text).join(''));
    expect(shown).toEqual(SEED.split('\n').filter((line) => line.trim() !== ''));
  });

  it('numbers items beside the line where they begin', () => {
    const reading = read(SEED);
    const keys = lineRows(SEED, reading).flatMap(({ items }) => items);
    expect(keys).toEqual(reading.items.map(({ key }) => key));
  });

  it('puts every finding beside its line and marks what it points at', () => {
    const text = '2025年工作要点\n1.做好公开。（区教育局等）';
    const [, row] = lineRows(text, read(text));
    expect(row?.findings.map(({ code }) => code)).toEqual(['open-list']);
    expect(row?.pieces.filter(({ isDoubtful }) => isDoubtful).map((piece) => piece.text)).toEqual(['等']);
  });

  it('says which of its two dates is which', () => {
    expect(page(SEED)).toContain('成文 2025-06-17　印发 2025-06-30');
  });

  it('counts on top what there is to compare', () => {
    expect(
      countsOf(read('2025年工作要点\n1.做好公开，6月底前完成。（区教育局、区财政局）\n2.检查。')),
    ).toEqual({
      items: 2,
      sections: 0,
      units: 2,
      dated: 1,
      findings: 1,
      unaccounted: 0,
    });
  });

  it('is one file without script, inline style or anything from outside', () => {
    const html = page(SEED);
    expect(html).not.toMatch(/<script|\sstyle=|\son\w+=|(?:src|href)=|url\(/i);
    expect(html).toContain('default-src &#39;none&#39;');
    expect(html).toMatch(/@media print\{@page\{size:A4/);
  });

  it('prints text as text, whatever it holds', () => {
    const html = page('2025年工作要点\n1.做好<img src=x onerror=alert(1)>&amp;公开。（区教育局）');
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x');
  });
});
