import { z } from 'zod';
import { fieldWords, lineField } from '../../domain/item/commands/fields';
import { text, type Text } from '../../domain/problem';

/** A moment of the office, "2025-07-01 14:00"; read with its zone by whoever takes it. */
export const momentField = (label: Text, about: Text) =>
  lineField(40).register(fieldWords, {
    kind: 'moment',
    label,
    about,
    right: text('写成 2025-07-01 14:00 的样子', 'write it like 2025-07-01 14:00'),
    example: '2025-07-01 14:00',
  });

/** Keys of what is listed elsewhere, as its last column shows them. */
export const keysField = (label: Text, example: string) =>
  z
    .array(lineField(400))
    .min(1)
    .max(1_000)
    .readonly()
    .register(fieldWords, {
      kind: 'keys',
      label,
      right: text('表里最后一列的键', 'keys, as the last column of the list shows them'),
      example,
    });
