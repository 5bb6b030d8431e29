import type { Lamp } from '../../../domain/item/lamp';
import type { CivilDate } from '../../../domain/time';
import { LampCell } from './lamp';
import { DateCell } from './table';
import type { Visit } from './visit';

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

/** Class of a row that is late. */
export const lateClass = ({ lamp }: TableStanding): string => (lamp.lamp === 'late' ? 'is-late' : '');

/** One line of a short list. */
export interface ListedItem extends TableStanding {
  readonly href: string;
  readonly no: string;
  readonly title: string;
  /** In small letters below the title. */
  readonly below?: string;
  readonly ended?: boolean;
}

interface TableProps {
  readonly visit: Visit;
  readonly caption: string;
  readonly rows: readonly ListedItem[];
}

/** A short list of items: title, lamp, due date. */
export const ItemTable = ({ visit, caption, rows }: TableProps) => (
  <table class="cards">
    <caption>{caption}</caption>
    <thead>
      <tr>
        <th scope="col">{visit.say('事项', 'Item')}</th>
        <th scope="col">{visit.say('亮灯', 'Lamp')}</th>
        <th scope="col">{visit.say('截止', 'Due')}</th>
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr class={lateClass(row)}>
          <th scope="row">
            <a href={row.href}>
              {row.no} {row.title}
            </a>
            {row.below === undefined ? (
              ''
            ) : (
              <>
                <br />
                <span class="small soft">{row.below}</span>
              </>
            )}
          </th>
          <StandingCells visit={visit} {...row} />
        </tr>
      ))}
    </tbody>
  </table>
);
