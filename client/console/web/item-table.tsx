import type { Lamp } from '../../../domain/item/lamp';
import type { StreamId } from '../../../domain/journal/types';
import type { LampName } from '../../../domain/policy';
import type { CivilDate } from '../../../domain/time';
import { LAMP_EN } from '../../../domain/words';
import { itemPath } from '../../../domain/journal/streams';
import { CardTable, DateCell } from './table';
import type { Visit } from './visit';

/** The word of a lamp in the reader's language. */
export const lampWord = ({ office, lang }: Visit, name: LampName): string =>
  lang === 'zh' ? office.policy.lamps[name].word : LAMP_EN[name];

/** Shape, word and colour of a lamp, never one of them alone. */
export const LampMark = ({ visit, name }: { visit: Visit; name: LampName }) => (
  <span class={`lamp lamp-${name}`}>
    <span class="lamp-shape" aria-hidden="true">
      {visit.office.policy.lamps[name].shape}
    </span>
    {lampWord(visit, name)}
  </span>
);

/** A lamp with its reason below, unless the word says it. */
export const LampCell = ({ visit, lamp }: { visit: Visit; lamp: Lamp }) => {
  const word = lampWord(visit, lamp.lamp);
  const reason = lamp.reason[visit.lang];
  const words = `${reason === word ? '' : reason}${lamp.provisional ? visit.say('（预计）', ' (provisional)') : ''}`;
  return (
    <>
      <LampMark visit={visit} name={lamp.lamp} />
      {words !== '' && (
        <>
          <br />
          <span class="small soft">{words}</span>
        </>
      )}
    </>
  );
};

/** State of an item, or of a unit of it: what the two cells beside its name show. */
export interface TableStanding {
  readonly lamp: Lamp;
  /** Null: continuous. */
  readonly due: CivilDate | null;
  readonly provisional: boolean;
}

interface ItemCells extends TableStanding {
  readonly visit: Visit;
  /** The date that this one replaced. */
  readonly before?: CivilDate | undefined;
  /** Nothing is open: the days are not counted. */
  readonly ended?: boolean;
}

/** Two cells of a row: the lamp with its reason, and the date with how far it is. */
export const StandingCells = ({ visit, lamp, due, provisional, before, ended = false }: ItemCells) => (
  <>
    <td class="tight">
      <LampCell visit={visit} lamp={lamp} />
    </td>
    <td class="tight">
      <DateCell visit={visit} date={due} provisional={provisional} before={before} plain={ended} />
    </td>
  </>
);

/** Units named in a list; so many more are counted. */
const UNITS_NAMED = 3;

/** The first units of an item, and how many it has. */
export const firstUnits = (units: readonly { readonly name: string }[], say: Visit['say']): string => {
  const names = units.slice(0, UNITS_NAMED).map(({ name }) => name);
  const more = units.length - names.length;
  return `${names.join('、')}${more > 0 ? say(` 等 ${units.length} 个`, ` and ${more} more`) : ''}`;
};

/** Class of a row that is late. */
export const lateClass = ({ lamp }: TableStanding): string => (lamp.lamp === 'late' ? 'is-late' : '');

/** One line of a short list. */
export interface ListedItem extends TableStanding {
  readonly href: string;
  readonly no: string;
  readonly title: string;
  /** In small letters below the title. */
  readonly below?: string | undefined;
  readonly ended?: boolean;
}

interface TableProps {
  readonly visit: Visit;
  readonly caption: string;
  readonly rows: readonly ListedItem[];
}

/** A short list of items: title, lamp, due date. */
export const ItemTable = ({ visit, caption, rows }: TableProps) => (
  <CardTable
    caption={caption}
    heads={[visit.say('事项', 'Item'), visit.say('亮灯', 'Lamp'), visit.say('截止', 'Due')]}
  >
    {rows.map((row) => (
      <tr class={lateClass(row)}>
        <th scope="row">
          <a href={row.href}>
            {row.no} {row.title}
          </a>
          {row.below !== undefined && (
            <>
              <br />
              <span class="small soft">{row.below}</span>
            </>
          )}
        </th>
        <StandingCells visit={visit} {...row} />
      </tr>
    ))}
  </CardTable>
);

/** Items that a list is short of, because the ledger's table of states holds nothing that can be read for them. */
export const BrokenItems = ({ visit, streams }: { visit: Visit; streams: readonly StreamId[] }) => {
  if (streams.length === 0) return <></>;
  return (
    <aside class="banner banner-refused" aria-label={visit.say('损坏的事项', 'Broken items')}>
      <p>
        ■{' '}
        {visit.say(
          `${streams.length} 个事项的状态已损坏，本页没有算上它们，其他事项照常。请管理员运行 duban ledger check 查明：`,
          `The stored state of ${streams.length} items is broken; this page leaves them out, all others are as ever. Have an administrator run duban ledger check:`,
        )}{' '}
        {streams.map((stream, n) => (
          <>
            {n === 0 ? '' : visit.say('、', ', ')}
            <a href={itemPath(stream)}>{stream.slice('item/'.length)}</a>
          </>
        ))}
      </p>
    </aside>
  );
};
