import { isCommandType, type Command, type CommandType } from '../../domain/item/commands';
import { may } from '../../domain/item/may';
import { accountOf } from '../../domain/roster/roster';
import type { Account } from '../../domain/roster/types';
import { accept, cancel, changeDate, giveBack, handIn, release, sign } from '../support/commands';
import { after, answer, codeFor, codeOf, issued, officeSays, unitSays } from '../support/item';
import { TEST_ACCOUNTS, testOffice, testRoster } from '../support/office';
import { COMMAND_RULES, COORDINATORS, PERSONAS, UNIT } from './command-rules';

const office = testOffice();

function account(id: string): Account {
  const found = accountOf(office.roster, id);
  if (!found) throw new Error(`no account ${id}`);
  return found;
}

/** 区数据局 has handed in, entered by its own liaison. */
const state = after(issued(), [unitSays('2025-07-02', handIn('sjj'))]);

const TYPES = Object.keys(COMMAND_RULES).filter((type) => isCommandType(type));

const allowed = (type: CommandType, onBehalf: boolean): readonly string[] =>
  PERSONAS.filter((id) => codeOf(may(account(id), type, state, 'sjj', onBehalf)) === 'ok');

describe('who may give a command', () => {
  it.each(TYPES)('%s', (type) => {
    expect(allowed(type, false)).toEqual(COMMAND_RULES[type].by);
  });

  it.each(TYPES)('%s on behalf of a unit: coordinators, and only what a unit says for itself', (type) => {
    expect(allowed(type, true)).toEqual(COMMAND_RULES[type].by === UNIT ? COORDINATORS : []);
  });

  it('is refused with not-allowed and says who may', () => {
    expect(may(account('gly'), 'cancel', state, null, false)).toMatchObject({
      problem: {
        code: 'not-allowed',
        message: { zh: '管理员“gly”不能做这件事' },
        hint: { zh: '由本通知的督办员办理' },
      },
    });
    expect(may(account('ll-sfj'), 'accept', state, 'sjj', false)).toMatchObject({
      problem: { hint: { zh: '由本通知的督办员或审核领导办理' } },
    });
    expect(may(account('ld-sjj'), 'acknowledge', state, 'sjj', false)).toMatchObject({
      problem: {
        hint: { zh: '由本单位联络员办理，或由督办员代录', way: 'record-for-unit' },
      },
    });
    expect(may(account('ddy3'), 'cancel', state, null, false)).toMatchObject({
      problem: { code: 'not-allowed', message: { zh: '“ddy3”不负责通知 n1' } },
    });
  });

  it('a liaison acts for its unit on every notice', () => {
    const liaison = { ...account('ll-sjj'), notices: ['other'] };
    expect(codeOf(may(liaison, 'acknowledge', state, 'sjj', false))).toBe('ok');
  });

  it('a reviewer with notices of its own reviews those only', () => {
    const reviewer = (notices: readonly string[] | null) => ({ ...account('shld'), notices });
    expect(codeOf(may(reviewer(['n1']), 'accept', state, 'sjj', false))).toBe('ok');
    expect(codeOf(may(reviewer(['other']), 'accept', state, 'sjj', false))).toBe('not-allowed');
  });
});

describe('a command by somebody who may not give it', () => {
  const commands: readonly Command[] = [
    sign('sjj'),
    handIn('sjj'),
    accept('sjj'),
    changeDate('2025-10-31'),
    cancel,
  ];

  it.each(['ll-sfj', 'ld-sjj', 'ddy3', 'gly', 'sj', 'nobody', 'duban'])('%s makes no event', (by) => {
    for (const command of commands) {
      expect(codeFor(state, { at: '2025-07-03', by, command })).toBe('not-allowed');
    }
  });

  it('is refused before anything of the item is told', () => {
    const ended = after(issued(), [officeSays('2025-07-02', cancel)]);
    expect(codeFor(ended, { at: '2025-07-03', by: 'll-sfj', command: sign('sjj') })).toBe('not-allowed');
  });

  it('a liaison enters for no other unit, not even on its behalf', () => {
    const said = { at: '2025-07-03', by: 'll-sfj', command: sign('sjj') } as const;
    expect(codeFor(state, { ...said, for: { unit: 'sjj', source: 'phone' } })).toBe('not-allowed');
  });
});

describe('entering for a unit (代录)', () => {
  it('names the unit that the command is about', () => {
    const said = { at: '2025-07-03', by: 'ddy', command: sign('sjj') } as const;
    expect(codeFor(state, { ...said, for: { unit: 'sjj', source: 'phone' } })).toBe('ok');
    expect(codeFor(state, { ...said, for: { unit: 'sfj', source: 'phone' } })).toBe('not-allowed');
    expect(codeFor(state, said)).toBe('not-allowed');
  });

  it('is not for what the office decides', () => {
    const said = { at: '2025-07-03', by: 'ddy', command: release('sjj') } as const;
    expect(codeFor(state, { ...said, for: { unit: 'sjj', source: 'paper' } })).toBe('not-allowed');
  });
});

describe('the 审核领导 who entered the hand-in', () => {
  // Entered as a coordinator, promoted before the review: the same account may not review what it entered.
  const entered = after(issued(), [
    { at: '2025-07-02', by: 'ddy2', command: handIn('sjj'), for: { unit: 'sjj', source: 'mail' } },
  ]);
  const accounts = TEST_ACCOUNTS.map((one) =>
    one.id === 'ddy2' ? { ...one, role: 'reviewer' as const } : one,
  );
  const promoted = testOffice({ roster: testRoster({ accounts }) });

  it('neither accepts nor returns it', () => {
    for (const command of [accept('sjj'), giveBack('sjj')]) {
      expect(codeFor(entered, officeSays('2025-07-03', command, 'ddy2'), promoted)).toBe('not-allowed');
      expect(codeFor(entered, officeSays('2025-07-03', command, 'shld'), promoted)).toBe('ok');
    }
  });
});

describe("Temporal's own UI", () => {
  it('may cancel an item', () => {
    const said = officeSays('2025-07-03', cancel, 'temporal');
    expect(answer(state, said)).toMatchObject({ ok: true, value: [{ type: 'cancelled' }] });
  });

  it('may do nothing else', () => {
    for (const command of [sign('sjj'), accept('sjj'), changeDate('2025-10-31')]) {
      expect(codeFor(state, officeSays('2025-07-03', command, 'temporal'))).toBe('not-allowed');
    }
  });
});
