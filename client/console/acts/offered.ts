import { fieldsOf } from '../../../domain/item/command-fields';
import { commandTable, type CommandType } from '../../../domain/item/commands';
import { isUnitCommand, may } from '../../../domain/item/may';
import type { Assignment, ItemState, Round } from '../../../domain/item/types';
import { isActive, isHandedIn, isOpen, isUnsigned } from '../../../domain/item/view';
import type { Account } from '../../../domain/roster/types';
import type { ActOnTask } from './on-task';

const someAssignment = (item: ItemState, test: (one: Assignment) => boolean): boolean =>
  item.assignments.some(test);

/** Acts that would be refused as the item stands are not offered; whether one is allowed is decided when it is done. */
const FITS: Readonly<Partial<Record<CommandType, (item: ItemState) => boolean>>> = {
  close: ({ status }) => status === 'toBeClosed',
  reopen: (item) => !isOpen(item),
  yearEnd: ({ kind }) => kind === 'continuous',
  taskDone: () => false,
  accept: (item) => someAssignment(item, ({ rounds }) => rounds.some(isHandedIn)),
  return: (item) => someAssignment(item, ({ rounds }) => rounds.some(isHandedIn)),
  grant: (item) => someAssignment(item, askedActs),
  refuse: (item) => someAssignment(item, askedActs),
  revokeAcceptance: (item) =>
    someAssignment(item, ({ rounds }) => rounds.some(({ outcome }) => outcome !== null)),
  returnReport: (item) => someAssignment(item, ({ reports }) => reports.length > 0),
  acknowledge: (item) => someAssignment(item, isUnsigned),
  withdrawExtension: (item) => someAssignment(item, askedActs),
  withdrawHandIn: (item) => someAssignment(item, ({ rounds }) => rounds.some(isHandedIn)),
  requestExtension: (item) =>
    item.kind !== 'continuous' && someAssignment(item, ({ rounds }) => rounds.some(asksNothing)),
  handIn: ({ kind }) => kind !== 'continuous',
};

/** Neither answered, nor handed in, nor asked about: an extension can be asked for. */
const asksNothing = (round: Round): boolean =>
  round.outcome === null && round.request === null && !isHandedIn(round);

const askedActs = ({ rounds }: Assignment): boolean => rounds.some(({ request }) => request !== null);

/** What is done most stands first; all else in the order of the table. */
const FIRST: readonly CommandType[] = [
  'accept',
  'return',
  'grant',
  'refuse',
  'close',
  'urge',
  'changeDeadline',
];

const isType = (type: string): type is CommandType => type in commandTable;

const actFits = (item: ItemState, type: CommandType): boolean =>
  (isOpen(item) || commandTable[type].afterEnd) && (FITS[type]?.(item) ?? true);

/** Whether an act fits one unit's part of an item. */
export const fitsUnit = (item: ItemState, assignment: Assignment, type: CommandType): boolean =>
  actFits({ ...item, assignments: [assignment] }, type);

/** What an account of the office may do with an item, and what it may enter for a unit. */
export function offered(
  item: ItemState,
  account: Account,
): { readonly own: readonly CommandType[]; readonly entered: readonly CommandType[] } {
  const all = [...new Set([...FIRST, ...Object.keys(commandTable).filter(isType)])].filter((type) =>
    actFits(item, type),
  );
  const mayDo = (type: CommandType, onBehalf: boolean): boolean =>
    item.assignments.some(({ unit }) => may(account, type, item, unit, onBehalf).ok);
  return {
    own: all.filter((type) => !isUnitCommand(type) && mayDo(type, false)),
    entered: all.filter((type) => isUnitCommand(type) && mayDo(type, true)),
  };
}

const UNIT_ACTS: readonly CommandType[] = [
  'acknowledge',
  'report',
  'handIn',
  'requestExtension',
  'withdrawHandIn',
  'withdrawExtension',
];

/** What a unit can do with its part of an item. */
export function offeredTo(item: ItemState, assignment: Assignment): readonly CommandType[] {
  const only: ItemState = { ...item, assignments: [assignment] };
  const handedIn = assignment.rounds.some(isHandedIn) && assignment.rounds.length === 1;
  if (!isActive(assignment)) return [];
  return UNIT_ACTS.filter((type) => actFits(only, type)).filter((type) =>
    assignment.role === 'support'
      ? type === 'acknowledge' || type === 'report'
      : !handedIn || type === 'withdrawHandIn' || type === 'acknowledge',
  );
}

/** Acts that are done at once: a unit's own, and a task done, which sends nothing. All others show first what they will do. */
export const needsConfirming = (type: CommandType, on: ActOnTask | null): boolean =>
  !isUnitCommand(type) && (type !== 'taskDone' || (on !== null && on.send !== null));

/** Acts that bring files; they are done at once, for a page that asks first could not bring them again. */
export const takesFiles = (type: CommandType): boolean => fieldsOf(type).some(({ kind }) => kind === 'files');

/** Acts that end something, drawn as such. */
export const isGrave = (type: CommandType): boolean => type === 'cancel' || type === 'release';
