import type { UnitId } from '../roster/types';
import type { EventBodies, ItemEvent } from './events';
import type { RaisedBody } from './raised';

/**
 * Entries of units in one event at most: some 250 bytes each, with the words beside them they fit into the 65,535 bytes of
 * an event whatever the ids are.
 */
const MOST_PIECE = 150;

/** Units in the order in which they come, in groups of MOST entries at most; those of one unit stay together. */
function groupsOf(entries: readonly { readonly unit: UnitId | null }[]): readonly ReadonlySet<UnitId>[] {
  const counts = new Map<UnitId, number>();
  for (const { unit } of entries) if (unit !== null) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  const groups: Set<UnitId>[] = [];
  let room = 0;
  for (const [unit, count] of counts) {
    if (groups.length === 0 || count > room) {
      groups.push(new Set());
      room = MOST_PIECE;
    }
    groups.at(-1)?.add(unit);
    room -= count;
  }
  return groups;
}

type Mine = <T extends { readonly unit: UnitId | null }>(list: readonly T[]) => readonly T[];

/** One body for each group of units; what is of no unit goes with the first. */
function bodiesOf<B>(
  entries: readonly { readonly unit: UnitId | null }[],
  part: (mine: Mine, first: boolean) => B,
): readonly B[] {
  return groupsOf(entries).map((group, index) =>
    part((list) => list.filter(({ unit }) => (unit === null ? index === 0 : group.has(unit))), index === 0),
  );
}

function raisedParts(body: RaisedBody): readonly RaisedBody[] {
  const { raised, covered, held, skipped, missed, dropped, tasks, letters, back } = body;
  const entries = [raised, covered, held, skipped, missed, dropped, tasks, letters, back].flat();
  if (entries.length <= MOST_PIECE) return [body];
  return bodiesOf(entries, (mine, first) => ({
    slot: body.slot,
    raised: mine(raised),
    covered: mine(covered),
    held: mine(held),
    skipped: mine(skipped),
    missed: mine(missed),
    dropped: mine(dropped),
    tasks: mine(tasks),
    lapsed: first ? body.lapsed : [],
    letters: mine(letters),
    back: mine(back),
  }));
}

const dueParts = (body: EventBodies['calendarApplied']): readonly EventBodies['calendarApplied'][] =>
  body.dues.length <= MOST_PIECE
    ? [body]
    : bodiesOf(body.dues, (mine) => ({ ...body, dues: mine(body.dues) }));

const reopenedParts = (body: EventBodies['reopened']): readonly EventBodies['reopened'][] => {
  const units = body.units.map((unit) => ({ unit }));
  if (units.length + body.dates.length <= MOST_PIECE) return [body];
  return bodiesOf([...units, ...body.dates], (mine) => ({
    ...body,
    units: mine(units).map(({ unit }) => unit),
    dates: mine(body.dates),
  }));
};

const dateParts = (body: EventBodies['deadlineChanged']): readonly EventBodies['deadlineChanged'][] =>
  body.dates.length <= MOST_PIECE
    ? [body]
    : bodiesOf(body.dates, (mine) => ({ ...body, dates: mine(body.dates) }));

const endedParts = (body: EventBodies['tasksEnded']): readonly EventBodies['tasksEnded'][] =>
  body.ended.length <= MOST_PIECE ? [body] : bodiesOf(body.ended, (mine) => ({ ended: mine(body.ended) }));

/**
 * An event as it goes into the journal: one that speaks of very many units becomes several of its type, each of some
 * units, which together say and cause the same.
 */
export function inParts(event: ItemEvent): readonly ItemEvent[] {
  switch (event.type) {
    case 'raised':
      return raisedParts(event.body).map((body) => ({ type: 'raised', body }));
    case 'calendarApplied':
      return dueParts(event.body).map((body) => ({ type: 'calendarApplied', body }));
    case 'deadlineChanged':
      return dateParts(event.body).map((body) => ({ type: 'deadlineChanged', body }));
    case 'reopened':
      return reopenedParts(event.body).map((body) => ({ type: 'reopened', body }));
    case 'tasksEnded':
      return endedParts(event.body).map((body) => ({ type: 'tasksEnded', body }));
    default:
      return [event];
  }
}
