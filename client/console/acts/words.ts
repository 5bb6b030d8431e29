import { isUnitCommand } from '../../../domain/item/may';
import type { CommandType } from '../../../domain/item/commands';

/** Acts that are done at once: a unit's own, and what sends nothing. All others show first what they will do. */
export const needsConfirming = (type: CommandType): boolean => !isUnitCommand(type) && type !== 'taskDone';

/** Acts that end something, drawn as such. */
export const isGrave = (type: CommandType): boolean => type === 'cancel' || type === 'release';
