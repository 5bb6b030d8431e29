import { z } from 'zod';
import type {
  Assignment,
  DateVersion,
  EntryRef,
  ExtensionRequest,
  HandIn,
  ItemState,
  Report,
  Round,
  RoundOutcome,
  Task,
} from '../../domain/item/types';
import type { Due } from '../../domain/calendar/types';
import { ASSIGNMENT_STATUS, ITEM_KIND, ITEM_STATUS, ROLE, RUNG, TASK } from '../../domain/words';

/** A shape that names every field of a type: one that is added there has to be added here. */
type ShapeOf<T> = { readonly [K in keyof T]-?: z.ZodType };

const shapeOf = <T>(shape: ShapeOf<T>) => z.looseObject(shape);
const wordShape = (words: Readonly<Record<string, unknown>>) => z.enum(Object.keys(words));

const dayShape = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const wholeShape = z.int();

const dueShape = shapeOf<Due>({
  date: dayShape,
  lateFrom: wholeShape,
  calendar: z.string(),
  provisional: z.boolean(),
});

const outcomeShape = shapeOf<RoundOutcome>({
  onTime: z.boolean(),
  returns: wholeShape,
  daysLate: wholeShape,
  version: wholeShape,
  daysLateBefore: wholeShape,
});

const versionShape = shapeOf<DateVersion>({
  version: wholeShape,
  due: dueShape,
  cause: z.enum(['issue', 'assign', 'grant', 'change', 'reopen', 'rework']),
  startDay: dayShape,
  setAt: wholeShape,
});

const requestShape = shapeOf<ExtensionRequest>({
  asked: dayShape,
  at: wholeShape,
  late: z.boolean(),
  seq: wholeShape,
  reason: z.string(),
  progress: z.string(),
  approver: z.string(),
});

const handInShape = shapeOf<HandIn>({
  at: wholeShape,
  by: z.string(),
  version: wholeShape,
  seq: wholeShape,
  fate: z.enum(['open', 'accepted', 'returned', 'withdrawn']),
  text: z.string(),
  files: z.array(z.unknown()),
});

const entryShape = shapeOf<EntryRef>({
  unit: z.string(),
  rung: wordShape(RUNG),
  ordinal: z.string(),
  version: wholeShape,
  day: dayShape,
});

const roundShape = shapeOf<Round>({
  no: wholeShape,
  versions: z.array(versionShape).min(1),
  backOn: dayShape.nullable(),
  request: requestShape.nullable(),
  grants: wholeShape,
  handIns: z.array(handInShape),
  daysLateBefore: wholeShape,
  outcome: outcomeShape.nullable(),
  over: z.boolean(),
  held: z.array(entryShape),
  holdLifted: z.boolean(),
});

const reportShape = shapeOf<Report>({
  seq: wholeShape,
  at: wholeShape,
  percentage: z.number(),
  returned: z.boolean(),
});

const assignmentShape = shapeOf<Assignment>({
  unit: z.string(),
  role: wordShape(ROLE),
  status: wordShape(ASSIGNMENT_STATUS),
  via: z.string().nullable(),
  assignedAt: wholeShape,
  acknowledgedAt: wholeShape.nullable(),
  letterOn: dayShape.nullable(),
  rounds: z.array(roundShape),
  reports: z.array(reportShape),
  fired: z.array(z.string()),
  asLead: z.array(z.object({ round: wholeShape, outcome: outcomeShape })),
  changes: wholeShape,
});

const taskShape = shapeOf<Task>({
  id: z.string(),
  kind: wordShape(TASK),
  unit: z.string().nullable(),
  rung: wordShape(RUNG).nullable(),
  ordinal: z.string().nullable(),
  version: wholeShape.nullable(),
  openedAt: wholeShape,
  day: dayShape,
  done: z.object({ at: wholeShape, by: z.string(), result: z.string() }).nullable(),
});

const state = shapeOf<ItemState>({
  stream: z.string(),
  notice: z.string(),
  key: z.string(),
  section: z.string(),
  title: z.string(),
  text: z.string(),
  supplement: z.literal(true).optional(),
  kind: wordShape(ITEM_KIND),
  demo: z.boolean(),
  year: wholeShape,
  policy: z.record(z.string(), z.unknown()).nullable(),
  coordinator: z.string(),
  deputies: z.array(z.string()),
  status: wordShape(ITEM_STATUS),
  issuedAt: wholeShape,
  issueDay: dayShape,
  batch: wholeShape,
  assignments: z.array(assignmentShape).min(1),
  raisedThrough: dayShape.nullable(),
  tasks: z.array(taskShape),
  urges: z.array(z.object({ seq: wholeShape, at: wholeShape, unit: z.string() })),
  yearEnd: z.enum(['accept', 'carry', 'stop']).nullable(),
  closedAt: wholeShape.nullable(),
  seq: wholeShape,
});

/** Whether a value that stands in the ledger as the state of an item is one: nothing the rules read of it is missing. */
export const isItemState = (value: ItemState): boolean => state.safeParse(value).success;
