/** A stretch of the source, UTF-16, `end` exclusive. */
interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** What a reading claims to have understood: the places of its items, sections and findings. */
export interface Claims {
  readonly items: readonly TextSpan[];
  readonly sections: readonly TextSpan[];
  /** `isWide`: it speaks of all that follows, up to the next item or section. */
  readonly findings: readonly (TextSpan & { readonly isWide: boolean })[];
}

const BLANKS = '[\\s\\u3000\\u200b-\\u200f\\ufeff|]*';
const HAN_COUNT = '[一二三四五六七八九十百]{1,4}';
/** A line that begins with a number; each way of writing one is a group. */
const NUMBERED_TEXT = new RegExp(
  `^${BLANKS}(?:(?<article>第(?:${HAN_COUNT}|\\d{1,3})条)|(?<han>${HAN_COUNT})[、．.](?=\\S)|[（(]{1,2}\\s*(?<paren>${HAN_COUNT})\\s*[)）]|[（(]\\s*(?<round>\\d{1,3})\\s*[)）]|(?<num>[0-9０-９]{1,3})\\s*(?:[.．、](?!\\s*[0-9０-９])|[)）](?![0-9]))|(?<circled>[①-⑳]))`,
);
/** A number that stands alone in its line or in the first cell of a row. */
const NUMBER_CELL = new RegExp(
  `^${BLANKS}[（(]?(\\d{1,3})[)）]?[.、]?[ \\u3000]*(?:[\\s|]*$|[|\\t](?=.*[^\\s|]))`,
);
const ALONE = new RegExp(`^${BLANKS}[（(]?(\\d{1,3})[)）]?[.、]?[\\s|]*$`);

const HAN_ORDINALS = '一二三四五六七八九十';

function markerValue(text: string): number {
  const plain = text.normalize('NFKC');
  if (/^\d+$/.test(plain)) return Number(plain);
  const [, tens = '', ten, ones = ''] =
    /([一二三四五六七八九]?)(十)?([一二三四五六七八九]?)$/.exec(plain) ?? [];
  const digit = (char: string): number => HAN_ORDINALS.indexOf(char) + 1;
  return ten === undefined
    ? digit(tens === '' ? ones : tens)
    : (tens === '' ? 1 : digit(tens)) * 10 + digit(ones);
}

interface Numbered extends TextSpan {
  readonly kind: string;
  readonly value: number;
}

function lineNumber(line: string, start: number): Numbered | null {
  const match = NUMBERED_TEXT.exec(line);
  const [kind, said] =
    Object.entries<string | undefined>(match?.groups ?? {}).find(([, text]) => text !== undefined) ?? [];
  if (match !== null && kind !== undefined && said !== undefined && line.slice(match[0].length).trim() !== '')
    return { kind, value: markerValue(said.replace(/[第条]/g, '')), start, end: start + line.length };
  const cell = NUMBER_CELL.exec(line);
  return cell?.[1] === undefined
    ? null
    : { kind: 'cell', value: Number(cell[1]), start, end: start + line.length };
}

const SUFFIX =
  /(?:局|委|办|厅|政府|街镇|镇街|街道|乡镇|中心|公司|集团|办公室|委员会|管委会|部门|单位|法院|检察院|支队|大队|办事处|小组|专班|工会|妇联|残联)$/;
const DUTY_TAIL = /(?:牵头|负责|配合|主办|承办|协办|落实|参与|分别|按职责分工|等)+$/;
const ITEM_LABEL =
  /^(?:第一|主要)?(?:责任|牵头|主办|主责|承办|配合|协办|协同|参与|支撑|落实|实施)+(?:责任)?(?:单位|部门|科室|处室)[:：]\s*\S/;
const LINE_HEADING =
  /^(?:第一|主要|协同)?(?:责任|牵头|主办|承办|配合|协办|参与|支撑|监管|有关|相关)*(?:单位|部门|街镇)$/;

/** True for words of which most are units, and one names its place: what a bracket or a cell of units looks like. */
function textNamesUnits(text: string): boolean {
  if (ITEM_LABEL.test(text)) return true;
  const words = text.split(/[、，,；;]/).map((word) => word.trim().replace(DUTY_TAIL, ''));
  const units = words.filter((word) => word.length <= 20 && SUFFIX.test(word) && !LINE_HEADING.test(word));
  return (
    units.length >= 0.6 * words.length &&
    units.some((word) => /^[省市区县州镇乡各]/.test(word) && word.length > 2)
  );
}

