import type { ItemActivities } from '../../activities/types';
import { LedgerFault, LedgerBehind } from '../../ledger/database/faults';
import type { Answer } from '../../ledger/database/tables/journal';
import type { RecordCall, RecordReply } from '../../ledger/record/record';
import { failing } from '../../activities/attempt';
import { instant, type Instant } from '../../domain/time';

/** Items that live in memory: a head that counts, answers by key, and wakes at instants that the test gives. */
export interface FakeItems {
  record: ItemActivities['record'];
  readonly calls: RecordCall[];
  /** Answers by key, once and for all. */
  readonly requests: Map<string, Answer>;
  /** Instants at which items wake. */
  wakes: Instant[];
  /** What is wrong with the ledger. */
  fault: 'none' | 'read-only' | 'behind';
  /** Commands of these types make mail ready. */
  mails: readonly string[];
}

const readOnly = new LedgerFault({
  code: 'ledger-read-only',
  message: { zh: '只读', en: 'read-only' },
  hint: { zh: '', en: '' },
});

/** A ledger of items as the contract says, but for the rules: every command is accepted, `close` and `cancel` close. */
export function fakeItems(): FakeItems {
  const heads = new Map<string, number>();
  const closed = new Set<string>();
  const states = new Map<string, string>();

  const accept = (stream: string, type: string): void => {
    heads.set(stream, (heads.get(stream) ?? 0) + 1);
    if (type === 'close' || type === 'cancel') closed.add(stream);
    if (type === 'reopen') closed.delete(stream);
    states.set(
      stream,
      closed.has(stream) ? 'closed' : type === 'acknowledge' ? 'underway' : (states.get(stream) ?? 'issued'),
    );
  };

  const apply = (items: FakeItems, { stream, commands, wake, now }: RecordCall): RecordReply => {
    if ((heads.get(stream) ?? 0) === 0 || (wake && items.wakes.some((at) => at <= now)))
      accept(stream, 'raise');
    let mailReady = false;
    const answers: Record<string, Answer> = {};
    for (const { key, command } of commands) {
      const known = items.requests.get(key);
      if (known === undefined) {
        accept(stream, command.type);
        mailReady ||= items.mails.includes(command.type);
      }
      const answer = known ?? { ok: true, seq: heads.get(stream) ?? 0, status: command.type };
      items.requests.set(key, answer);
      answers[key] = answer;
    }
    const ahead = items.wakes.filter((at) => at > now);
    const seq = heads.get(stream) ?? 0;
    return {
      head: { seq, hash: `#${seq}` },
      answers,
      nextWakeAt: ahead.length === 0 || closed.has(stream) ? null : instant(Math.min(...ahead)),
      nextSlot: null,
      closed: closed.has(stream),
      mailReady,
      status: 'a line',
      state: states.get(stream) ?? 'issued',
      ahead: false,
      fault: null,
    };
  };

  const items: FakeItems = {
    calls: [],
    requests: new Map(),
    wakes: [],
    fault: 'none',
    mails: [],
    record: (call) =>
      failing(() => {
        items.calls.push(call);
        if (items.fault === 'read-only') return Promise.reject(readOnly);
        if (items.fault === 'behind') return Promise.reject(new LedgerBehind('the ledger is older'));
        return Promise.resolve(apply(items, call));
      }),
  };
  return items;
}
