import type { CivilDate } from '../time';
import type { Text } from '../problem';

/**
 * What a notice is read from: plain text. A table is one row a line, cells parted by a tab, a line break
 * inside a cell written as U+000B. `merged` says how a vertically merged cell looks below its first row:
 * `blank` (typed or copied text, the default) or `ditto` (〃, written by office/intake/sources, which know).
 */
export interface NoticeSource {
  readonly text: string;
  readonly merged?: 'blank' | 'ditto';
}

/** Names that the reader may rely on: the roster's units with their aliases, and its group words. */
export interface Vocabulary {
  readonly units: readonly string[];
  readonly groups: readonly string[];
  readonly learned?: Learned;
}

/** What a column of a table holds. `person` (责任人、分管领导) names no unit. */
export type ColumnKind =
  'no' | 'area' | 'task' | 'content' | 'lead' | 'units' | 'support' | 'deadline' | 'person' | 'note';

/** An office's own words, which no form shows to be such: names of units, labels of lists, headings of columns. */
export interface Learned {
  readonly units: readonly string[];
  readonly labels: Readonly<Record<string, NoticeRole>>;
  readonly headings: Readonly<Record<string, ColumnKind>>;
}

/** A stretch of the source. Offsets are UTF-16, `end` is exclusive; line and column count from 1. */
export interface TextPlace {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

/** What a character of the source is. Each has exactly one class. */
export type CharClass =
  | 'title'
  | 'number'
  | 'date'
  | 'heading'
  | 'item'
  | 'units'
  | 'deadline'
  | 'preamble'
  | 'ending'
  | 'noise'
  | 'finding';

/** A run of characters of one class; the runs cover the source without gap or overlap. */
export interface ClassSpan {
  readonly start: number;
  readonly end: number;
  readonly class: CharClass;
}

/**
 * A section (工作要点中的一级、二级标题). `key` is `no`, for a section in a section the path ("一.二"), with
 * "-2" behind where a notice numbers two sections alike.
 */
export interface NoticeSection {
  readonly key: string;
  readonly no: string;
  readonly title: string;
  readonly at: TextPlace;
}

/** `each` 责任单位, `lead` 牵头, `support` 配合. A notice without words for roles gives `each`. */
export type NoticeRole = 'each' | 'lead' | 'support';

/** A unit or a group word as the notice names it, in the matching form (simplified, half-width). */
export interface NoticeUnit {
  readonly name: string;
  readonly kind: 'unit' | 'group';
  readonly role: NoticeRole;
  /** The second name of the same unit in a nested bracket: 区建设管理委（区交通委）. */
  readonly nameplate?: string;
  readonly at: TextPlace;
}

export type DeadlineKind = 'date' | 'continuous' | 'recurring' | 'relative' | 'none' | 'wrong';

/** A deadline (完成时限). `dates` are filled for `date` and `recurring` only, in order. */
export interface NoticeDeadline {
  readonly kind: DeadlineKind;
  readonly dates: readonly CivilDate[];
  readonly phrase: string;
  readonly at: readonly TextPlace[];
}

/** A task of the notice (事项). */
export interface NoticeItem {
  /** Unique in the notice: `no` where that is unique, else section and no. Given here and never computed again. */
  readonly key: string;
  /** The marker's text without dot or brackets: "10", "10.2", "一". */
  readonly no: string;
  /** Key of its section, null outside any. */
  readonly section: string | null;
  /** Its heading, or its first sentence or clause. */
  readonly title: string;
  /** Its whole text as written, heading included, without marker, unit brackets and soft line ends. */
  readonly text: string;
  readonly units: readonly NoticeUnit[];
  /** The list of units ends with 等: others may belong to it. */
  readonly open: boolean;
  /** Null when the item has no phrase of time at all. */
  readonly deadline: NoticeDeadline | null;
  /** Codes of the findings about this item. */
  readonly findings: readonly FindingCode[];
  readonly at: TextPlace;
}

/** Stable codes of what a coordinator should look at; docs/notation.md explains each. */
export type FindingCode =
  | 'no-title'
  | 'no-item'
  | 'bad-date'
  | 'no-units'
  | 'unknown-unit'
  | 'unclear-unit'
  | 'doubtful-units'
  | 'open-list'
  | 'list-note'
  | 'first-leads'
  | 'group-lead'
  | 'prose-units'
  | 'inherited-units'
  | 'inherited-deadline'
  | 'inherited-cell'
  | 'empty-deadline'
  | 'table-aside'
  | 'bracket-broken'
  | 'bracket-unclosed'
  | 'deadline-wrong'
  | 'deadline-past'
  | 'deadline-relative'
  | 'deadline-assumed'
  | 'deadline-no-year'
  | 'several-deadlines'
  | 'closing-deadline'
  | 'number-gap'
  | 'number-repeat'
  | 'unsure-number'
  | 'empty-marker'
  | 'no-text'
  | 'unnumbered'
  | 'unmarked-paragraph'
  | 'section-intro'
  | 'no-task-section'
  | 'letter-numbers'
  | 'unused-units'
  | 'odd-row'
  | 'no-header'
  | 'misread'
  | 'unread'
  | 'unaccounted';

/** Something doubtful, with its place; it spans a sentence at most. */
export interface NoticeFinding {
  readonly code: FindingCode;
  readonly line: number;
  readonly column: number;
  /** UTF-16 units of the source, from the column. */
  readonly length: number;
  readonly excerpt: string;
  readonly message: Text;
  /** Key of the item it is about. */
  readonly item?: string;
}

/** What was understood of a notice, and what was not. */
export interface NoticeReading {
  readonly title: string;
  /** 文号, with its brackets: "青府办发〔2025〕13号". */
  readonly number: string | null;
  /** 成文日期. */
  readonly datedOn: CivilDate | null;
  /** 印发日期. */
  readonly issuedOn: CivilDate | null;
  /** The title's year, else that of datedOn or issuedOn: the year of a deadline that names none. */
  readonly year: number | null;
  readonly sections: readonly NoticeSection[];
  readonly items: readonly NoticeItem[];
  readonly findings: readonly NoticeFinding[];
  readonly classes: readonly ClassSpan[];
}
