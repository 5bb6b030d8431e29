import { z } from 'zod';
import type { Text } from '../../problem';
import type { HandIn, Round } from '../types';
import type { Case, Decision } from './case';

/**
 * Who gives a command. unit: the unit's liaison for its own unit, or a 督办员 on its behalf; coordinator: a 督办员 of the
 * notice; reviewer: that or an 审核领导.
 */
export type By = 'unit' | 'coordinator' | 'reviewer';

/** Everything that is to be known of one command (命令): what it says, who may give it, what it does. */
export interface CommandEntry<S extends z.ZodObject = z.ZodObject> {
  /** What it is called, 签收. */
  readonly words: Text;
  readonly by: By;
  /** All that the command says; its fields have their words in `fieldWords`. */
  readonly schema: S;
  /** Also for items that are closed or cancelled. */
  readonly afterEnd: boolean;
  /** The hand-in of a round that it judges: neither who entered it nor anybody of the unit may give the command. */
  readonly judges: ((round: Round) => HandIn | undefined) | null;
  /** Texts that this command must say beside those that it must always say, by the names of their fields. */
  readonly needs: (command: z.output<S>) => readonly string[];
  /** What it becomes: events in order (none: it has been so already), or a refusal. Never throws. */
  readonly decide: (c: Case, command: z.output<S>) => Decision;
}

type EntrySchema<T extends string, F extends z.ZodRawShape> = z.ZodObject<
  { type: z.ZodLiteral<T> } & F,
  z.core.$strict
>;

interface EntryParts<S extends z.ZodObject, F> extends Pick<CommandEntry<S>, 'words' | 'by' | 'decide'> {
  readonly fields: F;
  readonly afterEnd?: true;
  readonly judges?: (round: Round) => HandIn | undefined;
  readonly needs?: (command: z.output<S>) => readonly string[];
}

/**
 * An entry of the table of commands.
 *
 * @example
 * const release = commandEntry('release', {
 *   words: text('解除单位', 'release a unit'),
 *   by: 'coordinator',
 *   fields: { unit: unitField, reason: reasonField },
 *   decide: (c, { unit, reason }) => okEvents({ type: 'released', body: { unit, reason, slot: c.slot } }),
 * });
 */
export function commandEntry<const T extends string, F extends z.ZodRawShape>(
  type: T,
  parts: EntryParts<EntrySchema<T, F>, F>,
): CommandEntry<EntrySchema<T, F>> {
  const { fields, afterEnd = false, judges = null, needs = () => [], ...rest } = parts;
  return { ...rest, afterEnd, judges, needs, schema: z.strictObject({ type: z.literal(type), ...fields }) };
}
