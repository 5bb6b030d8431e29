import { fieldsOf, type CommandField } from '../../domain/item/command-fields';
import { isCommandType, type Command } from '../../domain/item/commands';
import { readCommand } from '../../domain/item/read-envelope';
import { isUnitCommand } from '../../domain/item/may';
import type { ItemState } from '../../domain/item/types';
import { itemStream } from '../../domain/journal/streams';
import type { Office } from '../../domain/office';
import type { Plan } from '../../domain/plan/types';
import { ok, refuse, text, type Problem, type Result } from '../../domain/problem';
import type { AccountId, UnitId } from '../../domain/roster/types';
import { officer, type RehearsedAct } from './acts';
import { instantOf, scriptedItem, unitNamed, type Script, type ScriptEvent } from './script';

/** The script's events as acts, in their order. Refuses an unknown unit, item, date, command, or a missing field. */
export function scripted(plan: Plan, office: Office, script: Script): Result<readonly RehearsedAct[]> {
  const acts: RehearsedAct[] = [];
  for (const event of script.events) {
    const act = scriptedAct(plan, office, event);
    if (!act.ok) return act;
    acts.push(act.value);
  }
  return ok(acts);
}

function scriptedAct(plan: Plan, office: Office, event: ScriptEvent): Result<RehearsedAct> {
  const item = scriptedItem(plan, event.item);
  if (!item.ok) return item;
  const units: UnitId[] = [];
  for (const name of [...(event.unit === undefined ? [] : [event.unit]), ...(event.units ?? [])]) {
    const unit = unitNamed(office.roster, name);
    if (!unit.ok) return unit;
    units.push(unit.value);
  }
  const command = scriptedCommand(event, units);
  if (!command.ok) return command;
  const [unit] = units;
  return ok({
    at: instantOf(event.at, office.calendar.zone),
    stream: itemStream(plan.notice, item.value.key),
    decide: (state) => {
      const made = command.value(state);
      if (!made) return null;
      return { actor: event.by ?? actorOf(office, state, made, unit), command: made };
    },
  });
}

const whenOf = ({ at }: ScriptEvent): string => `${at.day} ${at.time}`;

const badEvent = (event: ScriptEvent, problem?: Problem): Result<never> =>
  refuse(
    'bad-script',
    text(
      `演练脚本里 ${whenOf(event)} 的“${event.do}”缺少字段或不认识${problem ? `：${problem.message.zh}` : ''}`,
      `"${event.do}" at ${whenOf(event)} is unknown or lacks a field${problem ? `: ${problem.message.en}` : ''}`,
    ),
    problem?.hint ??
      text('对照 docs/reliability.md 的命令与字段', 'see docs/reliability.md for commands and fields'),
  );

/** The unit's liaison for what units do, else somebody of the office who may; the coordinator when nobody may. */
function actorOf(office: Office, state: ItemState, { type }: Command, unit: UnitId | undefined): AccountId {
  const { accounts } = office.roster;
  const liaison = accounts.find((account) => account.role === 'liaison' && account.unit === unit);
  if (isUnitCommand(type) && liaison) return liaison.id;
  const reviewer = unit === undefined ? undefined : officer(office, state, unit, type);
  return reviewer ?? state.coordinator;
}

type ScriptMaker = (state: ItemState) => Command | null;

/** What is said where a script says nothing. */
const UNSAID: Readonly<Record<string, unknown>> = {
  percentage: 50,
  progress: '已完成部分工作',
  approver: '分管领导',
  result: '已办理',
};

/** The value of a field as an event says it; `text` and `reason` stand for each other. */
function eventValue(
  { name, kind, optional }: CommandField,
  event: ScriptEvent,
  units: readonly UnitId[],
): unknown {
  switch (kind) {
    case 'unit':
      return units[0];
    case 'units':
      return units;
    case 'files':
      return [];
    case 'flag':
      return event[name] ?? (optional ? undefined : false);
    case 'text':
      return (
        event[name] ??
        (optional ? undefined : (UNSAID[name] ?? event['reason'] ?? event['text'] ?? SCRIPT_REASON))
      );
    default:
      return event[name] ?? UNSAID[name];
  }
}

const SCRIPT_REASON = '按工作安排';

/** The command of an event, by the fields of its entry; of `taskDone` the task is found in the state. */
function scriptedCommand(event: ScriptEvent, units: readonly UnitId[]): Result<ScriptMaker> {
  const type = event.do;
  if (!isCommandType(type)) return badEvent(event);
  const values = fieldsOf(type).map((field) => [field.name, eventValue(field, event, units)] as const);
  const said = { type, ...Object.fromEntries(values.filter(([, value]) => value !== undefined)) };
  if (type !== 'taskDone') {
    const command = readCommand(said);
    return command.ok ? ok(() => command.value) : badEvent(event, command.problem);
  }
  const [unit] = units;
  if (unit === undefined) return badEvent(event);
  const result = event['result'] ?? event['text'] ?? UNSAID['result'];
  return ok((state) => {
    const task = scriptTask(state, unit, event['send'] !== undefined);
    const command = readCommand({ ...said, result, task });
    return task !== undefined && command.ok ? command.value : null;
  });
}

/** The unit's oldest open task: the approval of an R8, or a phone call. */
const scriptTask = (state: ItemState, unit: UnitId, approval: boolean): string | undefined =>
  state.tasks.find(
    (open) => open.done === null && open.unit === unit && open.kind === (approval ? 'approveR8' : 'phone'),
  )?.id;
