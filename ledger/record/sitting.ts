import { effects, type ImmediateMail } from '../../domain/item/effects';
import type { ItemEvent, RecordedItemEvent } from '../../domain/item/events';
import { evolve } from '../../domain/item/evolve';
import type { ItemState } from '../../domain/item/types';
import type { StreamId } from '../../domain/journal/types';
import type { Letters } from '../../domain/ladder/types';
import type { Office } from '../../domain/office';
import type { CivilDate, Instant } from '../../domain/time';
import { append, type StreamEnd } from '../journal/journal';
import { projectItem, writeOutbox, type CausedRow } from '../items/project';
import type { Db } from '../database/schema';

/** One item while a call is being recorded: read once, appended to, written back at the end. */
export interface Sitting {
  readonly db: Db;
  readonly office: Office;
  readonly stream: StreamId;
  /** The workflow's now, never before the head. */
  readonly now: Instant;
  /** The last slot composed. */
  readonly composed: CivilDate | null;
  readonly before: ItemState | null;
  state: ItemState | null;
  end: StreamEnd;
  readonly rows: CausedRow[];
  readonly mails: ImmediateMail[];
  /** How the letters of the item went, once it has been asked. */
  letters: Letters | null;
}

/** Who causes events, and when. */
export interface Cause {
  readonly actor: string;
  readonly requestKey: string | null;
  readonly at: Instant;
}

/** Appends events to the item and gathers what they cause. */
export async function appendTo(sitting: Sitting, events: readonly ItemEvent[], cause: Cause): Promise<void> {
  const written = await append(
    sitting.db,
    sitting.stream,
    sitting.end,
    events.map(({ type, body }) => ({ type, body, ...cause })),
  );
  sitting.end = written.end;
  for (const [i, { seq, at, actor, requestKey }] of written.events.entries()) {
    const event = events[i];
    if (!event) continue;
    const recorded: RecordedItemEvent = { ...event, seq, at, actor, requestKey };
    const after = evolve(sitting.state, recorded, sitting.stream);
    const caused = effects(sitting.state, recorded, after);
    sitting.rows.push(...caused.rows.map((row) => ({ seq, row })));
    sitting.mails.push(...caused.mails);
    sitting.state = after;
  }
}

/** Writes the item's projections and outbox as they have become. */
export async function writeBack({ db, before, state, rows }: Sitting): Promise<void> {
  if (state) await projectItem(db, before, state);
  await writeOutbox(db, rows);
}
