import type { Envelope } from '../../domain/item/commands';
import { decide } from '../../domain/item/decide';
import { slotFor } from '../../domain/slot';
import { LedgerFault } from '../database/faults';
import { stateOf } from './begin';
import { keyReused, recall, remember } from '../journal/requests';
import { appendTo, type Sitting } from './sitting';
import { statusLine } from './status';
import type { Answer } from '../types';

/** The answers to the commands of one call, by request key. */
export interface Answered {
  readonly answers: Readonly<Record<string, Answer>>;
  /** Some command had been answered before: the caller may not have heard of what it caused. */
  readonly repeated: boolean;
}

/** Answers commands in their order: one that is known as before, the others by the rules. Refusals are not kept. */
export async function answerAll(sitting: Sitting, commands: readonly Envelope[]): Promise<Answered> {
  const answers = new Map<string, Answer>();
  let repeated = false;
  for (const envelope of commands) {
    const known = await recall(sitting.db, sitting.stream, envelope.key);
    if (known) repeated = true;
    const answer = known ? again(known, envelope) : await decided(sitting, envelope);
    answers.set(envelope.key, answer);
  }
  return { answers: Object.fromEntries(answers), repeated };
}

const again = (
  known: { readonly digest: string; readonly answer: Answer },
  { key, digest }: Envelope,
): Answer => (known.digest === digest ? known.answer : { ok: false, problem: keyReused(key) });

async function decided(sitting: Sitting, envelope: Envelope): Promise<Answer> {
  const { db, office, now, composed, stream } = sitting;
  const slot = slotFor(office, now, composed);
  const decision = decide(stateOf(sitting), envelope, { office, now, slot });
  if (!decision.ok) return decision;
  const { key, digest, actor } = envelope;
  try {
    await appendTo(sitting, decision.value, { actor, requestKey: key, at: now });
  } catch (error) {
    // Told before anything of it was written: the refusal of this command alone.
    if (error instanceof LedgerFault && error.problem.code === 'event-too-long')
      return { ok: false, problem: error.problem };
    throw error;
  }
  const { seq } = sitting.end;
  const answer: Answer = { ok: true, seq, status: statusLine(stateOf(sitting), office, now) };
  await remember(db, stream, { key, digest, answer, seq });
  return answer;
}
