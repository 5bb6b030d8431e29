import { isProvisionalDay } from '../calendar/calendar';
import { policyFor } from '../item/dates';
import type { TaskOpen } from '../item/event-entry';
import type { Audience, EntryRef, ItemState, TaskKind } from '../item/types';
import type { Office } from '../office';
import { contactsOf, unitOf } from '../roster/roster';
import { type CivilDate } from '../time';
import { resultOf, type RaiseResult } from './raise-result';
import type { AgendaEntry } from './types';

/** The bare name of an entry, as it stands in the journal. */
export const refOf = ({ unit, rung, ordinal, version, day }: AgendaEntry): EntryRef => ({
  unit,
  rung,
  ordinal,
  version,
  day,
});

const taskFor = (kind: TaskKind, { unit, rung, ordinal, version }: AgendaEntry): TaskOpen => ({
  id: `${kind}|${unit}|${rung}|${ordinal}|${version}`,
  kind,
  unit,
  rung,
  ordinal,
  version,
});

/** What becomes of an edition for a leader of the unit: mailed, dropped, or a task instead. */
type LeaderFate = 'mail' | 'drop' | 'phone' | 'noLeader' | 'provisional';

function leaderFate(
  entry: AgendaEntry,
  leader: 'supervisor' | 'chief',
  provisional: boolean,
  slot: CivilDate,
  office: Office,
): LeaderFate {
  const unit = unitOf(office.roster, entry.unit);
  if (unit?.escalation === 'none') return 'drop';
  if (unit?.escalation === 'liaison') return 'phone';
  // A manual unit's sheet is carried to the leader by hand: no address needed.
  const reachable =
    unit?.channel === 'manual' || contactsOf(office.roster, entry.unit, leader, slot).length > 0;
  if (!reachable) return 'noLeader';
  return provisional ? 'provisional' : 'mail';
}

const isLeader = (audience: Audience): audience is 'supervisor' | 'chief' =>
  audience === 'supervisor' || audience === 'chief';

/**
 * Raises one entry at a slot: the audiences that are mailed, and the tasks that take the place of what is not:
 * leaders of units with escalation `liaison` are phoned, with `none` dropped, without an address or on a
 * provisional day a task. R8 waits for approval unless the policy sends it by itself.
 */
export function settleEntry(
  state: ItemState,
  entry: AgendaEntry,
  slot: CivilDate,
  office: Office,
): RaiseResult {
  const provisional = entry.provisional || isProvisionalDay(office.calendar, slot);
  const fates = entry.audiences.map((audience) => ({
    audience,
    fate: isLeader(audience) ? leaderFate(entry, audience, provisional, slot, office) : ('mail' as const),
  }));
  const audiences = fates.filter(({ fate }) => fate === 'mail').map(({ audience }) => audience);
  const dropped = fates.some(({ fate }) => fate === 'drop');
  const asks = policyFor(office, state).r8 === 'ask';
  const waits = entry.rung === 'R8' && audiences.length > 0 && asks;
  const kinds = new Set<TaskKind>(entry.phone ? ['phone'] : []);
  for (const { fate } of fates) if (fate !== 'mail' && fate !== 'drop') kinds.add(fate);
  if (waits) kinds.add('approveR8');
  // An entry that is only dropped is no raised one; one that became a task alone is, without an audience.
  const raised = !dropped || audiences.length > 0;
  return resultOf({
    raised: raised ? [{ ...refOf(entry), audiences, provisional, waits }] : [],
    dropped: dropped ? [refOf(entry)] : [],
    tasks: [...kinds].map((kind) => taskFor(kind, entry)),
  });
}
