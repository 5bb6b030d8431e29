import { ApplicationFailure } from '@temporalio/workflow';
import type { Envelope } from '../domain/item/commands';
import type { Answer } from '../ledger/database/tables/journal';

interface WaitingCommand {
  readonly envelope: Envelope;
  readonly answer: (answer: Answer) => void;
  readonly fail: (failure: ApplicationFailure) => void;
}

/** Commands on their way into one `record`. */
export interface CommandBatch {
  readonly commands: readonly Envelope[];
  /** Answers each; one without an answer fails. */
  readonly settle: (answers: Readonly<Record<string, Answer>>) => void;
}

/** The commands that wait for the loop, in the order in which they came. */
export interface CommandQueue {
  readonly length: number;
  /** Queues a command and waits for its answer. */
  ask(envelope: Envelope): Promise<Answer>;
  /** Takes the first `most` commands out of the queue; answers go by key, so one key is taken once at a time. */
  take(most: number): CommandBatch;
  /** Nothing more is recorded by this run: all that wait fail, and may be asked again of the next. */
  dismiss(): void;
}

const unanswered = (key: string): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'unanswered',
    message: `the ledger gave no answer under ${key}`,
    nonRetryable: true,
  });

const LONGEST_QUEUED_KEY = 300;

/** What the queue itself rests on: an object with a key that can be waited under. The ledger's door reads the rest. */
export function isEnvelope(input: unknown): boolean {
  const key: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, 'key') : null;
  return typeof key === 'string' && key !== '' && key.length <= LONGEST_QUEUED_KEY;
}

/** An empty queue. */
export function makeQueue(): CommandQueue {
  let waiting: WaitingCommand[] = [];
  return {
    get length() {
      return waiting.length;
    },
    ask: (envelope) =>
      new Promise<Answer>((answer, fail) => {
        waiting.push({ envelope, answer, fail });
      }),
    take(most) {
      const taken = new Map<string, WaitingCommand>();
      const left: WaitingCommand[] = [];
      for (const one of waiting) {
        if (taken.size < most && !taken.has(one.envelope.key)) taken.set(one.envelope.key, one);
        else left.push(one);
      }
      waiting = left;
      return {
        commands: [...taken.values()].map((one) => one.envelope),
        settle(answers) {
          for (const [key, { answer, fail }] of taken) {
            const found = answers[key];
            if (found === undefined) fail(unanswered(key));
            else answer(found);
          }
        },
      };
    },
    dismiss() {
      for (const { envelope, fail } of waiting) fail(unanswered(envelope.key));
      waiting = [];
    },
  };
}
