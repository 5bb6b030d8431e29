import { withoutControls } from './paper';

/** What an archive of a year is made by: both are the office's to say. */
export interface ArchiveWish {
  readonly year: number;
  /** 全宗号. */
  readonly fonds: string;
  readonly retention: Retention;
}

/** 保管期限 with its code (DA/T 22). */
export const RETENTION = { 永久: 'Y', '30年': 'D30', '10年': 'D10' } as const;
/** 永久 | 30年 | 10年. */
export type Retention = keyof typeof RETENTION;

/** Whether a word is one of the retentions. */
export const isRetention = (name: string): name is Retention => Object.hasOwn(RETENTION, name);

/** Whether a word can be a fonds number: letters and figures, as archives give them. */
export const isFonds = (given: string): boolean => /^[A-Za-z0-9]{1,20}$/.test(given);

/** Whether a word is a year that can be archived. */
export const isArchiveYear = (given: string): boolean => /^20\d\d$/.test(given);

/** One 件: an item and where it lies. */
export interface ArchivePiece {
  readonly stream: string;
  readonly number: string;
  readonly source: string;
  readonly title: string;
  readonly responsible: string;
  /** Day of its last event. */
  readonly date: string;
  readonly status: string;
  readonly events: number;
  readonly mails: number;
  readonly course: string;
}

/** 档号: 全宗号-WS·年度-保管期限-件号. WS: 文书. */
export const archiveNumber = ({ fonds, year, retention }: ArchiveWish, n: number): string =>
  `${fonds}-WS·${year}-${RETENTION[retention]}-${String(n).padStart(4, '0')}`;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text inside XML: marks escaped, characters that XML 1.0 does not have left out. */
const escapedHtml = (value: string): string =>
  withoutControls(value).replace(/[&<>"]/g, (mark) => ESCAPES[mark] ?? '');

const elements = (fields: readonly (readonly [string, string | number])[], indent: string): string =>
  fields.map(([name, value]) => `${indent}<${name}>${escapedHtml(String(value))}</${name}>\n`).join('');

const ARCHIVE_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** 目录文件.XML: a line for each 件, with the fields of DA/T 22; what the program does not know stays empty. */
export const catalogueXml = (pieces: readonly ArchivePiece[]): string =>
  `${ARCHIVE_HEAD}<目录>\n${pieces
    .map(
      (piece, n) =>
        `  <件>\n${elements(
          [
            ['序号', n + 1],
            ['档号', piece.number],
            ['文号', piece.source],
            ['责任者', piece.responsible],
            ['题名', piece.title],
            ['日期', piece.date],
            ['密级', ''],
            ['页数', ''],
            ['备注', piece.status],
          ],
          '    ',
        )}  </件>\n`,
    )
    .join('')}</目录>\n`;

/** 元数据.xml of one 件. */
export const metadataXml = (piece: ArchivePiece, { fonds, year, retention }: ArchiveWish): string =>
  `${ARCHIVE_HEAD}<元数据>\n${elements(
    [
      ['档号', piece.number],
      ['全宗号', fonds],
      ['年度', year],
      ['保管期限', retention],
      ['题名', piece.title],
      ['责任者', piece.responsible],
      ['任务来源', piece.source],
      ['日期', piece.date],
      ['办理状态', piece.status],
      ['台账流', piece.stream],
      ['事件数', piece.events],
      ['邮件数', piece.mails],
      ['办理过程', piece.course],
      ['摘要算法', 'SHA-256'],
    ],
    '  ',
  )}</元数据>\n`;

/** 说明文件.TXT. */
export const explanation = (
  { fonds, year, retention }: ArchiveWish,
  {
    pieces,
    left,
    pdf,
    checkpoint,
  }: {
    readonly pieces: number;
    readonly left: readonly string[];
    readonly pdf: boolean;
    readonly checkpoint: string;
  },
): string =>
  [
    `${year}年度督办事项归档`,
    `全宗号：${fonds}`,
    `保管期限：${retention}`,
    `件数：${pieces}`,
    left.length > 0 ? `尚未销号、未归档的事项：${left.join('、')}` : '本年度事项已全部归档',
    pdf ? '办理过程：PDF/A-2b' : '办理过程：docx；本机没有 LibreOffice，未转成 PDF/A，移交前请转换',
    '事件：事件.jsonl 为台账原文，每行一条；证明文件夹里是每条的原文及其 C2SP 证明，公钥 其他/log.vkey',
    '邮件：按台账所存内容重新生成，收件地址不在归档之列；发送结果见事件',
    '清单：清单.sha256 列出各件，总清单.sha256 列出清单和检测报告（SHA-256，可用 sha256sum -c 核对）；请另存总清单的摘要于他处',
    `存证点：${checkpoint}`,
    '',
  ].join('\r\n');
