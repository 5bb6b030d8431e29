import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readingOutput } from '../../domain/notice/output';
import { readNotice } from '../../domain/notice/read';

const text = `江澄区2025年工作要点
江府办发〔2025〕9号
一、政务公开
1.修订公开目录。（区数据局（区大数据局）牵头，区档案局配合，6月底前完成）
2.开展培训。`;

const output = readingOutput(readNotice({ text }, { units: [], groups: [] }));

describe('a reading for other programs', () => {
  it('says what was understood, without offsets', () => {
    expect(output).toEqual({
      title: '江澄区2025年工作要点',
      number: '江府办发〔2025〕9号',
      datedOn: null,
      issuedOn: null,
      sections: [{ key: '一', no: '一', title: '政务公开' }],
      items: [
        {
          key: '1',
          no: '1',
          section: '一',
          title: '修订公开目录',
          text: '修订公开目录。',
          units: [
            { name: '区数据局', kind: 'unit', role: 'lead', nameplate: '区大数据局' },
            { name: '区档案局', kind: 'unit', role: 'support' },
          ],
          open: false,
          deadline: { kind: 'date', dates: ['2025-06-30'], phrase: '6月底前' },
          findings: [],
        },
        {
          key: '2',
          no: '2',
          section: '一',
          title: '开展培训',
          text: '开展培训。',
          units: [],
          open: false,
          deadline: null,
          findings: ['no-units'],
        },
      ],
      findings: [
        {
          code: 'no-units',
          line: 5,
          column: 3,
          length: 5,
          excerpt: '开展培训。',
          message: '这一项没有写明责任单位',
          item: '2',
        },
      ],
    });
  });

  it('speaks English when asked', () => {
    const reading = readNotice({ text }, { units: [], groups: [] });
    expect(readingOutput(reading, 'en').findings[0]?.message).toBe('this task names no unit');
  });

  it('points at the text that a finding is about', () => {
    const [finding] = output.findings;
    const line = text.split('\n')[(finding?.line ?? 0) - 1] ?? '';
    expect(line.slice((finding?.column ?? 0) - 1)).toMatch(/^开展培训/);
  });
});

describe('the documentation of the notations', () => {
  const docs = readFileSync(join(__dirname, '../../docs/notation.md'), 'utf8');
  const types = readFileSync(join(__dirname, '../../domain/notice/types.ts'), 'utf8');
  const list = /type FindingCode =([^;]*);/.exec(types)?.[1] ?? '';

  it.each([...list.matchAll(/'([a-z-]+)'/g)].map((match) => match[1] ?? ''))(
    'explains the finding %s',
    (code) => {
      expect(docs).toContain(`| ${code} |`);
    },
  );
});
