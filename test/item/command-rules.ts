import type { Command, CommandType } from '../../domain/item/commands';
import {
  accept,
  ask,
  assign,
  cancel,
  changeDate,
  close,
  done,
  giveBack,
  grant,
  handIn,
  lead,
  refuse,
  release,
  reopen,
  report,
  returnReport,
  revoke,
  sign,
  urge,
  withdraw,
  withdrawAsking,
  yearEnd,
} from '../support/commands';

/** Who is tried: the own liaison, another unit's, the own leader, three coordinators, a reviewer, admin, auditor. */
export const PERSONAS = ['ll-sjj', 'll-sfj', 'ld-sjj', 'ddy', 'ddy2', 'ddy3', 'shld', 'gly', 'sj'] as const;
type Persona = (typeof PERSONAS)[number];

export const UNIT: readonly Persona[] = ['ll-sjj'];
export const COORDINATORS: readonly Persona[] = ['ddy', 'ddy2'];
const REVIEWERS: readonly Persona[] = ['ddy', 'ddy2', 'shld'];

const W = 'wrong-state';
const H = 'handed-in';
const N = 'no-acceptance';
const D = 'task-done';

interface CommandRule {
  /** The column "by", about 区数据局. */
  readonly by: readonly Persona[];
  readonly command: Command;
  /**
   * The column "allowed in": ok, or the code of the refusal, while 区数据局 or the item stands issued, underway, asked,
   * handedIn, accepted, released, toBeClosed, closed, cancelled.
   */
  readonly allowed: readonly string[];
}

/** The table of commands as rules.md has it, by hand; a new command needs a row here. */
export const COMMAND_RULES: Readonly<Record<CommandType, CommandRule>> = {
  // Who has handed in has signed: again the same answer.
  acknowledge: { by: UNIT, command: sign('sjj'), allowed: ['ok', 'ok', 'ok', 'ok', 'ok', W, 'ok', W, W] },
  report: { by: UNIT, command: report('sjj'), allowed: ['ok', 'ok', 'ok', H, W, W, W, W, W] },
  returnReport: {
    by: COORDINATORS,
    command: returnReport('sfj'),
    allowed: ['ok', 'ok', 'ok', 'ok', 'ok', 'ok', W, W, W],
  },
  requestExtension: {
    by: UNIT,
    command: ask('sjj', '2025-10-31'),
    allowed: ['ok', 'ok', 'already-asked', H, W, W, W, W, W],
  },
  withdrawExtension: {
    by: UNIT,
    command: withdrawAsking('sjj'),
    allowed: ['no-request', 'no-request', 'ok', 'no-request', W, W, W, W, W],
  },
  grant: {
    by: REVIEWERS,
    command: grant('sjj', '2025-10-31'),
    allowed: ['no-request', 'no-request', 'ok', 'no-request', W, W, W, W, W],
  },
  refuse: {
    by: REVIEWERS,
    command: refuse('sjj'),
    allowed: ['no-request', 'no-request', 'ok', 'no-request', W, W, W, W, W],
  },
  handIn: { by: UNIT, command: handIn('sjj'), allowed: ['ok', 'ok', 'ok', H, W, W, W, W, W] },
  withdrawHandIn: {
    by: UNIT,
    command: withdraw('sjj'),
    allowed: ['no-hand-in', 'no-hand-in', 'no-hand-in', 'ok', W, W, W, W, W],
  },
  accept: {
    by: REVIEWERS,
    command: accept('sjj'),
    allowed: ['no-hand-in', 'no-hand-in', 'no-hand-in', 'ok', W, W, W, W, W],
  },
  return: {
    by: REVIEWERS,
    command: giveBack('sjj'),
    allowed: ['no-hand-in', 'no-hand-in', 'no-hand-in', 'ok', W, W, W, W, W],
  },
  revokeAcceptance: { by: REVIEWERS, command: revoke('sjj'), allowed: [N, N, N, N, 'ok', N, 'ok', W, W] },
  changeDeadline: {
    by: COORDINATORS,
    command: changeDate('2025-10-31'),
    allowed: ['ok', 'ok', 'ok', H, 'ok', 'ok', W, W, W],
  },
  assign: {
    by: COORDINATORS,
    command: assign('xjz', 'each'),
    allowed: ['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', W, W],
  },
  release: { by: COORDINATORS, command: release('sjj'), allowed: ['ok', 'ok', 'ok', H, W, W, W, W, W] },
  changeLead: { by: COORDINATORS, command: lead('sjj'), allowed: ['ok', 'ok', 'ok', H, W, W, W, W, W] },
  taskDone: {
    by: COORDINATORS,
    command: done('phone|sjj'),
    // What ends its cause ends the task.
    allowed: ['ok', 'ok', 'ok', D, D, D, D, D, D],
  },
  urge: { by: COORDINATORS, command: urge(['sjj']), allowed: ['ok', 'ok', 'ok', H, W, W, W, W, W] },
  cancel: { by: COORDINATORS, command: cancel, allowed: ['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', W, W] },
  close: { by: REVIEWERS, command: close, allowed: [W, W, W, W, W, W, 'ok', W, W] },
  reopen: { by: COORDINATORS, command: reopen('2025-11-28'), allowed: [W, W, W, W, W, W, W, 'ok', 'ok'] },
  yearEnd: {
    by: COORDINATORS,
    command: yearEnd('accept'),
    allowed: [...Array<string>(7).fill('not-continuous'), W, W],
  },
};