/** A cell of units that a copy put on a line of its own. */
const isUnitLine = (plain: string): boolean =>
  !/[。:：|\t（(]/.test(plain) && textNamesUnits(plain.replace(/[、，,；;]$/, ''));

/** A cell that says when. */
const TIME = /^.{0,12}(?:[年月日底前内]|季度|季末|全年|推进|常态化)$/u;

const BRACKET = /[（(〔【[]([^（()）〔〕【】[\]]{2,300})[)）〕】\]]/g;

/** Brackets at the end of a sentence or a line, labelled lines and cells, as far as they name units. */
function unitSpans(line: string, start: number): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  const add = (from: number, length: number): void => {
    spans.push({ start: start + from, end: start + from + length });
  };
  for (const match of line.matchAll(BRACKET)) {
    const [all, inner = ''] = match;
    const after = line.slice(match.index + all.length).trimStart();
    const before = line.slice(0, match.index).trimEnd();
    if (!/^(?:$|[。；;.])/.test(after) && !/[。；;]$/.test(before)) continue;
    if (textNamesUnits(inner.trim())) add(match.index, all.length);
  }
  if (ITEM_LABEL.test(line.trim())) add(line.length - line.trimStart().length, line.trim().length);
  if (!/[\t|]/.test(line)) return spans;
  let from = 0;
  for (const cell of line.split(/[\t|]/)) {
    if (!/[。:：]/.test(cell) && textNamesUnits(cell.trim())) add(from, cell.length);
    from += cell.length + 1;
  }
  return spans;
}

/** Spans by their start, to be asked which of them hold an offset. */
class PlanIndex {
  private readonly spans: readonly TextSpan[];

  constructor(spans: readonly TextSpan[]) {
    this.spans = [...spans].sort((a, b) => a.start - b.start);
  }

  private last(offset: number): number {
    let [low, high] = [0, this.spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.spans[middle]?.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The innermost span around the offset, among the last few that begin before it. */
  around(offset: number): TextSpan | null {
    const at = this.last(offset);
    for (let i = at; i >= 0 && i > at - 8; i -= 1) {
      const span = this.spans[i];
      if (span !== undefined && offset < span.end) return span;
    }
    return null;
  }

  /** True when a span begins within these offsets. */
  beginsIn(start: number, end: number): boolean {
    return (this.spans[this.last(end - 1)]?.start ?? -1) >= start;
  }
}

interface SourceLine {
  readonly text: string;
  readonly start: number;
}

function sourceLines(source: string): readonly SourceLine[] {
  const lines: SourceLine[] = [];
  let start = 0;
  for (const match of source.matchAll(/\r\n|[\n\r\f\u0085\u2028\u2029]|$/g)) {
    lines.push({ text: source.slice(start, match.index), start });
    start = match.index + match[0].length;
  }
  return lines;
}

/**
 * Numbers of an attachment list and of contents are no tasks: short lines below 附件：, without a full stop. A number alone
 * in its line is the cell of a table.
 */
function listedNumberLines(lines: readonly SourceLine[]): ReadonlySet<number> {
  const starts = new Set<number>();
  let isList = false;
  for (const { text, start } of lines) {
    const plain = text.trim();
    if (/^附件?\s*\d*\s*[:：]/.test(plain)) isList = true;
    else if (
      plain !== '' &&
      !(isList && plain.length <= 60 && !/[。；;）)]$/.test(plain) && !ALONE.test(text))
    )
      isList = false;
    if (isList) starts.add(start);
  }
  return starts;
}

/** The values of numbers that stand alone in a line: such a line is a cell only where its neighbour is one too. */
const aloneValues = (lines: readonly SourceLine[]): ReadonlySet<number> =>
  new Set(
    lines.flatMap(({ text }) => (ALONE.exec(text)?.[1] === undefined ? [] : [Number(ALONE.exec(text)?.[1])])),
  );

/** Lines apart within which what is unaccounted is one place. */
const NEAR = 12;

class UnaccountedCheck {
  private readonly items: PlanIndex;
  private readonly sections: PlanIndex;
  private readonly findings: PlanIndex;
  private readonly starts: PlanIndex;
  private readonly wide: PlanIndex;
  private readonly lines: readonly SourceLine[];

