import { askedIn, waitsOf } from '../../../domain/item/waits';
import type { ItemState } from '../../../domain/item/types';
import { nameOfUnit } from '../../../domain/roster/roster';
import { dateOf } from '../../../domain/time';
import type { CommandType } from '../../../domain/item/commands';
import type { Visit } from '../web/visit';
import { AskedWords } from './asked';

/** Acts that answer something which waits, and what. */
const ANSWERS: Readonly<Partial<Record<CommandType, 'handIn' | 'request'>>> = {
  accept: 'handIn',
  return: 'handIn',
  grant: 'request',
  refuse: 'request',
};

/** What waits for the answer that an act gives: whoever decides reads it beside the form. */
export const WaitingSaid = ({ visit, item, type }: { visit: Visit; item: ItemState; type: CommandType }) => {
  const { say, lang, office, now } = visit;
  const day = dateOf(now, office.calendar.zone);
  const waits = item.assignments.flatMap((assignment) =>
    waitsOf(item, assignment, office, day)
      .filter((wait) => wait.type === ANSWERS[type])
      .map((wait) => ({ unit: assignment.unit, wait, asked: askedIn(wait) })),
  );
  if (waits.length === 0) return <></>;
  return (
    <section class="panel">
      <h2>{say('等答复的', 'What waits for it')}</h2>
      <dl class="facts">
        {waits.map(({ unit, wait, asked }) => (
          <>
            <dt>{nameOfUnit(office.roster, unit)}</dt>
            <dd>
              {wait.reason[lang]}
              <AskedWords visit={visit} stream={item.stream} asked={asked} />
            </dd>
          </>
        ))}
      </dl>
    </section>
  );
};
