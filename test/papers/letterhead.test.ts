import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document, ExternalHyperlink, Packer, Paragraph, TextRun } from 'docx';
import writeXlsxFile from 'write-excel-file/node';
import { archiveParts } from '../../office/intake/sources/archive';
import { budgetOf, LIMITS } from '../../office/intake/sources/limits';
import { yearOfSuite } from '../audit/year';
import { testFolder } from '../ledger/database';
import { answerOf } from '../support/cli';
import { letterheadOf, WHOLE_LETTERHEAD } from '../support/letterhead';

const folder = testFolder();
const year = yearOfSuite();
afterAll(() => {
  folder.remove();
});

/** The path of an office's template with these lines. */
async function template(name: string, ...lines: readonly string[]): Promise<string> {
  const path = join(folder.path, name);
  writeFileSync(path, await letterheadOf(...lines));
  return path;
}

const paper = (kind: string, letterhead: string, to: string) =>
  year.cli()('paper', kind, '--letterhead', letterhead, '--to', to, '--json');

async function xmlOf(file: string): Promise<string> {
  const parts = await archiveParts(readFileSync(file), 'docx', /document\.xml$/, budgetOf(LIMITS));
  return parts.ok ? (parts.value.get('word/document.xml') ?? '').toString() : '';
}
const wordsOf = async (file: string): Promise<string> => (await xmlOf(file)).replace(/<[^>]+>/g, '');

describe("an office's own template", () => {
  it.each(['bulletin', 'weekly'])(
    'keeps its head, and the %s fills it in and stays a draft',
    async (kind) => {
      const to = join(folder.path, `${kind}.docx`);
      expect(await paper(kind, await template('whole.docx', ...WHOLE_LETTERHEAD), to)).toMatchObject({
        code: 0,
      });
      const words = await wordsOf(to);
      expect(words).toMatch(/^青浦区人民政府督查室（代拟稿，未经审签）/);
      expect(words).toContain('一、总体情况');
      expect(words).toContain('（数据截至2025年10月31日；存证点');
      expect(words).toContain('附件1');
      expect(words).not.toContain('{{');
      expect(await xmlOf(to)).toContain('FF0000');
    },
  );

  it('has annexes where it wants them', async () => {
    const to = join(folder.path, 'annexes.docx');
    const given = await template('annexes.docx.tpl', ...WHOLE_LETTERHEAD, '印发范围', '{{附件}}');
    expect(await paper('bulletin', given, to)).toMatchObject({ code: 0 });
    const words = await wordsOf(to);
    expect(words.indexOf('印发范围')).toBeLessThan(words.indexOf('附件1'));
  });

  it('is told of what it lacks and of what nobody knows', async () => {
    const refused = async (given: string) =>
      answerOf(await paper('bulletin', given, join(folder.path, 'none.docx'))).error;
    expect(await refused(await template('no-draft.docx', '{{标题}}', '{{正文}}', '{{截至}}'))).toMatchObject({
      code: 'letterhead-placeholder',
      message: expect.stringContaining('没有 {{代拟}}') as string,
    });
    expect(await refused(await template('more.docx', ...WHOLE_LETTERHEAD, '{{文号}}'))).toMatchObject({
      code: 'letterhead-placeholder',
      message: expect.stringContaining('{{文号}} 不认识') as string,
    });
  });

  it('holds no macro, nothing from outside, and is a docx of no great size', async () => {
    const code = async (given: string) =>
      answerOf(await paper('bulletin', given, join(folder.path, 'none.docx'))).error?.code;
    const text = join(folder.path, 'text.docx');
    writeFileSync(text, '不是 docx');
    expect(await code(text)).toBe('letterhead-not-docx');
    const large = join(folder.path, 'large.docx');
    writeFileSync(large, Buffer.alloc(6 * 1024 * 1024));
    expect(await code(large)).toBe('file-too-large');
    expect(await code(join(folder.path, 'nowhere.docx'))).toBe('file-unreadable');
    const linked = join(folder.path, 'linked.docx');
    const link = new ExternalHyperlink({ link: 'https://example.org/', children: [new TextRun('x')] });
    const lines = WHOLE_LETTERHEAD.map((line) => new Paragraph(line));
    const sections = [{ children: [...lines, new Paragraph({ children: [link] })] }];
    writeFileSync(linked, await Packer.toBuffer(new Document({ sections })));
    expect(await code(linked)).toBe('letterhead-not-plain');
    const macros = join(folder.path, 'macros.docx');
    const parts = { 'word/document.xml': '<w:document/>', 'word/vbaProject.bin': 'x' };
    const feature = { files: { write: { files: () => parts } } };
    writeFileSync(macros, await writeXlsxFile([[]], {}, { features: [feature] }).toBuffer());
    expect(await code(macros)).toBe('letterhead-not-plain');
  });
});
