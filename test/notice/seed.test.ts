import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNotice } from '../../domain/notice/read';
import type { NoticeReading } from '../../domain/notice/types';

const source = readFileSync(join(__dirname, '../../seeds/qingpu-2025/notice.txt'), 'utf8');
const vocabulary = {
  units: ['区政府办公室', '区司法局', '区数据局', '区财政局', '区城运中心', '区委宣传部'],
  groups: ['各街镇', '各有关单位'],
};
const reading: NoticeReading = readNotice({ text: source }, vocabulary);

const counts = (values: readonly string[]): Record<string, number> =>
  values.reduce<Record<string, number>>((sum, value) => ({ ...sum, [value]: (sum[value] ?? 0) + 1 }), {});
const namesOf = (no: string): readonly string[] =>
  reading.items.find((item) => item.no === no)?.units.map((unit) => unit.name) ?? [];

describe('the seed notice of Qingpu, 2025', () => {
  it('has its title in one piece, although a space splits it', () => {
    expect(reading.title).toBe('青浦区人民政府办公室关于印发《2025年青浦区政务公开工作要点》的通知');
  });

  it('keeps the brackets of its number', () => {
    expect(reading.number).toBe('青府办发〔2025〕13号');
  });

  it('tells the date of signing from the date of printing', () => {
    expect([reading.datedOn, reading.issuedOn, reading.year]).toEqual(['2025-06-17', '2025-06-30', 2025]);
  });

  it('has four sections with their titles', () => {
    expect(reading.sections.map(({ no, title }) => [no, title])).toEqual([
      ['一', '依法履行政府信息公开职责'],
      ['二', '发挥以公开促落实、优服务、强监督的功能作用'],
      ['三', '持续深化政民（企）互动和公众参与'],
      ['四', '不断提升政务公开质效'],
    ]);
  });

  it('has 25 items, numbered on through the sections 1-4, 5-15, 16-20, 21-25', () => {
    expect(reading.items.map((item) => item.key)).toEqual(
      Array.from({ length: 25 }, (_, i) => String(i + 1)),
    );
    expect(counts(reading.items.map((item) => item.section ?? ''))).toEqual({ 一: 4, 二: 11, 三: 5, 四: 5 });
  });

  it('names each unit as often as counted by hand', () => {
    expect(counts(reading.items.flatMap((item) => item.units.map((unit) => unit.name)))).toEqual({
      各有关单位: 25,
      各街镇: 25,
      区政府办公室: 20,
      区数据局: 6,
      区司法局: 2,
      区城运中心: 2,
      区财政局: 1,
      区委宣传部: 1,
    });
  });

  it('knows the two groups from the units, and gives everyone the role each', () => {
    const units = reading.items.flatMap((item) => item.units);
    const groups = new Set(units.filter((unit) => unit.kind === 'group').map((unit) => unit.name));
    expect([...groups]).toEqual(['各有关单位', '各街镇']);
    expect(new Set(units.map((unit) => unit.role))).toEqual(new Set(['each']));
  });

  it.each(['1', '12'])('names only groups in item %s', (no) => {
    expect(namesOf(no)).toEqual(['各有关单位', '各街镇']);
  });

  it.each(['6', '7'])('keeps 区政府办公室 last in item %s', (no) => {
    expect(namesOf(no)).toEqual(['各有关单位', '各街镇', '区政府办公室']);
  });

  it('reads the bracket of item 12 over an empty line, and says so', () => {
    expect(reading.findings.map(({ code, item }) => [code, item])).toEqual([['bracket-broken', '12']]);
  });

  it('drops the prefix 责任单位 of item 21', () => {
    expect(namesOf('21')).toEqual(['区数据局', '各有关单位', '各街镇']);
  });

  it('finds no deadline and no open list', () => {
    expect(reading.items.filter((item) => item.deadline !== null || item.open)).toEqual([]);
  });

  it('leaves the text as it is: the slip of the pen in item 17, 居（村）委 in item 19', () => {
    const textOf = (no: string): string => reading.items.find((item) => item.no === no)?.text ?? '';
    expect(textOf('17')).toContain('线上线下载便利公众');
    expect(textOf('19')).toContain('居（村）委');
    expect(textOf('5')).toBe('做好政策集成式发布的内容报送工作。');
  });

  it('places every unit where the source names it', () => {
    for (const { name, at } of reading.items.flatMap((item) => item.units)) {
      expect(source.slice(at.start, at.end)).toBe(name);
      expect(source.split('\n')[at.line - 1]?.slice(at.column - 1)).toMatch(new RegExp(`^${name}`));
    }
  });

  it('gives every character one class', () => {
    expect(reading.classes.map((span) => span.end - span.start).reduce((a, b) => a + b)).toBe(source.length);
    expect(reading.classes.map((span) => span.class)).not.toContain('finding');
  });
});
