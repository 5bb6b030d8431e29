import { dateOf } from '../../../domain/time';
import { FormField } from './form';
import type { Visit } from './visit';

/** Asks for the end of a past day (截至): the page is shown as it was then. */
export const DaySelect = ({ visit, action, on }: { visit: Visit; action: string; on: string }) => {
  const { say, now, office } = visit;
  const today = dateOf(now, office.calendar.zone);
  return (
    <form method="get" action={action} class="card filter">
      <h2>{say('截至某一天', 'As of a day')}</h2>
      <FormField
        name="on"
        type="date"
        short
        label={say('日期', 'day')}
        hint={say(`${today} 或以前，由台账重算`, `${today} or earlier, from the journal`)}
        value={on}
      />
      <button type="submit" class="button">
        {say('查看', 'Show')}
      </button>
      {on === '' ? '' : <a href={action}>{say('回到现在', 'back to now')}</a>}
    </form>
  );
};
