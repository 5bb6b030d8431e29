import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..');

const filesOf = (...patterns: readonly string[]): readonly string[] =>
  execFileSync('git', ['ls-files', ...patterns], { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter((file) => file !== '');

const sources = filesOf('*.ts', '*.tsx', 'scripts/*.cjs').filter((file) => !file.startsWith('test/'));

/** What people read beside the program. */
const documents = filesOf('*.md');

/** Words that have given way to the terms of docs/glossary.md, as identifiers. */
const GONE = new Set([
  ...['World', 'Desk', 'Duty', 'Said', 'Sitting', 'sitting', 'isLoud', 'submitBefore'],
  ...['Occurrence', 'occurrence', 'occurrenceNo', 'submitCompletion', 'withdrawCompletion'],
  ...['completionSubmitted', 'completionAccepted', 'completionReturned', 'completionWithdrawn'],
]);

/** Words of people that have given way. */
const GONE_WORDS = /账号|名录|长期任务|长期事项|持续性事项|控制台/;

/** Where such a word is still read, as a heading that others write. */
const ACCEPTED_ON_READING = new Set(['office/intake/rosters/columns.ts']);

/** Chinese text is full-width throughout, but where it reads what others wrote, and in what measures it. */
const FULL_WIDTH = /^(?!bench\/|domain\/(notice|unaccounted)\/)/;

/** Half-width punctuation beside a Chinese word; a space after it is YAML's, or English that quotes the word. */
const HALF_WIDTH = /[\u4e00-\u9fa5][,;:!?(](?! )|[,;!?)][\u4e00-\u9fa5]/u;

/** What is typed as it stands: addresses and their parts. */
const AS_TYPED = /\w+:\/\/\S+|主机:端口|用户:口令/g;

/** What only a command line can do: a command of ours, or an option. Front ends put in their own way of acting. */
const COMMAND_LINE =
  /\bduban (?:start|doctor|rehearse)\b|(?<![\w-])--[a-z][a-z-]+|\b(?:item|unit|task|plan|notice|calendar|mail|audit|ledger) (?:list|show|import|acknowledge|report|extend|review|release|close|cancel|reopen|lead|year-end|migrate|check|key)\b/;

/** A command of PostgreSQL's, which has no other front end here. */
const OTHERS_COMMAND = /\bcreatedb /;

/** A file or folder of the product, as a document names it. */
const OWN_PATH =
  /`((?:activities|bench|client|deploy|docs|domain|engine|ledger|mail|office|papers|scripts|seeds|test|worker|workflows)\/[\w./-]*)`/g;

/** What may be left out of its name. */
const ENDINGS = ['', '.ts', '.test.ts'];

/** What stands beside the data of the sample office, which others copy, and of the vectors. */
const commented = filesOf('seeds/*.yaml', 'test/vectors/*.yaml');

/** The comments of a YAML text, line by line. */
const commentsOf = (yaml: string): readonly string[] =>
  yaml.split('\n').map((line) => /(?:^|\s)#(.*)$/.exec(line)?.[1] ?? '');

/** A Markdown text without what is code in it, line by line: blocks but drawings, spans, the targets of links. */
const proseOf = (markdown: string): readonly string[] =>
  markdown
    .replace(/^ *```(\w*)\n[^]*?^ *```/gm, (block, language) =>
      language === 'text' ? block : block.replace(/.*/g, ''),
    )
    .split('\n')
    .map((line) => line.replace(/`[^`]*`/g, '`').replace(/\]\([^)]*\)/g, ']'));

/** An exported declaration of a file: prettier begins it at the margin. */
const EXPORTED =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type|enum) +([\p{L}_$][\p{L}\p{N}_$]*)/gmu;

/** The names that files export, each with the files that declare it. */
function exportedBy(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, readonly string[]>();
  for (const file of files) {
    const code = readFileSync(join(ROOT, file), 'utf8');
    const names = new Set([...code.matchAll(EXPORTED)].flatMap(([, name]) => name ?? []));
    for (const name of names) places.set(name, [...(places.get(name) ?? []), file]);
  }
  return places;
}

/** Every identifier and every text of a source, each with its line; none where the code does not match `worthIt`. */
function partsOf(
  file: string,
  worthIt: RegExp,
): readonly { readonly line: number; readonly name?: string; readonly text?: string }[] {
  const code = readFileSync(join(ROOT, file), 'utf8');
  if (!worthIt.test(code)) return [];
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const parts: { line: number; name?: string; text?: string }[] = [];
  const visit = (node: ts.Node): void => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    if (ts.isIdentifier(node)) parts.push({ line, name: node.text });
    else if (
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node)
    )
      parts.push({ line, text: node.text });
    else if (ts.isJsxText(node)) parts.push({ line, text: node.text.trim() });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return parts;
}

describe('the glossary', () => {
  it('is what names keep to: none says a word that it has replaced', () => {
    const found = sources.flatMap((file) =>
      partsOf(file, new RegExp([...GONE].join('|')))
        .filter(({ name }) => name !== undefined && GONE.has(name))
        .map(({ line, name }) => `${file}:${line} ${name ?? ''}`),
    );
    expect(found).toEqual([]);
  });

  it('has one meaning for an exported name within a top-level folder', () => {
    const product = sources.filter((file) => /^(?!bench\/|scripts\/)/.test(file));
    const folders = [...new Set(product.map((file) => file.split('/', 1)[0] ?? ''))];
    const twice = folders.flatMap((folder) =>
      [...exportedBy(product.filter((file) => file.startsWith(`${folder}/`)))].filter(
        ([, files]) => files.length > 1,
      ),
    );
    expect(twice.map(([name, files]) => `${name}: ${files.join(', ')}`)).toEqual([]);
  });

  it('is what texts keep to: none says a Chinese word that it has replaced', () => {
    const found = sources
      .filter((file) => !ACCEPTED_ON_READING.has(file))
      .flatMap((file) =>
        partsOf(file, GONE_WORDS)
          .filter(({ text }) => text !== undefined && GONE_WORDS.test(text))
          .map(({ line, text }) => `${file}:${line} ${text ?? ''}`),
      );
    expect(found).toEqual([]);
  });

  it('of what a page may show knows no command line: a hint names the deed', () => {
    const found = sources
      .filter((file) => /^(domain|ledger|activities|office\/(evidence|papers|plan))\//.test(file))
      .flatMap((file) =>
        partsOf(file, COMMAND_LINE)
          .filter(({ text = '' }) => COMMAND_LINE.test(text) && !OTHERS_COMMAND.test(text))
          .map(({ line, text }) => `${file}:${line} ${text ?? ''}`),
      );
    expect(found).toEqual([]);
  });

  it('has full-width punctuation in Chinese text', () => {
    const found = sources
      .filter((file) => FULL_WIDTH.test(file))
      .flatMap((file) =>
        partsOf(file, HALF_WIDTH)
          .filter(({ text }) => text !== undefined && HALF_WIDTH.test(text.replace(AS_TYPED, '')))
          .map(({ line, text }) => `${file}:${line} ${text ?? ''}`),
      );
    expect(found).toEqual([]);
  });

  it.each([
    ['documents', documents, proseOf],
    ['comments of the sample and the vectors', commented, commentsOf],
  ] as const)('has full-width punctuation in Chinese %s', (_, files, linesOf) => {
    const found = files.flatMap((file) =>
      linesOf(readFileSync(join(ROOT, file), 'utf8')).flatMap((line, n) =>
        HALF_WIDTH.test(line) ? [`${file}:${n + 1} ${line}`] : [],
      ),
    );
    expect(found).toEqual([]);
  });

  it('and every other document name files and folders that are there', () => {
    const gone = documents
      .filter((file) => file !== 'CHANGELOG.md')
      .flatMap((file) =>
        [...readFileSync(join(ROOT, file), 'utf8').matchAll(OWN_PATH)]
          .filter(([, path = '']) => !ENDINGS.some((ending) => existsSync(join(ROOT, `${path}${ending}`))))
          .map(([, path]) => `${file}: ${path ?? ''}`),
      );
    expect(gone).toEqual([]);
  });
});
