import { Document, Packer, Paragraph, TextRun } from 'docx';

/** The lines of a template that has all that it must. */
export const WHOLE_LETTERHEAD = [
  '青浦区人民政府督查室',
  '{{代拟}}',
  '{{标题}}',
  '{{正文}}',
  '{{ 截至 }}',
] as const;

/** An office's template with these lines, the first in red. */
export async function letterheadOf(...lines: readonly string[]): Promise<Buffer> {
  const [head = '', ...rest] = lines;
  const red = new Paragraph({ children: [new TextRun({ text: head, color: 'FF0000' })] });
  const children = [red, ...rest.map((line) => new Paragraph(line))];
  return Packer.toBuffer(new Document({ sections: [{ children }] }));
}
