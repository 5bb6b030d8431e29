import type { Feature, Image } from 'write-excel-file/node';
import {
  getCellAddress,
  getSelfClosingTagMarkup,
  insertElementMarkupAccordingToOrderOfSiblings,
  sanitizeTextContent,
} from 'write-excel-file/utility';

/** What of a sheet its printing rests on. */
export interface PrintedSheet {
  /** Rows at the top that each page repeats; the last of them has the headings. */
  readonly headRows: number;
  /** Rows of the table below the headings. */
  readonly bodyRows: number;
  readonly columns: number;
  /** Names of the worksheet, and what stands at the foot of each page. */
  readonly name: string;
  readonly foot: string;
}

/** The order that ECMA-376 (CT_Worksheet) demands of the elements that may stand in the sheet. */
const ORDER = [
  'sheetPr',
  'dimension',
  'sheetViews',
  'sheetFormatPr',
  'cols',
  'sheetData',
  'autoFilter',
  'mergeCells',
  'pageMargins',
  'pageSetup',
  'headerFooter',
];

const put = (xml: string, element: string): string =>
  insertElementMarkupAccordingToOrderOfSiblings(xml, element, ORDER, 'worksheet');

const MARGINS = '<pageMargins left="0.39" right="0.39" top="0.59" bottom="0.71" header="0.3" footer="0.3"/>';

/** "&" begins a code in a head or foot. */
const footText = (words: string): string => sanitizeTextContent(words.replaceAll('&', '&&'));

const absolute = (row: number, column: number): string =>
  getCellAddress(row, column).replace(/^([A-Z]+)(\d+)$/, '$$$1$$$2');

/** Filters over the headings, as wide as the table. */
const filterRange = ({ headRows, bodyRows, columns }: PrintedSheet, address: typeof getCellAddress): string =>
  `${address(headRows - 1, 0)}:${address(headRows - 1 + bodyRows, columns - 1)}`;

const footXml = ({ foot }: PrintedSheet): string =>
  `<headerFooter><oddFooter>&amp;L&amp;8${footText(foot)}&amp;R&amp;9第 &amp;P 页 共 &amp;N 页</oddFooter></headerFooter>`;

const sheetXml = (xml: string, sheet: PrintedSheet): string =>
  [
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
    getSelfClosingTagMarkup('autoFilter', { ref: filterRange(sheet, getCellAddress) }),
    footXml(sheet),
  ]
    .reduce(put, xml)
    .replace(/<pageMargins [^>]*\/>/, MARGINS)
    .replace('<pageSetup ', '<pageSetup fitToWidth="1" fitToHeight="0" ');

const namesXml = (sheet: PrintedSheet): string =>
  '<definedNames>' +
  `<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'${sheet.name}'!${filterRange(sheet, absolute)}</definedName>` +
  `<definedName name="_xlnm.Print_Titles" localSheetId="0">'${sheet.name}'!$1:$${sheet.headRows}</definedName>` +
  '</definedNames>';

/**
 * What the library leaves out: filters, a page as wide as the table, headings on each page, and a foot with page numbers.
 * Margins: 10 mm at the sides, 15 mm above, 18 mm below.
 */
export const printing = (sheet: PrintedSheet): Feature<Image['content']> => ({
  files: {
    transform: {
      'xl/worksheets/sheet{id}.xml': { transform: (xml) => sheetXml(xml, sheet) },
      'xl/workbook.xml': { transform: (xml) => xml.replace('<definedNames/>', () => namesXml(sheet)) },
    },
  },
});
