import { hint, ok, refuse, type Result, text } from '../../problem';
import type { UnitId } from '../../roster/types';
import { clockText, type CivilDate } from '../../time';
import { DECISION, TASK, taskResult } from '../../words';
import type { EventEntry, TaskOpen } from '../event-entry';
import { itemWithTasks, tasksDone } from '../reshape';
import { phoneAnswer } from '../told';
import { isActive, isOpen } from '../view';
import { okEvents, unitNameIn, type Case, incompleteCommand } from './case';
import { commandEntry } from './entry';
import { flagField, freeText, phone, saidText, task, unitsField, type PhoneRecord } from './fields';
import { activeUnit, handedInRounds, isFrozen, wrongItemState } from './find';

/** 新增待办, opened by something other than the ladder. */
const taskOpened: EventEntry<TaskOpen & { readonly day: CivilDate }> = {
  words: text('新增待办', 'task opened'),
  apply: (state, { body, at }) => {
    const { day, ...task } = body;
    return itemWithTasks(state, [task], at, day);
  },
  tells: ({ unit, kind }) => ({
    units: unit === null ? [] : [unit],
    what: text(`新增待办：${TASK[kind].zh}`, `task opened: ${TASK[kind].en}`),
  }),
};

/** 待办办结. */
const oneTaskDone: EventEntry<{
  readonly task: string;
  readonly result: string;
  readonly send: boolean;
  readonly slot: CivilDate;
  readonly phone: PhoneRecord | null;
}> = {
  words: text('办结待办', 'task done'),
  apply: (state, { body, at, actor }) =>
    tasksDone(state, [body.task], { at, by: actor, result: body.result }),
  tells: (body, { before }) => {
    const task = before?.tasks.find(({ id }) => id === body.task);
    const kind = task ? TASK[task.kind] : text('', '');
    const decided = task?.kind === 'approveR8' ? DECISION[body.send ? 'send' : 'hold'] : null;
    return {
      units: task?.unit ? [task.unit] : [],
      what: decided ?? text(`办结待办：${kind.zh}`, `task done: ${kind.en}`),
      text: body.result,
      ...phoneAnswer(body.phone),
    };
  },
};

/**
 * 待办办结, also after the item's end. An R8 approval says send or do not send: sent in the next slot, or never.
 * Refuses `task-not-found`, `task-done`, `incomplete` (no result, or no word about sending), `wrong-state` (sending
 * for an item that has ended).
 */
const taskDone = commandEntry('taskDone', {
  words: text('办结待办', 'finish a task'),
  by: 'coordinator',
  fields: {
    task,
    result: freeText('办理结果', 'result', '已电话告知'),
    send: flagField('发送', 'send').exactOptional(),
    phone: phone.exactOptional(),
  },
  afterEnd: true,
  decide(c, command) {
    const task = c.state.tasks.find(({ id }) => id === command.task);
    if (!task) {
      return refuse(
        'task-not-found',
        text(
          `事项 ${c.state.key} 没有待办“${command.task}”`,
          `item ${c.state.key} has no task "${command.task}"`,
        ),
        hint('请查看待办', 'see the open tasks', 'look-at-tasks'),
      );
    }
    if (task.done) {
      return refuse(
        'task-done',
        text(`待办已办结：${taskResult(task.done).zh}`, `the task is done: ${taskResult(task.done).en}`),
        text('不必重复办理', 'nothing is left to do'),
      );
    }
    const approval = task.kind === 'approveR8';
    const said = approval
      ? sendingSaid(c, command.send)
      : command.result.trim() === ''
        ? incompleteCommand(text('办理结果', 'result'))
        : ok(null);
    if (!said.ok) return said;
    const { result, phone = null } = command;
    const send = approval && command.send === true;
    return okEvents({ type: 'taskDone', body: { task: task.id, result, send, slot: c.slot, phone } });
  },
});

