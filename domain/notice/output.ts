import type { CivilDate } from '../time';
import type { DeadlineKind, FindingCode, NoticeReading, NoticeRole } from './types';

/** A reading as `duban notice read FILE --json` gives it: without offsets and classes, messages in one language. */
export interface ReadingOutput {
  readonly title: string;
  readonly number: string | null;
  readonly datedOn: CivilDate | null;
  readonly issuedOn: CivilDate | null;
  /** `key` is what items name as their section; for a section outside any other it is its `no`. */
  readonly sections: readonly { readonly key: string; readonly no: string; readonly title: string }[];
  readonly items: readonly ItemOutput[];
  readonly findings: readonly {
    readonly code: FindingCode;
    readonly line: number;
    readonly column: number;
    readonly length: number;
    readonly excerpt: string;
    readonly message: string;
    readonly item?: string;
  }[];
}

interface ItemOutput {
  readonly key: string;
  readonly no: string;
  readonly section: string | null;
  readonly title: string;
  readonly text: string;
  readonly units: readonly {
    readonly name: string;
    readonly kind: 'unit' | 'group';
    readonly role: NoticeRole;
    readonly nameplate?: string;
  }[];
  readonly open: boolean;
  readonly deadline: {
    readonly kind: DeadlineKind;
    readonly dates: readonly CivilDate[];
    readonly phrase: string;
  } | null;
  readonly findings: readonly FindingCode[];
}

const itemOutput = ({ at: _, units, deadline, ...rest }: NoticeReading['items'][number]): ItemOutput => ({
  ...rest,
  units: units.map(({ at: __, ...unit }) => unit),
  deadline:
    deadline === null ? null : { kind: deadline.kind, dates: deadline.dates, phrase: deadline.phrase },
});

/** The reading of a notice for other programs; stable, `lang` is that of the messages. */
export const readingOutput = (reading: NoticeReading, lang: 'zh' | 'en' = 'zh'): ReadingOutput => ({
  title: reading.title,
  number: reading.number,
  datedOn: reading.datedOn,
  issuedOn: reading.issuedOn,
  sections: reading.sections.map(({ key, no, title }) => ({ key, no, title })),
  items: reading.items.map(itemOutput),
  findings: reading.findings.map((finding) => ({ ...finding, message: finding.message[lang] })),
});
