import fc from 'fast-check';
import { readNotice } from '../../domain/notice/read';
import type { NoticeReading } from '../../domain/notice/types';
import { copied, STYLES, wishes, type Wish } from './styles';

const reading = (text: string): NoticeReading => readNotice({ text }, { units: [], groups: [] });

/** What the plan says, task by task. */
const wanted = (wish: Wish): unknown =>
  wish.sections.flatMap(({ title, tasks }, s) =>
    tasks.map((task) => ({
      section: `${'一二三四'.charAt(s)} ${title}`,
      text: task.text,
      units: [...task.units].sort((a, b) => (a.name < b.name ? -1 : 1)),
      kind: task.time?.kind ?? null,
      dates: task.time?.dates ?? [],
    })),
  );

const understood = (read: NoticeReading): unknown =>
  read.items.map((item) => {
    const section = read.sections.find(({ key }) => key === item.section);
    return {
      section: `${section?.no ?? ''} ${section?.title ?? ''}`,
      text: item.text.replace(/。$/, ''),
      units: item.units.map(({ name, role }) => ({ name, role })).sort((a, b) => (a.name < b.name ? -1 : 1)),
      kind: item.deadline?.kind ?? null,
      dates: item.deadline?.dates ?? [],
    };
  });

describe('a plan written as a notice and read back', () => {
  it.each(Object.entries(STYLES))('is the plan: %s', (_, written) => {
    fc.assert(
      fc.property(wishes, (wish) => {
        expect(understood(reading(written(wish)))).toEqual(wanted(wish));
      }),
      { numRuns: 40 },
    );
  });

  it('is the plan where a copy broke the lines', () => {
    const styles = fc.constantFrom(
      ...Object.entries(STYLES).flatMap(([name, style]) => (/labels on|one cell/.test(name) ? [] : [style])),
    );
    fc.assert(
      fc.property(wishes, styles, fc.integer({ min: 24, max: 50 }), (wish, written, width) => {
        expect(understood(reading(copied(written(wish), width)))).toEqual(wanted(wish));
      }),
      { numRuns: 120 },
    );
  });

  it('is the plan where characters of no width stand between others', () => {
    const styles = fc.constantFrom(...Object.values(STYLES));
    fc.assert(
      fc.property(wishes, styles, fc.nat({ max: 6 }), (wish, written, at) => {
        const strewn = written(wish).replace(/[\u4e00-\u9fff]/g, (char, index: number) =>
          index % 7 === at ? `${char}\u200b` : char,
        );
        const items = reading(strewn).items.map((item) => item.units.map(({ name }) => name).sort());
        const tasks = wish.sections.flatMap((section) => section.tasks);
        expect(items).toEqual(tasks.map((task) => task.units.map(({ name }) => name).sort()));
      }),
      { numRuns: 60 },
    );
  });
});

const SIGNS =
  '一二三四五六七八九十第条区局委办公室教育、，。；：（）()【】〔〕[]|0123456789.．①②年月日前底每季度责任单位牵头配合等和及由会同?? \t\n\n\u3000\u200b\u000b《》“”-—';

const scribble = fc.oneof(
  fc.array(fc.constantFrom(...Array.from(SIGNS)), { maxLength: 400 }).map((signs) => signs.join('')),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .tuple(
      wishes,
      fc.constantFrom(...Object.values(STYLES)),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...Array.from(SIGNS))), { maxLength: 12 }),
    )
    .map(([wish, written, slips]) => {
      const signs = Array.from(written(wish));
      for (const [at, sign] of slips) signs[at % signs.length] = sign;
      return signs.join('');
    }),
);

describe('any text at all', () => {
  it('gives every character exactly one class', () => {
    fc.assert(
      fc.property(scribble, (text) => {
        let end = 0;
        for (const span of reading(text).classes) {
          expect(span.start).toBe(end);
          expect(span.end).toBeGreaterThan(span.start);
          end = span.end;
        }
        expect(end).toBe(text.length);
      }),
      { numRuns: 300 },
    );
  });

  it('has the class finding only where a finding says that nothing else fits', () => {
    fc.assert(
      fc.property(scribble, (text) => {
        const { classes, findings } = reading(text);
        const lines = text.split(/\r\n|[\n\r]/);
        const starts = lines.map((_, i) => lines.slice(0, i).reduce((sum, line) => sum + line.length + 1, 0));
        const said = new Set(
          findings
            .filter(({ code }) => code === 'unread' || code === 'empty-marker')
            .map(({ line, column }) => (starts[line - 1] ?? 0) + column - 1),
        );
        if (text.includes('\r')) return;
        for (const span of classes.filter((one) => one.class === 'finding'))
          expect([...said].some((at) => at >= span.start && at < span.end)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('lets a finding span a sentence at most', () => {
    fc.assert(
      fc.property(scribble, (text) => {
        for (const { excerpt } of reading(text).findings)
          expect(excerpt.slice(0, -1)).not.toMatch(/[。！？!?]/);
      }),
      { numRuns: 300 },
    );
  });

  it('gives every item a key of its own, and names only sections that are there', () => {
    fc.assert(
      fc.property(scribble, (text) => {
        const { items, sections } = reading(text);
        expect(new Set(items.map((item) => item.key)).size).toBe(items.length);
        expect(new Set(sections.map((section) => section.key)).size).toBe(sections.length);
        const keys = new Set(sections.map((section) => section.key));
        for (const { section } of items) if (section !== null) expect(keys).toContain(section);
      }),
      { numRuns: 300 },
    );
  });

  it('invents no unit and no deadline: each stands in the text where its place says', () => {
    const bare = (text: string): string => text.normalize('NFKC').replace(/[\s\u200b?]/g, '');
    fc.assert(
      fc.property(scribble, (text) => {
        for (const item of reading(text).items) {
          for (const { name } of item.units)
            for (const char of bare(name)) expect(bare(text)).toContain(char);
          for (const { at } of item.units) expect(at.end).toBeGreaterThan(at.start);
          for (const { start, end } of item.deadline?.at ?? []) expect(end).toBeGreaterThan(start);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('every marker of a notice', () => {
  const numbered = Object.entries(STYLES).filter(([name]) => !/table|cell/.test(name));

  it.each(numbered)('is exactly one of section, item and finding: %s', (_, written) => {
    fc.assert(
      fc.property(wishes, fc.nat(), (wish, gone) => {
        const lines = written(wish).split('\n');
        const markers =
          /^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.、]|[①-⑳]|\(\d+\)|第\d+条 )/;
        const marked = lines.flatMap((line, i) => (markers.test(line) ? [i] : []));
        // one marker loses its text
        const lost = marked[gone % marked.length] ?? 0;
        lines[lost] = markers.exec(lines[lost] ?? '')?.[0] ?? '';
        const text = lines.join('\n');
        const read = reading(text);
        const places = [
          ...read.sections.map((section) => section.at.line),
          ...read.items.map((item) => item.at.line),
          ...read.findings.filter(({ code }) => code === 'empty-marker').map(({ line }) => line),
        ];
        expect(places.sort((a, b) => a - b)).toEqual(marked.map((i) => i + 1));
      }),
      { numRuns: 40 },
    );
  });
});