function sendingSaid(c: Case, send: boolean | undefined): Result<null> {
  if (send === undefined) {
    return refuse(
      'incomplete',
      text('没有写明发送还是不发送', 'neither send nor do not send was said'),
      hint('请写明发送或不发送', 'say whether it is to be sent', 'send-or-not'),
    );
  }
  return send && !isOpen(c.state)
    ? wrongItemState(c.state, [
        '事项已结束，请以不发送办结待办',
        'the item has ended: finish the task without sending',
      ])
    : ok(null);
}

/** 督办函: when which unit was urged stays with the item; a phone call is no mail. */
const urged: EventEntry<{
  readonly units: readonly UnitId[];
  readonly text: string;
  readonly phone: PhoneRecord | null;
}> = {
  words: text('催办', 'urged'),
  apply: (state, { body, at, seq }) =>
    body.phone
      ? state
      : { ...state, urges: [...state.urges, ...body.units.map((unit) => ({ seq, at, unit }))] },
  tells: (body, { word }) => ({
    units: body.units,
    what: body.phone ? text('电话催办', 'phoned') : word,
    text: body.text,
    ...phoneAnswer(body.phone),
  }),
  // An urge by phone has been said already.
  mails: (body) =>
    body.phone
      ? []
      : body.units.map((unit) => ({
          ...{ kind: 'urge', unit, title: 'urge', round: null, text: body.text, date: null },
        })),
};

/**
 * 督办: a row in the unit's letter of the day, which leaves at once (no unit named: every one that still has something to
 * do and whose letter has not gone), or the record of a phone call, which mails nothing. Refuses `handed-in`, and
 * `same-day-urge` when a unit would get a second letter of a day without `again`.
 */
const urge = commandEntry('urge', {
  words: text('即时催办', 'urge at once'),
  by: 'coordinator',
  fields: {
    units: unitsField,
    text: saidText('催办内容', 'text', '请于周五前报送'),
    phone: phone.exactOptional(),
    again: flagField('同日再次催办', 'a second time on the same day'),
  },

  decide(c, command) {
    const meant = urgedUnits(c, command.units);
    if (!meant.ok) return meant;
    const { text: words, phone = null, again } = command;
    const mayRepeat = again || phone !== null;
    const twice = mayRepeat ? [] : meant.value.filter((one) => c.urged.has(one));
    const others = meant.value.filter((one) => !twice.includes(one));
    const all = command.units.length === 0;
    if (twice.length > 0 && (!all || others.length === 0)) return urgedAlready(c, twice);
    return okEvents({ type: 'urged', body: { units: others, text: words, phone } });
  },
});

/** Names the units, and the time of day at which each got its letter. */
function urgedAlready(c: Case, units: readonly UnitId[]): Result<never> {
  const told = units.map((unit) => {
    const at = c.urged.get(unit);
    const time = at === undefined ? '' : clockText(at, c.policy.zone).slice(-5);
    return { name: unitNameIn(c, unit), time };
  });
  const zh = told.map(({ name, time }) => `${name}（${time}）`).join('、');
  const en = told.map(({ name, time }) => `${name} (${time})`).join(', ');
  return refuse(
    'same-day-urge',
    text(`今天已催办过${zh}`, `urged already today: ${en}`),
    hint('确要再发，请予确认', 'confirm to send another one', 'urge-again'),
  );
}

function urgedUnits(c: Case, named: readonly UnitId[]): Result<readonly UnitId[]> {
  if (named.length === 0) {
    const pending = c.state.assignments.filter((assignment) => isActive(assignment) && !isFrozen(assignment));
    return pending.length > 0
      ? ok(pending.map(({ unit }) => unit))
      : wrongItemState(c.state, ['没有需要督办的单位', 'no unit is left to urge']);
  }
  for (const unit of named) {
    const found = activeUnit(c, unit);
    if (!found.ok) return found;
    if (isFrozen(found.value)) {
      return handedInRounds(
        c,
        [unit],
        ['应由督办员或审核领导审核，不必督办', 'it is for the reviewer to act, not for the unit'],
      );
    }
  }
  return ok([...new Set(named)]);
}

/** The coordinator's tasks and urges (任务、催办). */
export const choreCommands = { taskDone, urge };

export const choreEvents = { taskOpened, taskDone: oneTaskDone, urged };
