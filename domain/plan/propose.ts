import type { NoticeItem, NoticeReading } from '../notice/types';
import { text, type Text } from '../problem';
import { matchingForm } from '../roster/names';
import type { Roster } from '../roster/types';
import type { CivilDate } from '../time';
import { nameOfNotice } from './build';
import { shortTitles } from './titles';
import { resolveNoted } from './units';

/** One item of a plan that nobody has confirmed: what the notice says for sure, and what a coordinator must say. */
export interface ProposedItem {
  readonly key: string;
  readonly title: string;
  /** Heading of its section, for the first item of each. */
  readonly heading: string | null;
  readonly due: CivilDate | null;
  readonly dates: readonly CivilDate[] | null;
  readonly continuous: boolean;
  /** The list of units ends with 等. */
  readonly open: boolean;
  /** What the notice says of units and time, to be read beside the item. */
  readonly told: readonly Text[];
  /** What the date is, or may be; null: it is certain. */
  readonly unsureDate: Text | null;
  /** What else must be confirmed (需督办员确认). */
  readonly unsure: readonly Text[];
}

/** A word of the notice that somebody must say the meaning of, and the items that have it. */
interface OpenWord {
  readonly name: string;
  readonly items: readonly string[];
}

/** A plan as far as a notice alone gives one. Nothing in it was guessed. */
export interface Proposal {
  readonly title: string;
  readonly number: string | null;
  readonly year: number | null;
  /** Group words whose members are for the coordinator to choose. */
  readonly groups: readonly OpenWord[];
  /** Names that the roster lacks, with the nearest one as a suggestion and never as an answer. */
  readonly names: readonly (OpenWord & { readonly suggestion: string | null })[];
  readonly items: readonly ProposedItem[];
}

/**
 * What a reading gives for plan.yaml: dates that are certain are filled, all else is left open with the reason. Without a
 * roster (null) names and group words are not looked up.
 */
export function proposePlan(reading: NoticeReading, roster: Roster | null): Proposal {
  const { number, year } = reading;
  const title = nameOfNotice(reading.title);
  const words = roster ? openWords(reading, roster) : { groups: [], names: [] };
  const titles = shortTitles(reading.items);
  const items = reading.items.map((item, n) => {
    const isFirst = n === 0 || reading.items[n - 1]?.section !== item.section;
    return {
      ...proposedItem(item, reading),
      title: titles.get(item.key) ?? item.title,
      heading: isFirst ? proposedHeading(item, reading) : null,
    };
  });
  return { title, number, year, ...words, items };
}

function proposedHeading({ section }: NoticeItem, { sections }: NoticeReading): string | null {
  const found = sections.find(({ key }) => key === section);
  return found ? `${found.no}、${found.title}` : null;
}

function openWords(reading: NoticeReading, roster: Roster): Pick<Proposal, 'groups' | 'names'> {
  const groups = new Map<string, { name: string; items: string[] }>();
  const names = new Map<string, { name: string; items: string[]; suggestion: string | null }>();
  for (const item of reading.items)
    for (const unit of item.units) {
      const found = resolveNoted(roster, unit.name, unit.nameplate);
      if (found.type === 'unit' || (found.type === 'group' && found.group.members !== null)) continue;
      const form = matchingForm(unit.name);
      const isGroup = found.type === 'group' || unit.kind === 'group';
      if (isGroup) add(groups, form, item.key, { name: unit.name, items: [] });
      else
        add(names, form, item.key, {
          name: unit.name,
          items: [],
          suggestion: found.suggestion ?? null,
        });
    }
  return { groups: [...groups.values()], names: [...names.values()] };
}

function add<T extends { readonly items: string[] }>(
  into: Map<string, T>,
  form: string,
  key: string,
  fresh: T,
): void {
  const word = into.get(form) ?? fresh;
  if (!word.items.includes(key)) word.items.push(key);
  into.set(form, word);
}

/** Findings that the date says already, or the words at the top of the plan. */
const SAID = ['unknown-unit', 'open-list', 'several-deadlines'];

function proposedItem(
  item: NoticeItem,
  { findings }: NoticeReading,
): Omit<ProposedItem, 'heading' | 'title'> {
  const about = findings.filter((finding) => finding.item === item.key && !isReported(finding.code));
  const { key, open } = item;
  return {
    key,
    open,
    ...proposedDate(item),
    told: toldOf(item),
    unsure: about.map(({ line, message }) =>
      text(`通知第 ${line} 行：${message.zh}`, `line ${line} of the notice: ${message.en}`),
    ),
  };
}

const isReported = (code: string): boolean => SAID.includes(code) || code.startsWith('deadline-');

type DatedProposal = Pick<ProposedItem, 'due' | 'dates' | 'continuous' | 'unsureDate'>;

const OPEN: Omit<DatedProposal, 'unsureDate'> = { due: null, dates: null, continuous: false };

/** A date counts as certain when the reader has no doubt about it: one day, or the rounds of a year. */
function proposedDate({ deadline, findings }: NoticeItem): DatedProposal {
  if (deadline === null) return { ...OPEN, unsureDate: text('通知没有写期限', 'the notice gives no date') };
  const { kind, dates, phrase } = deadline;
  const doubtful = findings.some((code) => code === 'several-deadlines' || code.startsWith('deadline-'));
  const [first] = dates;
  if (!doubtful && kind === 'continuous') return { ...OPEN, continuous: true, unsureDate: null };
  if (!doubtful && kind === 'date' && dates.length === 1 && first !== undefined)
    return { ...OPEN, due: first, unsureDate: null };
  if (!doubtful && kind === 'recurring' && dates.length > 1) return { ...OPEN, dates, unsureDate: null };
  const may =
    dates.length > 0 ? text(`，可能是 ${dates.join('、')}`, `, maybe ${dates.join(', ')}`) : text('', '');
  return {
    ...OPEN,
    unsureDate: text(`通知写“${phrase}”${may.zh}`, `the notice says "${phrase}"${may.en}`),
  };
}

const PROPOSED_ROLES = {
  each: text('', ''),
  lead: text('（牵头）', ' (lead)'),
  support: text('（配合）', ' (support)'),
} as const;

function toldOf({ units, deadline }: NoticeItem): readonly Text[] {
  const zh = units.map(({ name, role }) => `${name}${PROPOSED_ROLES[role].zh}`).join('、');
  const en = units.map(({ name, role }) => `${name}${PROPOSED_ROLES[role].en}`).join(', ');
  const who =
    units.length > 0
      ? text(`单位：${zh}`, `units: ${en}`)
      : text('通知没有写单位', 'the notice names no unit');
  const when = deadline ? [text(`期限：“${deadline.phrase}”`, `time: "${deadline.phrase}"`)] : [];
  return [who, ...when];
}
