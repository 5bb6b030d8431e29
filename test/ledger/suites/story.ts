import fc from 'fast-check';
import type { DeliveryOutcome } from '../../../domain/digest/delivery';
import type { Command } from '../../../domain/item/commands';
import { evolve } from '../../../domain/item/evolve';
import type { ItemState } from '../../../domain/item/types';
import { slotAt, slotFor } from '../../../domain/slot';
import { dateOf, instant, plusMs, type Instant } from '../../../domain/time';
import { recordedOf } from '../../../ledger/items/replay';
import type { Ledger } from '../../../ledger/ledger';
import type { RecordCall, RecordReply } from '../../../ledger/record/record';
import * as say from '../../support/commands';
import { moment, planItem } from '../../support/item';
import { call, envelope, issuedLedger, opened, planItems, streamOf } from '../../support/ledger';
import { testOffice } from '../../support/office';
import type { DatabaseUnderTest } from '../database';

const HOUR = 3_600_000;
const OFFICE = testOffice();
const UNITS = ['sjj', 'sfj', 'dag'] as const;
const DAYS = ['2025-10-31', '2025-11-28', '2025-12-19'] as const;

/** Something that happens, some hours after what happened before. */
type Step = { readonly hours: number } & (
  | {
      readonly type: 'command';
      readonly item: string;
      readonly command: Command;
      readonly actor: string;
      readonly repeated: boolean;
    }
  | { readonly type: 'wake'; readonly item: string }
  | { readonly type: 'slot'; readonly outcome: DeliveryOutcome['type'] }
);

const unit = fc.constantFrom(...UNITS);
const day = fc.constantFrom(...DAYS);

const byUnit: fc.Arbitrary<{ readonly command: Command; readonly actor: string }> = fc
  .tuple(unit, day, fc.integer({ min: 0, max: 5 }))
  .map(([of, date, n]) => {
    const commands: readonly Command[] = [
      say.sign(of),
      say.report(of, n * 20),
      say.ask(of, date),
      say.withdrawAsking(of),
      say.handIn(of),
      say.withdraw(of),
    ];
    return { command: commands[n] ?? say.sign(of), actor: `ll-${of}` };
  });

const byOffice: fc.Arbitrary<{ readonly command: Command; readonly actor: string }> = fc
  .tuple(unit, day, fc.integer({ min: 0, max: 12 }))
  .map(([of, date, n]) => {
    const commands: readonly Command[] = [
      say.grant(of, date),
      say.refuse(of),
      say.accept(of),
      say.giveBack(of),
      say.giveBack(of, date),
      say.changeDate(date),
      say.assign('zjj', 'each', date),
      say.release(of),
      say.lead('sfj'),
      say.urge([of], true),
      say.cancel,
      say.reopen(date),
      say.returnReport(of),
    ];
    return { command: commands[n] ?? say.cancel, actor: n < 5 ? 'shld' : 'ddy' };
  });

const item = fc.constantFrom('1', '2');
const hours = fc.integer({ min: 0, max: 240 });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(hours, item, fc.oneof(byUnit, byOffice), fc.boolean())
      .map(([h, of, what, repeated]): Step => ({ type: 'command', hours: h, item: of, repeated, ...what })),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('wake' as const), hours, item }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('slot' as const),
      hours,
      outcome: fc.constantFrom('sent' as const, 'failed' as const, 'later' as const, 'unknown' as const),
    }),
  },
);

/** Plays steps on a ledger; keeps every call with its reply, and every state that was seen. */
class Story {
  now: Instant = moment('2025-07-01');
  readonly done: { readonly call: RecordCall; readonly reply: RecordReply }[] = [];
  readonly seen: ItemState[] = [];

  constructor(readonly ledger: Ledger) {}

