import { rowKey } from '../../domain/item/outbox';
import { advance, recordedAs } from '../../domain/item/advance';
import { evolve } from '../../domain/item/evolve';
import type { ItemEvent } from '../../domain/item/events';
import { inParts } from '../../domain/item/split';
import type { ItemState } from '../../domain/item/types';
import { raise } from '../../domain/ladder/raise';
import { civilDate } from '../../domain/time';
import { issued, moment, STREAM } from '../support/item';
import { numberedOffice, numberedUnits } from '../support/many-units';

const office = numberedOffice(500);
const start = issued({ units: numberedUnits(500), dates: ['2025-09-30'] }, office);
const cause = { actor: 'duban', requestKey: null, at: moment('2025-09-17 08:30') };

/** The state after an event as one, whatever its length. */
const whole = (event: ItemEvent): ItemState =>
  evolve(start, { ...event, ...cause, seq: start.seq + 1 }, STREAM);

function raisedOf(): ItemEvent {
  const body = raise(start, civilDate('2025-09-17'), {
    office,
    letters: () => ({ state: 'accepted', on: civilDate('2025-06-30') }),
  });
  if (!body) throw new Error('nothing was raised');
  return { type: 'raised', body };
}

const events: readonly ItemEvent[] = [
  raisedOf(),
  {
    type: 'deadlineChanged',
    body: {
      slot: civilDate('2025-09-17'),
      reason: '上级调整',
      dates: start.assignments.map(({ unit, rounds: [round] }) => ({
        unit,
        round: 1,
        due: round?.versions[0]?.due ?? {
          date: civilDate('2025-10-31'),
          lateFrom: cause.at,
          calendar: '',
          provisional: false,
        },
        version: 2,
        startDay: civilDate('2025-09-17'),
      })),
    },
  },
  {
    type: 'calendarApplied',
    body: {
      calendar: 'c'.repeat(64),
      dues: start.assignments.flatMap(({ unit, rounds }) =>
        rounds.map(({ no, versions: [version] }) => ({
          unit,
          round: no,
          due: {
            ...(version?.due ?? { date: civilDate('2025-09-30'), lateFrom: cause.at, provisional: true }),
            calendar: 'c'.repeat(64),
          },
        })),
      ),
    },
  },
];

describe.each(events.map((event) => [event.type, event] as const))('%s of 500 units', (_type, event) => {
  const parts = inParts(event);

  it('becomes events that each fit into the log', () => {
    expect(parts.length).toBeGreaterThan(3);
    for (const { body } of parts) expect(JSON.stringify(JSON.stringify(body)).length).toBeLessThan(60_000);
  });

  it('comes to the same state and rows as in one', () => {
    const after = advance(start, recordedAs(start, [event], cause), STREAM);
    expect({ ...after.state, seq: 0 }).toEqual({ ...whole(event), seq: 0 });
    const keys = after.rows.map(({ row }) => rowKey(row));
    expect(new Set(keys).size).toBe(keys.length);
    if (event.type !== 'calendarApplied')
      expect(new Set(after.rows.map(({ row }) => row.unit)).size).toBe(500);
  });

  it('of few units stays one', () => {
    const [few] = parts;
    expect(few && inParts(few)).toEqual([few]);
  });
});
