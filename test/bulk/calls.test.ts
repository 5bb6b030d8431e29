import { callsIn, finishCalls } from '../../office/bulk/planners';
import { commandTable } from '../../domain/item/commands';
import type { ItemEvent } from '../../domain/item/events';
import type { TaskKind } from '../../domain/item/types';
import { civilDate } from '../../domain/time';
import { done } from '../support/commands';
import { after, happened, issued, officeSays } from '../support/item';
import { sure } from '../support/sure';

const opened = (kind: TaskKind, unit: string): ItemEvent => ({
  type: 'taskOpened',
  body: {
    ...{ id: `${kind}|${unit}`, kind, unit, rung: 'R7', ordinal: '1.1', version: 1 },
    day: civilDate('2025-10-14'),
  },
});

const called = [opened('phone', 'sjj'), opened('phone', 'sfj'), opened('deadMailbox', 'sjj')].reduce(
  (state, event) => happened(state, event, '2025-10-14 08:30'),
  issued(),
);

const asked = { type: 'calls', result: '都已告知' } as const;
const never = () => Promise.resolve(false);

describe('finishing all phone calls', () => {
  it('finishes each that is open, and no other task', async () => {
    const steps = sure(await finishCalls(asked)(called, never));
    expect(steps).toEqual(
      ['phone|sjj', 'phone|sfj'].map((task) => ({
        part: task,
        command: { type: 'taskDone', task, result: '都已告知' },
      })),
    );
    for (const { command } of steps) expect(commandTable[command.type].by).toBe('coordinator');
  });

  it('keeps to one unit, and to what is left', async () => {
    expect(sure(await finishCalls({ ...asked, of: 'sfj' })(called, never))).toHaveLength(1);
    const one = after(called, [officeSays('2025-10-14', done('phone|sjj'))]);
    expect(callsIn(one).map(({ unit }) => unit)).toEqual(['sfj']);
    expect(
      sure(await finishCalls(asked)(called, (part) => Promise.resolve(part === 'phone|sjj'))),
    ).toHaveLength(1);
    expect(sure(await finishCalls(asked)(null, never))).toEqual([]);
  });
});
