import type { Command } from '../../../domain/item/commands';
import {
  accept,
  ask,
  assign,
  cancel,
  changeDate,
  close,
  giveBack,
  grant,
  handIn,
  refuse,
  release,
  reopen,
  sign,
  urge,
  withdraw,
} from '../../support/commands';

/** A command and the account that gives it. */
export interface Said {
  readonly actor: string;
  readonly command: Command;
}

const by =
  (actor: string) =>
  (command: Command): Said => ({ actor, command });

/** What people may say to an item at any moment; the rules refuse what does not fit. */
export const COMMANDS: readonly Said[] = [
  ...[handIn('sjj'), handIn('sjj'), withdraw('sjj'), ask('sjj', '2025-10-09')].map(by('ll-sjj')),
  ...[handIn('zjj'), withdraw('zjj'), ask('zjj', '2025-10-10')].map(by('ll-zjj')),
  ...[sign('xjz'), handIn('xjz')].map(by('ll-xjz')),
  ...[accept('sjj'), accept('zjj'), giveBack('sjj'), giveBack('zjj'), close].map(by('shld')),
  ...[cancel, reopen('2025-10-17'), changeDate('2025-10-09'), changeDate('2025-09-29')].map(by('ddy')),
  ...[grant('sjj', '2025-10-09'), refuse('sjj'), grant('zjj', '2025-10-10')].map(by('ddy')),
  ...[assign('xjz', 'each', '2025-10-14'), release('zjj'), release('xjz')].map(by('ddy')),
  ...[urge(['sjj'], true), urge(['sjj', 'zjj'], true), urge(['xjz'], true)].map(by('ddy')),
];
