import { ok, refuse, text, type Result, type Text } from '../../../domain/problem';
import type { ShownDate } from '../../../domain/view/rows';
import { ROLE } from '../../../domain/words';
import type { ItemLine } from '../../../office/lists/item-list';
import type { Lang } from '../io';
import { printTable } from '../table';
import { commaWords } from '../verb';

/** A date as it is shown, with 预计 where it lies in an undeclared year. */
export const dateText = (due: ShownDate | null, lang: Lang): string =>
  due === null
    ? text('全年', 'all year')[lang]
    : due.date + (due.provisional ? text('（预计）', ' (provisional)')[lang] : '');

/** Who still owes a round: by name where it is one or two, else the first and how many. */
function owedText(owedBy: ItemLine['rounds'][number]['owedBy'], lang: Lang): string {
  const names = owedBy.map(({ name }) => name);
  const [first = ''] = names;
  if (names.length === 0) return '✓';
  if (names.length <= 2) return names.join(text('、', ', ')[lang]);
  return text(`${first}等${names.length}家`, `${first} and ${names.length - 1} more`)[lang];
}

/** Every date of a recurring item, with who still owes it; else the date. */
const datesText = ({ rounds, due }: ItemLine, lang: Lang): string =>
  rounds.length === 0
    ? dateText(due, lang)
    : rounds
        .map((round) => `${dateText(round.due, lang)} ${owedText(round.owedBy, lang)}`)
        .join(text('；', '; ')[lang]);

interface ListColumn {
  readonly head: Text;
  readonly cell: (line: ItemLine, lang: Lang) => string;
}

/** The columns of a list of items, by the word that asks for them. */
export const LIST_COLUMNS = {
  no: { head: text('序号', 'no'), cell: ({ key }) => key },
  notice: { head: text('通知', 'notice'), cell: ({ notice }) => notice },
  title: { head: text('事项', 'item'), cell: ({ title }) => title },
  role: { head: text('分工', 'role'), cell: ({ role }, lang) => (role === null ? '' : ROLE[role][lang]) },
  state: { head: text('状态', 'state'), cell: ({ statusWord }, lang) => statusWord[lang] },
  lamp: { head: text('亮灯', 'lamp'), cell: ({ lamp }, lang) => `${lamp.shape} ${lamp.word[lang]}` },
  reason: { head: text('说明', 'reason'), cell: ({ lamp }, lang) => lamp.reason[lang] },
  due: { head: text('截止', 'due'), cell: datesText },
  done: { head: text('办结/单位', 'done/units'), cell: ({ accepted, units }) => `${accepted}/${units}` },
  waits: {
    head: text('待审', 'waits for us'),
    cell: ({ waiting }, lang) => waiting.join(text('、', ', ')[lang]),
  },
} as const satisfies Readonly<Record<string, ListColumn>>;

type Name = keyof typeof LIST_COLUMNS;

/** The columns of items, as they stand without a wish. */
export const ITEM_COLUMNS: readonly Name[] = ['no', 'title', 'state', 'lamp', 'due', 'done'];

/** The columns of a unit's items. */
export const UNIT_COLUMNS: readonly Name[] = ['no', 'title', 'role', 'state', 'lamp', 'reason', 'due'];

const isName = (word: string): word is Name => Object.hasOwn(LIST_COLUMNS, word);

/** The columns asked for, by default those of items or of a unit's items. Refuses `usage`. */
export function listColumnsOf(given: string | undefined, ofUnit: boolean): Result<readonly Name[]> {
  if (given === undefined) return ok(ofUnit ? UNIT_COLUMNS : ITEM_COLUMNS);
  const words = commaWords(given);
  const wrong = words.find((word) => !isName(word));
  return wrong === undefined
    ? ok(words.filter(isName))
    : refuse(
        'usage',
        text(`没有列“${wrong}”`, `there is no column "${wrong}"`),
        text(Object.keys(LIST_COLUMNS).join('、'), Object.keys(LIST_COLUMNS).join(', ')),
      );
}

/** The heading of each column. */
export const columnHead = (names: readonly Name[], lang: Lang): readonly string[] =>
  names.map((name) => LIST_COLUMNS[name].head[lang]);

/** The cells of a line. */
export const listCells = (line: ItemLine, names: readonly Name[], lang: Lang): readonly string[] =>
  names.map((name) => LIST_COLUMNS[name].cell(line, lang));

/** Lines as a table. */
export const lineTable = (lines: readonly ItemLine[], names: readonly Name[], lang: Lang): string =>
  printTable(
    columnHead(names, lang),
    lines.map((line) => listCells(line, names, lang)),
  );