  async play(one: Step): Promise<void> {
    this.now = plusMs(this.now, one.hours * HOUR);
    if (one.type === 'slot') return this.slot(one.outcome);
    const stream = streamOf(one.item);
    const commands = one.type === 'command' ? [envelope(`k${this.done.length}`, one.command, one.actor)] : [];
    const made = call(stream, { now: this.now, commands, wake: one.type === 'wake' });
    const reply = await this.ledger.record(made);
    this.done.push({ call: made, reply });
    if (one.type === 'command' && one.repeated) await this.repeat(this.done.length - 1);
    const state = await this.ledger.item(stream);
    if (state) this.seen.push(state);
  }

  /** The same call again, as a retried activity makes it: the same answers to what was accepted, no event. */
  async repeat(n: number): Promise<void> {
    const { call: made, reply } = this.done[n] ?? {};
    if (!made || !reply) return;
    const accepted = made.commands.filter(({ key }) => reply.answers[key]?.ok);
    const again = await this.ledger.record({ ...made, commands: accepted, wake: false, head: reply.head });
    for (const { key } of accepted) expect(again.answers[key]).toEqual(reply.answers[key]);
  }

  /** The mailroom's day: digests, sending, journaling, the checkpoint. */
  async slot(outcome: DeliveryOutcome['type']): Promise<void> {
    const today = dateOf(this.now, OFFICE.calendar.zone);
    if (slotFor(OFFICE, this.now, await this.ledger.lastComposed()) !== today) return;
    this.now = instant(Math.max(this.now, slotAt(OFFICE, today)));
    const { now } = this;
    await this.ledger.composeSlot({ slot: today, now, after: null, limit: 500 });
    await this.ledger.markComposed(today, now);
    for (;;) {
      const claim = await this.ledger.claim({ run: `run ${today}`, attempt: 1, now });
      if (claim.type !== 'mail') break;
      await this.ledger.settle(claim.mail.key, { type: outcome, response: '250 ok', refused: [] }, now);
    }
    await this.ledger.journalDeliveries(now);
    await this.ledger.checkpoint({ slot: today, now });
  }
}

/** Whatever happens in whatever order: tables and journal say the same, and the past stays as it was. */
export function storySuite(under: DatabaseUnderTest): void {
  async function told(steps: readonly Step[], then: (story: Story) => Promise<void>): Promise<void> {
    const database = await under.fresh();
    const ledger = await opened({ url: database.url, groupMs: 0 });
    const units = { sjj: 'lead', sfj: 'support', dag: 'each' } as const;
    await issuedLedger(ledger, planItems(2, planItem({ units })));
    const story = new Story(ledger);
    await ledger.composeLetters({ notice: 'n1', batch: 1, now: story.now });
    try {
      for (const one of steps) await story.play(one);
      await then(story);
    } finally {
      await ledger.close();
      await database.remove();
    }
  }
  const property = (then: (story: Story) => Promise<void>): Promise<void> =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40, size: 'max' }), (steps) =>
        told(steps, then),
      ),
      { numRuns: 5 },
    );

  describe('any sequence of commands, wakes and slots', () => {
    it('leaves tables that the journal gives again, and an unbroken journal', () =>
      property(async ({ ledger }) => {
        expect((await ledger.check()).findings).toEqual([]);
        expect((await ledger.verify()).findings).toEqual([]);
      }));

    it('leaves every state of the past to be found again from the first events', () =>
      property(async ({ ledger, seen }) => {
        for (const state of seen) {
          const events = await ledger.history(state.stream, { after: 0, limit: state.seq });
          const again = events
            .map(recordedOf)
            .reduce<ItemState | null>((before, event) => evolve(before, event, state.stream), null);
          expect(again).toEqual(state);
        }
      }));

    it('gives every accepted command its answer again, much later, and no event', () =>
      property(async (story) => {
        const before = await story.ledger.streams();
        for (const n of story.done.keys()) await story.repeat(n);
        expect(await story.ledger.streams()).toEqual(before);
      }));
  });
}
