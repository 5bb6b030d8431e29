import { shift } from '../../domain/calendar/calendar';
import type { Command } from '../../domain/item/commands';
import { may } from '../../domain/item/may';
import type { ItemState } from '../../domain/item/types';
import { sha256 } from '../../domain/journal/canonical';
import { itemStream } from '../../domain/journal/streams';
import type { StreamId } from '../../domain/journal/types';
import type { Office } from '../../domain/office';
import type { Plan, PlanItem, PlanUnit } from '../../domain/plan/types';
import type { AccountId } from '../../domain/roster/types';
import {
  civilDate,
  instantAt,
  yearOf,
  type CivilDate,
  type ClockTime,
  type Instant,
} from '../../domain/time';
import type { Script } from './script';

/** One thing that somebody does in a rehearsal; what exactly is decided from the state at that moment. */
export interface Act {
  readonly at: Instant;
  readonly stream: StreamId;
  /** Null: nothing to do any more. */
  readonly decide: (state: ItemState) => { readonly actor: AccountId; readonly command: Command } | null;
}

/** Who does what by habit: spread by a hash of item and unit, the same in every run. */
export function habits(plan: Plan, office: Office, script: Script, issueDay: CivilDate): readonly Act[] {
  const own = new Set(script.events.flatMap((event) => (event.unit ? [`${event.item}|${event.unit}`] : [])));
  const named = (item: PlanItem, unit: PlanUnit): boolean => {
    const found = office.roster.units.find((candidate) => candidate.id === unit.unit);
    return found !== undefined && own.has(`${item.key}|${found.name}`);
  };
  return plan.items.flatMap((item) =>
    item.units.flatMap((unit) => {
      const pair = new Pair(plan, office, script, item, unit, issueDay);
      return [
        pair.signs(),
        ...(named(item, unit) ? [] : pair.handsIn()),
        ...pair.reports(),
        ...pair.yearEnd(),
      ];
    }),
  );
}

/** One item × unit and its habits. */
class Pair {
  private readonly stream: StreamId;

  constructor(
    private readonly plan: Plan,
    private readonly office: Office,
    private readonly script: Script,
    private readonly item: PlanItem,
    private readonly unit: PlanUnit,
    private readonly issueDay: CivilDate,
  ) {
    this.stream = itemStream(plan.notice, item.key);
  }

  /** A number in [0, n) that depends on item and unit only. */
  private spread(n: number, salt: string): number {
    return Number.parseInt(sha256(`${this.stream}|${this.unit.unit}|${salt}`).slice(0, 8), 16) % n;
  }

  private act(day: CivilDate, time: ClockTime, decide: Act['decide']): Act {
    return { at: instantAt(day, time, this.office.calendar.zone), stream: this.stream, decide };
  }

  private liaison(): AccountId | null {
    return (
      this.office.roster.accounts.find(
        (account) => account.role === 'liaison' && account.unit === this.unit.unit,
      )?.id ?? null
    );
  }

  private reviewer(state: ItemState): AccountId | null {
    const found = this.office.roster.accounts.find(
      (account) =>
        (account.role === 'coordinator' || account.role === 'reviewer') &&
        may(account, 'accept', state, this.unit.unit, false).ok,
    );
    return found?.id ?? null;
  }

  private assignment(state: ItemState): ItemState['assignments'][number] | undefined {
    return state.assignments.find((assignment) => assignment.unit === this.unit.unit);
  }

  private byLiaison(command: Command): { actor: AccountId; command: Command } | null {
    const actor = this.liaison();
    return actor === null ? null : { actor, command };
  }

  signs(): Act {
    const days = this.spread(this.script.habits.signWithin + 1, 'sign');
    const day = shift(this.office.calendar, this.issueDay, days).date;
    return this.act(day, '15:00', (state) =>
      this.assignment(state)?.status === 'issued'
        ? this.byLiaison({ type: 'acknowledge', unit: this.unit.unit })
        : null,
    );
  }

  handsIn(): readonly Act[] {
    if (this.item.kind === 'continuous' || this.unit.role === 'support') return [];
    const dates = this.unit.due === null ? this.item.dates : [this.unit.due];
    return dates.flatMap((due, index) => this.finishes(due, index + 1));
  }

  private finishes(due: CivilDate, occurrence: number): readonly Act[] {
    const { submitBefore, reviewAfter } = this.script.habits;
    const [low, high] = submitBefore;
    const calendar = this.office.calendar;
    const t = shift(calendar, due, 0).date;
    const handIn = shift(calendar, t, -(low + this.spread(high - low + 1, `submit${occurrence}`))).date;
    const review = shift(calendar, handIn, reviewAfter).date;
    const unit = this.unit.unit;
    return [
      this.act(handIn, '14:00', (state) => {
        const status = this.assignment(state)?.status;
        return status === 'issued' || status === 'underway'
          ? this.byLiaison({ type: 'submitCompletion', unit, occurrence, text: '已按要求完成', files: [] })
          : null;
      }),
      this.act(review, '15:30', (state) => {
        const waits = this.assignment(state)?.occurrences.find((one) => one.no === occurrence);
        const actor = this.reviewer(state);
        return waits?.handIns.at(-1)?.fate === 'open' && actor !== null
          ? { actor, command: { type: 'accept', unit, occurrence, text: '' } }
          : null;
      }),
      this.act(review, '16:30', (state) => this.closes(state)),
    ];
  }

  private closes(state: ItemState): ReturnType<Act['decide']> {
    return state.status === 'toBeClosed'
      ? { actor: state.coordinator, command: { type: 'close', reason: '各单位均已办结' } }
      : null;
  }

  reports(): readonly Act[] {
    if (this.item.kind !== 'continuous' || this.unit.role === 'support') return [];
    const ends = ['03-31', '06-30', '09-30', '12-31'].map((end) => civilDate(`${this.plan.year}-${end}`));
    return ends
      .filter((end) => end > this.issueDay)
      .map((end) => {
        const t = shift(this.office.calendar, end, 0).date;
        const day = shift(this.office.calendar, t, -this.script.habits.reportBefore).date;
        return this.act(day, '14:00', () =>
          this.byLiaison({
            type: 'report',
            unit: this.unit.unit,
            percentage: 100,
            text: '本季度持续推进',
            files: [],
          }),
        );
      });
  }

  /** The coordinator reviews a continuous item once, on the last working day but one of the year. */
  yearEnd(): readonly Act[] {
    if (this.item.kind !== 'continuous' || this.item.units[0] !== this.unit) return [];
    const last = shift(this.office.calendar, civilDate(`${yearOf(this.issueDay)}-12-31`), -1).date;
    return [
      this.act(last, '16:30', (state) => ({
        actor: state.coordinator,
        command: { type: 'yearEnd', outcome: 'accept', reason: '年度任务完成' },
      })),
    ];
  }
}
