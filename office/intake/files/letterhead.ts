import { z } from 'zod';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import { templateFaults, type TemplateFaults } from '../../../papers/letterhead';
import { archiveParts, type ArchiveParts } from '../sources/archive';
import { isolated } from '../sources/isolated';
import { budgetOf, LIMITS } from '../sources/limits';
import { readRegular } from './regular';

const MACROS = /vbaProject|vbaData|activeX|embeddings|\.bin$/i;

/** A part, or a relation of one, that runs or fetches something when the paper is opened. */
function outsideOf(parts: ArchiveParts): string | null {
  for (const [path, bytes] of parts) {
    if (MACROS.test(path)) return path;
    const xml = bytes.toString('utf8');
    if (path.endsWith('.rels') && /TargetMode\s*=\s*["']External["']/i.test(xml)) return path;
    if (path === '[Content_Types].xml' && /macroEnabled/i.test(xml)) return path;
  }
  return null;
}

const notDocx = refuse(
  'letterhead-not-docx',
  text('模板不是 docx 文件，或已损坏', 'the template is no docx file, or broken'),
  text('在办公软件里另存为 .docx', 'save it as .docx in an office program'),
);

const notPlain = (part: string): Result<never> =>
  refuse(
    'letterhead-not-plain',
    text(
      `模板里有宏、控件或外部链接（${part}）`,
      `the template holds macros, controls or outside links (${part})`,
    ),
    text(
      '另存为不带宏的 .docx，去掉链接的图片和模板',
      'save it without macros, linked pictures and templates',
    ),
  );

const placeholderList = (names: readonly string[]): string => names.map((name) => `{{${name}}}`).join('、');

const wrongPlaces = ({ missing, unknown }: TemplateFaults): Result<never> =>
  refuse(
    'letterhead-placeholder',
    text(
      [
        ...(missing.length > 0 ? [`模板里没有 ${placeholderList(missing)}`] : []),
        ...(unknown.length > 0 ? [`模板里的 ${placeholderList(unknown)} 不认识`] : []),
      ].join('；'),
      `placeholders missing: ${placeholderList(missing) || '-'}; unknown: ${placeholderList(unknown) || '-'}`,
    ),
    text(
      '模板要有 {{代拟}}、{{标题}}、{{正文}}、{{截至}}，可以有 {{附件}}，各占一段',
      'a template has {{代拟}}, {{标题}}, {{正文}}, {{截至}}, and may have {{附件}}, each a paragraph of its own',
    ),
  );

/** Looks through a template in the thread that it is called in. Refuses like letterheadIn. */
export async function checkLetterhead(bytes: Buffer): Promise<Result<null>> {
  const parts = await archiveParts(bytes, 'docx', /./, budgetOf(LIMITS));
  if (!parts.ok) return parts.problem.code === 'source-broken' ? notDocx : parts;
  if (!parts.value.has('word/document.xml')) return notDocx;
  const outside = outsideOf(parts.value);
  if (outside !== null) return notPlain(outside);
  try {
    const faults = await templateFaults(bytes);
    return faults.missing.length + faults.unknown.length > 0 ? wrongPlaces(faults) : ok(null);
  } catch {
    return notDocx;
  }
}

/**
 * An office's own template from its bytes, looked through in a thread of its own. Refuses `letterhead-not-docx`,
 * `letterhead-not-plain` (macros, controls, links to outside), `letterhead-placeholder`, `source-unpacks-too-large`,
 * `source-takes-too-much` and `source-too-slow`.
 */
export async function letterheadIn(bytes: Buffer): Promise<Result<Buffer>> {
  const checked = await isolated({ reader: 'letterhead', path: 'letterhead.docx', bytes }, z.null(), () =>
    checkLetterhead(bytes),
  );
  return checked.ok ? ok(bytes) : checked;
}

/** An office's own template in a file. Refuses what readRegular and letterheadIn refuse. */
export async function readLetterhead(path: string): Promise<Result<Buffer>> {
  const bytes = readRegular(path);
  return bytes.ok ? letterheadIn(bytes.value) : bytes;
}
