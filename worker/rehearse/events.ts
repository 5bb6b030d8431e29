import type { Command } from '../../domain/item/commands';
import { isUnitCommand } from '../../domain/item/may';
import type { ItemState } from '../../domain/item/types';
import { itemStream } from '../../domain/journal/streams';
import type { Office } from '../../domain/office';
import type { Plan } from '../../domain/plan/types';
import { ok, refuse, text, type Result } from '../../domain/problem';
import type { AccountId, UnitId } from '../../domain/roster/types';
import type { CivilDate } from '../../domain/time';
import { officer, type Act } from './acts';
import { instantOf, itemNamed, unitNamed, type Script, type ScriptEvent } from './script';

/** The script's events as acts, in their order. Refuses an unknown unit, item, date, command, or a missing field. */
export function scripted(plan: Plan, office: Office, script: Script): Result<readonly Act[]> {
  const acts: Act[] = [];
  for (const event of script.events) {
    const act = actOf(plan, office, event);
    if (!act.ok) return act;
    acts.push(act.value);
  }
  return ok(acts);
}

function actOf(plan: Plan, office: Office, event: ScriptEvent): Result<Act> {
  const item = itemNamed(plan, event.item);
  if (!item.ok) return item;
  const units: UnitId[] = [];
  for (const name of [...(event.unit === undefined ? [] : [event.unit]), ...(event.units ?? [])]) {
    const unit = unitNamed(office.roster, name);
    if (!unit.ok) return unit;
    units.push(unit.value);
  }
  const command = commandOf(event, units, event.date);
  if (!command) return badEvent(event);
  const [unit] = units;
  return ok({
    at: instantOf(event.at, office.calendar.zone),
    stream: itemStream(plan.notice, item.value.key),
    decide: (state) => {
      const made = command(state);
      if (!made) return null;
      return { actor: event.by ?? actorOf(office, state, made, unit), command: made };
    },
  });
}

const whenOf = ({ at }: ScriptEvent): string => `${at.day} ${at.time}`;

const badEvent = (event: ScriptEvent): Result<never> =>
  refuse(
    'bad-script',
    text(
      `演练脚本里 ${whenOf(event)} 的“${event.do}”缺少字段或不认识`,
      `"${event.do}" at ${whenOf(event)} is unknown or lacks a field`,
    ),
    text('对照 docs/rehearsal.md 的命令与字段', 'see docs/rehearsal.md for commands and fields'),
  );

/** The unit's liaison for what units do, else somebody of the office who may; the coordinator when nobody may. */
function actorOf(office: Office, state: ItemState, { type }: Command, unit: UnitId | undefined): AccountId {
  const { accounts } = office.roster;
  const liaison = accounts.find((account) => account.role === 'liaison' && account.unit === unit);
  if (isUnitCommand(type) && liaison) return liaison.id;
  const reviewer = unit === undefined ? undefined : officer(office, state, unit, type);
  return reviewer ?? state.coordinator;
}

type Maker = (state: ItemState) => Command | null;

/** Null when a field is missing or the command is not known. */
function commandOf(event: ScriptEvent, units: readonly UnitId[], date: CivilDate | undefined): Maker | null {
  const [unit] = units;
  const reason = event.reason ?? event.text ?? '按工作安排';
  const whole = wholeItem(event, units, date, reason);
  if (whole) return () => whole;
  if (unit === undefined) return null;
  if (event.do === 'taskDone') return (state) => taskDone(state, unit, event);
  const one = ofUnit(event, unit, date, reason);
  return one ? () => one : null;
}

function wholeItem(
  event: ScriptEvent,
  units: readonly UnitId[],
  date: CivilDate | undefined,
  reason: string,
): Command | null {
  const [unit] = units;
  switch (event.do) {
    case 'cancel':
      return { type: 'cancel', reason };
    case 'close':
      return { type: 'close', reason };
    case 'reopen':
      return date ? { type: 'reopen', date, units, reason } : null;
    case 'changeDeadline':
      return date ? { type: 'changeDeadline', date, reason, ...(unit === undefined ? {} : { unit }) } : null;
    case 'urge':
      return units.length > 0 ? { type: 'urge', units, text: reason, again: false } : null;
    case 'yearEnd':
      return yearEnd(event, reason);
    default:
      return null;
  }
}

function yearEnd({ outcome, carriedTo }: ScriptEvent, reason: string): Command | null {
  if (!outcome) return null;
  return { type: 'yearEnd', outcome, reason, ...(carriedTo === undefined ? {} : { carriedTo }) };
}

function ofUnit(
  event: ScriptEvent,
  unit: UnitId,
  date: CivilDate | undefined,
  reason: string,
): Command | null {
  switch (event.do) {
    case 'acknowledge':
    case 'withdrawExtension':
    case 'withdrawCompletion':
      return { type: event.do, unit };
    case 'report':
      return { type: 'report', unit, percentage: event.percentage ?? 50, text: reason, files: [] };
    case 'returnReport':
    case 'refuse':
      return { type: event.do, unit, reason };
    case 'requestExtension':
      return date
        ? { type: 'requestExtension', unit, date, reason, progress: '已完成部分工作', approver: '分管领导' }
        : null;
    case 'grant':
      return date ? { type: 'grant', unit, date } : null;
    case 'submitCompletion':
      return { type: 'submitCompletion', unit, text: reason, files: [] };
    case 'accept':
      return { type: 'accept', unit, text: reason };
    case 'return':
      return { type: 'return', unit, reason, ...(date ? { date } : {}) };
    case 'assign':
      return event.role
        ? { type: 'assign', unit, role: event.role, reason, ...(date ? { date } : {}) }
        : null;
    case 'release':
    case 'changeLead':
      return { type: event.do, unit, reason };
    default:
      return null;
  }
}

/** The coordinator closes the unit's oldest open task; `send` answers an R8 approval. */
function taskDone(state: ItemState, unit: UnitId, event: ScriptEvent): Command | null {
  const wanted = event.send === undefined ? 'phone' : 'approveR8';
  const task = state.tasks.find((open) => open.done === null && open.unit === unit && open.kind === wanted);
  if (!task) return null;
  const result = event.text ?? '已办理';
  return {
    type: 'taskDone',
    task: task.id,
    result,
    ...(event.send === undefined ? {} : { send: event.send }),
  };
}
