import { patchDetector, patchDocument, PatchType } from 'docx';
import { annexPages } from './annexes';
import { FONTS, textRun } from './layout';
import { asOfLine, bodyBlocks, DRAFT } from './official';
import type { Paper } from './paper';

/** Placeholders of an office's own template, {{代拟}} and so on. All but 附件 must be there: a draft says that it is one. */
const PLACEHOLDERS = { must: ['代拟', '标题', '正文', '截至'], may: ['附件'] } as const;

/** What is wrong with the placeholders of a template. */
export interface TemplateFaults {
  readonly missing: readonly string[];
  readonly unknown: readonly string[];
}

/** The placeholders that a template lacks, and those that nothing is known of. Throws on what is no docx. */
export async function templateFaults(template: Buffer): Promise<TemplateFaults> {
  const found = (await patchDetector({ data: template })).map((name) => name.trim());
  const known: readonly string[] = [...PLACEHOLDERS.must, ...PLACEHOLDERS.may];
  return {
    missing: PLACEHOLDERS.must.filter((name) => !found.includes(name)),
    unknown: found.filter((name) => !known.includes(name)),
  };
}

/**
 * A paper in an office's own template: its head, margins and foot stay, the placeholders are filled in. Without {{附件}}
 * the annexes follow the body.
 */
export async function letterheadDocx(template: Buffer, paper: Paper, checkpoint: string): Promise<Buffer> {
  const found = (await patchDetector({ data: template })).map((name) => name.trim());
  const annexes = annexPages(paper);
  const words = (value: string) => ({ type: PatchType.PARAGRAPH, children: [textRun(value, FONTS.body)] });
  const blocks = (children: ReturnType<typeof annexPages>) => ({ type: PatchType.DOCUMENT, children });
  const hasPlace = found.includes('附件');
  return patchDocument({
    outputType: 'nodebuffer',
    data: template,
    trimPlaceholders: true,
    keepOriginalStyles: true,
    patches: {
      代拟: words(DRAFT),
      标题: { type: PatchType.PARAGRAPH, children: [textRun(paper.title, FONTS.title, 44)] },
      正文: blocks([...bodyBlocks(paper), ...(hasPlace ? [] : annexes)]),
      截至: words(asOfLine(paper, checkpoint)),
      ...(hasPlace ? { 附件: blocks(annexes) } : {}),
    },
  });
}
