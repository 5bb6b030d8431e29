import type { Command } from '../../domain/item/commands';
import { isUnitCommand } from '../../domain/item/may';
import type { ItemState } from '../../domain/item/types';
import { accept, ask, assign, cancel, close, handIn, release, report, sign } from '../support/commands';
import { after, codeFor, happened, officeSays, partOf, unitSays } from '../support/item';
import { civilDate } from '../../domain/time';
import { COMMAND_RULES } from './command-rules';
import { shared } from './items';

/** 区数据局 and 区司法局 answer for it, 朱家角镇 supports; 区司法局 has reported. A phone task is open. */
const start = happened(
  after(shared, [unitSays('2025-07-02', report('sfj'))]),
  {
    type: 'taskOpened',
    body: {
      id: 'phone|sjj',
      kind: 'phone',
      unit: 'sjj',
      rung: 'R7',
      ordinal: '1.1',
      version: 1,
      day: civilDate('2025-07-03'),
    },
  },
  '2025-07-03',
);

const bothAccepted = (state: ItemState): ItemState =>
  after(state, [
    unitSays('2025-08-01', handIn('sjj')),
    unitSays('2025-08-01', handIn('sfj')),
    officeSays('2025-08-04', accept('sjj')),
    officeSays('2025-08-04', accept('sfj')),
  ]);

/** How 区数据局 or the item stands, and the state in which it does. */
const STATES = {
  issued: start,
  underway: after(start, [unitSays('2025-07-04', sign('sjj'))]),
  asked: after(start, [
    unitSays('2025-07-04', sign('sjj')),
    unitSays('2025-07-05', ask('sjj', '2025-10-31')),
  ]),
  handedIn: after(start, [unitSays('2025-07-04', sign('sjj')), unitSays('2025-07-05', handIn('sjj'))]),
  accepted: after(start, [unitSays('2025-07-05', handIn('sjj')), officeSays('2025-07-07', accept('sjj'))]),
  released: after(start, [officeSays('2025-07-07', release('sjj'))]),
  toBeClosed: bothAccepted(start),
  closed: after(bothAccepted(start), [officeSays('2025-08-05', close)]),
  cancelled: after(start, [officeSays('2025-07-07', cancel)]),
} as const;
type State = keyof typeof STATES;
const ALL: readonly State[] = [
  'issued',
  'underway',
  'asked',
  'handedIn',
  'accepted',
  'released',
  'toBeClosed',
  'closed',
  'cancelled',
];

const saidAt = (at: string, command: Command) =>
  isUnitCommand(command.type) && 'unit' in command
    ? { at, by: `ll-${command.unit}`, command }
    : officeSays(at, command);

describe.each(Object.entries(COMMAND_RULES))('the command %s', (_type, { command, allowed }) => {
  it.each(ALL.map((state, index) => [state, allowed[index]] as const))('while %s: %s', (state, code) => {
    expect(codeFor(STATES[state], saidAt('2025-08-06', command))).toBe(code);
  });
});

describe('the states of a unit and of the item', () => {
  const stood = (state: ItemState) => [state.status, partOf(state, 'sjj').status];

  it.each<[State, string, string]>([
    ['underway', 'underway', 'underway'],
    ['asked', 'underway', 'underway'],
    ['handedIn', 'underway', 'underway'],
    ['accepted', 'underway', 'accepted'],
    ['released', 'underway', 'released'],
    ['toBeClosed', 'toBeClosed', 'accepted'],
    ['closed', 'closed', 'accepted'],
    ['cancelled', 'cancelled', 'cancelled'],
  ])('%s: the item is %s, the unit %s', (name, item, unit) => {
    expect(stood(STATES[name])).toEqual([item, unit]);
  });

  it('an item is 待销号 when one unit is accepted and the others are accepted or released', () => {
    const one = after(start, [
      unitSays('2025-08-01', handIn('sjj')),
      officeSays('2025-08-04', accept('sjj')),
      officeSays('2025-08-04', release('sfj')),
    ]);
    expect(one.status).toBe('toBeClosed');
    expect(partOf(one, 'zjj').status).toBe('issued');
  });

  it('a unit assigned to an item 待销号 takes it back to 办理中; a supporting one does not', () => {
    const said = (role: 'each' | 'support') => [officeSays('2025-08-05', assign('xjz', role))];
    expect(after(STATES.toBeClosed, said('each')).status).toBe('underway');
    expect(after(STATES.toBeClosed, said('support')).status).toBe('toBeClosed');
  });

  it('supporting units end with the item: accepted when it closes, cancelled when it is cancelled', () => {
    expect(partOf(STATES.closed, 'zjj').status).toBe('accepted');
    expect(partOf(STATES.cancelled, 'zjj').status).toBe('cancelled');
  });

  it('a unit released before stays released when the item ends', () => {
    const ended = after(STATES.released, [officeSays('2025-08-05', cancel)]);
    expect(partOf(ended, 'sjj').status).toBe('released');
  });
});