  constructor(
    private readonly source: string,
    claims: Claims,
  ) {
    this.items = new PlanIndex(claims.items);
    this.sections = new PlanIndex(claims.sections);
    this.findings = new PlanIndex(claims.findings);
    this.starts = new PlanIndex([...claims.items, ...claims.sections]);
    this.lines = sourceLines(source);
    const begins = [...claims.items, ...claims.sections].map(({ start }) => start).sort((a, b) => a - b);
    this.wide = new PlanIndex(
      claims.findings
        .filter(({ isWide }) => isWide)
        .map(({ start, end }) => ({ start, end: begins.find((one) => one > end) ?? source.length })),
    );
  }

  /** A number is accounted for where an item or a section begins, a finding stands, or inside an item it does not go on. */
  private isNumberKnown({ kind, value, start, end }: Numbered): boolean {
    if (this.starts.beginsIn(start, end) || this.isFound(start, end)) return true;
    const item = this.items.around(start);
    if (item === null) return false;
    const line = this.source.slice(item.start, item.start + 40).split(/[\n\r]/)[0] ?? '';
    const own = lineNumber(line.length < 2 ? `${line}\t-` : line, item.start);
    return own === null || own.kind !== kind || value !== own.value + 1;
  }

  private isFound(start: number, end: number): boolean {
    return (
      this.findings.beginsIn(start, end) ||
      this.findings.around(start) !== null ||
      this.wide.around(start) !== null
    );
  }

  private areUnitsKnown({ start, end }: TextSpan): boolean {
    return (
      this.items.around(start) !== null || this.sections.around(start) !== null || this.isFound(start, end)
    );
  }

  private lost(): readonly (TextSpan & { readonly line: number })[] {
    const exempt = listedNumberLines(this.lines);
    const alone = aloneValues(this.lines);
    return this.lines.flatMap(({ text, start }, line) => {
      if (text.trim() === '') return [];
      const number = lineNumber(text, start);
      const isCell = number?.kind === 'cell' && ALONE.test(text);
      const counts =
        number !== null &&
        !exempt.has(start) &&
        (!isCell || alone.has(number.value + 1) || alone.has(number.value - 1));
      if (counts && !this.isNumberKnown(number)) return [{ start, end: start + text.length, line }];
      return unitSpans(text, start)
        .filter((span) => !this.areUnitsKnown(span))
        .map((span) => ({ ...span, line }));
    });
  }

  /** Units on a line of their own that come again in one item, behind other words: a further task has been swallowed. */
  private swallowed(): readonly (TextSpan & { readonly line: number })[] {
    let item: TextSpan | null = null;
    let hasUnits = false;
    let hasWords = false;
    return this.lines.flatMap(({ text, start }, line) => {
      const plain = text.trim();
      if (plain === '') return [];
      const around = this.items.around(start);
      if (around !== item) [item, hasUnits, hasWords] = [around, false, false];
      const isAgain = isUnitLine(plain) && hasUnits && hasWords;
      if (isUnitLine(plain)) [hasUnits, hasWords] = [true, false];
      else hasWords ||= hasUnits && plain.length >= 4 && !TIME.test(plain);
      const end = start + text.length;
      return item !== null && isAgain && !this.isFound(start, end) ? [{ start, end, line }] : [];
    });
  }

  run(): readonly TextSpan[] {
    const kept: (TextSpan & { line: number })[] = [];
    let last = -Infinity;
    const lost = [...this.lost(), ...this.swallowed()].sort((a, b) => a.start - b.start);
    for (const one of lost) {
      if (one.line - last > NEAR) kept.push(one);
      last = one.line;
    }
    return kept.map(({ start, end }) => {
      const text = this.source.slice(start, end);
      const from = start + text.length - text.trimStart().length;
      return { start: from, end: Math.max(from + 1, start + text.trimEnd().length) };
    });
  }
}

/**
 * Places of the source that a reading does not account for: a line that begins with a number or stands in the number
 * column of a table, a bracket or a cell that names units, in no item, at no section's start and in no finding. Places
 * near each other count once. Linear in the length of the text; looks at the raw text alone.
 */
export const unaccounted = (source: string, claims: Claims): readonly { start: number; end: number }[] =>
  new UnaccountedCheck(source, claims).run();
