import type { ItemEventType, RecordedItemEvent } from '../../../domain/item/events';
import type { Office } from '../../../domain/office';
import type { UnitId } from '../../../domain/roster/types';
import { clockText } from '../../../domain/time';
import { detailsOf, historyOf, type HistoryLine } from '../../../domain/view/history';
import { AttachedFiles } from '../acts/asked';
import type { Visit } from '../web/visit';

/** Reminders, tasks and phone calls are the office's own. */
const OFFICES_OWN: readonly ItemEventType[] = ['raised', 'taskOpened', 'taskDone', 'calendarApplied'];

/** What a unit is shown of its part in an item (经过), oldest first: what it sent in, and what was answered. */
export const unitPast = (
  stream: string,
  story: readonly RecordedItemEvent[],
  office: Office,
  unit: UnitId,
): readonly HistoryLine[] =>
  historyOf(stream, story, office, unit).filter(
    ({ type, answer }) => !OFFICES_OWN.includes(type) && answer === null,
  );

/** The past of a unit's part, the newest first, with the reason of each answer and the files that the unit sent. */
export const UnitPast = ({
  visit,
  lines,
  at,
}: {
  visit: Visit;
  lines: readonly HistoryLine[];
  /** The unit's page of the item. */
  at: string;
}) => {
  const { say, lang, office } = visit;
  return (
    <section>
      <h2>{say('经过', 'History')}</h2>
      <ol class="timeline" reversed>
        {lines.toReversed().map((line) => (
          <li>
            <strong>{line.what[lang]}</strong>
            <p>
              {detailsOf({ ...line, files: [] })
                .map((one) => one[lang])
                .join(' · ')}
            </p>
            <AttachedFiles visit={visit} at={at} files={line.files} />
            <p class="when">{clockText(line.at, office.calendar.zone)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
};
