import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { readNotice } from '../../domain/notice/read';
import type { NoticeItem, NoticeReading } from '../../domain/notice/types';

const FOLDER = join(__dirname, '../corpus');
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

const strings = z.array(z.string()).default([]);
const shape = z.strictObject({
  title: z.string(),
  number: z.string().default(''),
  dated: z.string().default(''),
  issued: z.string().default(''),
  sections: strings,
  items: z.array(z.string()).min(1),
  findings: strings,
  lines: z.string(),
});

const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.slice(0, -4));

const ROLES = { lead: '牵头 ', support: '配合 ', each: '' } as const;

function itemLine(item: NoticeItem): string {
  const units = item.units.map(
    ({ role, name, kind, nameplate }) =>
      `${ROLES[role]}${name}${kind === 'group' ? '*' : ''}${nameplate === undefined ? '' : `〔${nameplate}〕`}`,
  );
  const named = [...units, ...(item.open ? ['等'] : [])].join('，');
  const deadline = item.deadline === null ? '' : [item.deadline.kind, ...item.deadline.dates].join(' ');
  const cells = [item.key, item.section ?? '-', item.title, named, deadline, item.findings.join(' ')];
  return cells.join(' | ').replace(/[ |]+$/, '');
}

/** The classes in each line that is not blank, a class once where it goes on. */
function lineClasses(source: string, reading: NoticeReading): string {
  const lines: string[] = [];
  let start = 0;
  for (const line of source.split('\n')) {
    const end = start + line.length;
    const classes = reading.classes
      .filter((span) => span.start < end && span.end > start)
      .filter((span) => source.slice(Math.max(start, span.start), Math.min(end, span.end)).trim() !== '')
      .map((span) => span.class)
      .filter((one, i, all) => one !== all[i - 1]);
    if (line.trim() !== '') lines.push(classes.join(' '));
    start = end + 1;
  }
  return lines.join('\n');
}

describe('the corpus of notices', () => {
  it('has at least forty', () => {
    expect(names.length).toBeGreaterThanOrEqual(40);
  });

  it.each(names)('reads %s as a person does', (name) => {
    const expected = shape.parse(parse(read(`${name}.yaml`)));
    const source = read(`${name}.txt`);
    const reading = readNotice({ text: source }, { units: [], groups: [] });
    expect({
      title: reading.title,
      number: reading.number ?? '',
      dated: reading.datedOn ?? '',
      issued: reading.issuedOn ?? '',
      sections: reading.sections.map(({ key, title }) => `${key} ${title}`),
      items: reading.items.map(itemLine),
      findings: reading.findings
        .filter((finding) => finding.item === undefined)
        .map(({ code, line }) => `${code} ${line}`),
      lines: lineClasses(source, reading),
    }).toEqual({ ...expected, lines: expected.lines.trimEnd() });
  });
});

describe('the notations of notices', () => {
  const notations = z.record(z.string(), z.string()).parse(parse(read('notations.yaml')));
  const sources = names.map((name) => read(`${name}.txt`));
  const docs = readFileSync(join(__dirname, '../../docs/notation.md'), 'utf8');

  it.each(Object.entries(notations))('%s stands in two notices or more', (_, pattern) => {
    const form = new RegExp(pattern, 'u');
    expect(sources.filter((source) => form.test(source)).length).toBeGreaterThanOrEqual(2);
  });

  it.each(Object.keys(notations))('%s has a row in docs/notation.md', (id) => {
    expect(docs).toContain(`| ${id} |`);
  });
});
