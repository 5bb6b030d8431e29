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
type Fields<T> = { readonly [K in keyof T]-?: z.ZodType };

const fields = <T>(shape: Fields<T>) => z.looseObject(shape);
const oneOf = (words: Readonly<Record<string, unknown>>) => z.enum(Object.keys(words));

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const whole = z.int();

const due = fields<Due>({ date: day, lateFrom: whole, calendar: z.string(), provisional: z.boolean() });

const outcome = fields<RoundOutcome>({
  onTime: z.boolean(),
  returns: whole,
  daysLate: whole,
  version: whole,
  daysLateBefore: whole,
});

const version = fields<DateVersion>({
  version: whole,
  due,
  cause: z.enum(['issue', 'assign', 'grant', 'change', 'reopen', 'rework']),
  startDay: day,
  setAt: whole,
});

const request = fields<ExtensionRequest>({
  asked: day,
  at: whole,
  late: z.boolean(),
  seq: whole,
  reason: z.string(),
  progress: z.string(),
  approver: z.string(),
});

const handIn = fields<HandIn>({
  at: whole,
  by: z.string(),
  version: whole,
  seq: whole,
  fate: z.enum(['open', 'accepted', 'returned', 'withdrawn']),
  text: z.string(),
  files: z.array(z.unknown()),
});

const entry = fields<EntryRef>({
  unit: z.string(),
  rung: oneOf(RUNG),
  ordinal: z.string(),
  version: whole,
  day,
});

const round = fields<Round>({
  no: whole,
  versions: z.array(version).min(1),
  backOn: day.nullable(),
  request: request.nullable(),
  grants: whole,
  handIns: z.array(handIn),
  daysLateBefore: whole,
  outcome: outcome.nullable(),
  over: z.boolean(),
  held: z.array(entry),
  holdLifted: z.boolean(),
});

const report = fields<Report>({ seq: whole, at: whole, percentage: z.number(), returned: z.boolean() });

const assignment = fields<Assignment>({
  unit: z.string(),
  role: oneOf(ROLE),
  status: oneOf(ASSIGNMENT_STATUS),
  via: z.string().nullable(),
  assignedAt: whole,
  acknowledgedAt: whole.nullable(),
  letterOn: day.nullable(),
  rounds: z.array(round),
  reports: z.array(report),
  fired: z.array(z.string()),
  asLead: z.array(z.object({ round: whole, outcome })),
  changes: whole,
});

const task = fields<Task>({
  id: z.string(),
  kind: oneOf(TASK),
  unit: z.string().nullable(),
  rung: oneOf(RUNG).nullable(),
  ordinal: z.string().nullable(),
  version: whole.nullable(),
  openedAt: whole,
  day,
  done: z.object({ at: whole, by: z.string(), result: z.string() }).nullable(),
});

const state = fields<ItemState>({
  stream: z.string(),
  notice: z.string(),
  key: z.string(),
  no: z.string(),
  section: z.string(),
  title: z.string(),
  text: z.string(),
  supplement: z.literal(true).optional(),
  kind: oneOf(ITEM_KIND),
  demo: z.boolean(),
  year: whole,
  policy: z.record(z.string(), z.unknown()).nullable(),
  coordinator: z.string(),
  deputies: z.array(z.string()),
  status: oneOf(ITEM_STATUS),
  issuedAt: whole,
  issueDay: day,
  batch: whole,
  assignments: z.array(assignment).min(1),
  raisedThrough: day.nullable(),
  tasks: z.array(task),
  urges: z.array(z.object({ seq: whole, at: whole, unit: z.string() })),
  yearEnd: z.enum(['accept', 'carry', 'stop']).nullable(),
  closedAt: whole.nullable(),
  seq: whole,
});

/** Whether a value that stands in the ledger as the state of an item is one: nothing the rules read of it is missing. */
export const isItemState = (value: ItemState): boolean => state.safeParse(value).success;
