import { noticeInfo } from '../../office/intake/files/notice-folder';
import { forecast } from '../../domain/forecast/forecast';
import { issuedItems } from '../../domain/forecast/course';
import type { RecordedItemEvent } from '../../domain/item/events';
import { evolve } from '../../domain/item/evolve';
import type { ItemState } from '../../domain/item/types';
import { raise } from '../../domain/ladder/raise';
import { makePlan } from '../../domain/plan/plan';
import { slotAt } from '../../domain/slot';
import { civilDate, plusDays, type CivilDate } from '../../domain/time';
import { isWorkingDay } from '../../domain/calendar/calendar';
import { countOut, countText, whyOff } from '../../domain/view/count';
import { whyOf, type Why } from '../../domain/view/why';
import { cancel, handIn, sign } from '../support/commands';
import {
  issuedEvents,
  moment,
  officeSays,
  planItem,
  story,
  testPlan,
  unitSays,
  type Said,
} from '../support/item';
import { testOffice } from '../support/office';
import { sure } from '../support/sure';
import { issueItem } from '../../domain/plan/issue';

const office = testOffice();
const accepted = () => ({ state: 'accepted', on: civilDate('2025-06-30') }) as const;

/** The events of an item that looks at its agenda each working day until a day, with what was said to it. */
function lived(
  start: readonly RecordedItemEvent[],
  stream: string,
  until: string,
  said: readonly Said[] = [],
) {
  const events = [...start];
  let state = events.reduce<ItemState | null>((before, event) => evolve(before, event, stream), null);
  for (let day = civilDate('2025-07-01'); day <= until; day = plusDays(day, 1)) {
    if (!state) throw new Error('nothing issued');
    if (isWorkingDay(office.calendar, day)) {
      const body = raise(state, day, { office, letters: accepted });
      if (body) {
        const at = slotAt(office, day);
        const event = {
          type: 'raised',
          body,
          seq: state.seq + 1,
          at,
          actor: 'duban',
          requestKey: null,
        } as const;
        events.push(event);
        state = evolve(state, event, stream);
      }
    }
    const now = said.filter(({ at }) => at.startsWith(day));
    const told = story(state, now);
    events.push(...told.events);
    state = told.state;
  }
  return events;
}

const ask = (events: readonly RecordedItemEvent[], unit: string, day: string, now = '2026-03-31'): Why =>
  whyOf({
    ...{ stream: 'item/n1/a', events, office, unit, day: civilDate(day), now: moment(now) },
    ...{ letters: accepted, paused: null, mails: [] },
  });

const told = (...args: Parameters<typeof ask>): string[] => {
  const { verdict, because } = ask(...args);
  return [verdict, ...because.map(({ zh }) => zh)];
};

const start = issuedEvents({ units: { sjj: 'each', dag: 'each' } }).events;

describe('why a reminder went', () => {
  const events = lived(start, 'item/n1/a', '2025-10-31', [unitSays('2025-07-01', sign('sjj'))]);

  it('with the working days counted out, and which days were passed over and why', () => {
    expect(told(events, 'sjj', '2025-09-24')).toEqual([
      'sent',
      'R3 提前5个工作日提醒，发给联络员',
      '期限 2025-09-30，T 即 2025-09-30：从 2025-09-30 往前数 5 个工作日：09-29、09-28、09-26、09-25、09-24；跳过 09-27（周六）',
    ]);
    expect(told(events, 'sjj', '2025-10-09')).toEqual([
      'sent',
      'R6 催办，发给联络员、分管领导',
      '期限 2025-09-30，起算日 B 即 2025-09-30：从 2025-09-30 往后数 1 个工作日：10-09；跳过 10-01 至 10-08（国庆节、中秋节）',
    ]);
  });

  it('by hand where the unit has no mail', () => {
    expect(told(events, 'dag', '2025-09-24').at(-1)).toBe('区档案馆没有邮件，由人工送达');
  });
});

describe('why none did', () => {
  const waiting = lived(start, 'item/n1/a', '2025-10-31', [
    unitSays('2025-07-01', sign('sjj')),
    unitSays('2025-09-22', handIn('sjj')),
  ]);

  it('because the day is off', () => {
    expect(told(waiting, 'sjj', '2025-10-01')[0]).toBe('dayOff');
  });

  it('because a hand-in waited', () => {
    expect(told(waiting, 'sjj', '2025-09-24').slice(0, 2)).toEqual([
      'held',
      'R3 提前5个工作日提醒：办结或延期申请在等审核，期间暂不催',
    ]);
  });

  it('because nothing fell on the day, with what came before and comes next', () => {
    expect(told(waiting, 'sjj', '2025-09-18')).toEqual([
      'nothingDue',
      '这一天没有排到任何级别',
      '上一次：2025-09-17 R2 提前10个工作日提醒',
      '下一次：2025-09-24 R3 提前5个工作日提醒',
    ]);
  });

  it('because the item had ended, or the unit has no part in it', () => {
    const ended = lived(start, 'item/n1/a', '2025-10-31', [officeSays('2025-08-01', cancel)]);
    expect(told(ended, 'sjj', '2025-09-24')[0]).toBe('ended');
    expect(told(waiting, 'xcb', '2025-09-24')[0]).toBe('ended');
  });

  it('because it was not issued yet, or the letter went on that day', () => {
    expect(told(start, 'sjj', '2025-06-27')[0]).toBe('beforeIssue');
    expect(told(start, 'sjj', '2025-06-30')[0]).toBe('letter');
  });
});

describe('a day that has not come', () => {
  it('is looked ahead to, nobody acting', () => {
    const { verdict, ahead } = ask(start, 'sjj', '2025-09-24', '2025-09-23');
    expect([verdict, ahead]).toEqual(['sent', true]);
  });
});

describe('a count in words', () => {
  it('names why a day is off', () => {
    expect(whyOff(office.calendar, civilDate('2025-09-28'))).toBeNull();
    expect(whyOff(office.calendar, civilDate('2025-09-27'))?.zh).toBe('周六');
    const counted = countOut(office.calendar, civilDate('2025-09-26'), 1);
    expect(countText(counted).en).toBe(
      '1 working days after 2025-09-26: 09-28; passing over 09-27 (Saturday)',
    );
  });
});

describe('200 random units and days of a year', () => {
  const items = ['1', '2', '3'].map((key, n) => ({
    ...planItem({
      kind: n === 0 ? 'recurring' : n === 1 ? 'continuous' : 'dated',
      ...(n === 0 ? { dates: ['2025-08-29', '2025-11-28'] } : {}),
      units: { sjj: 'each', zjj: 'each', sfj: 'support' },
    }),
    ...{ key, no: key },
  }));
  const plan = makePlan(testPlan(items));
  const issuedAt = moment('2025-06-30');
  const mails = forecast({ plan, notice: noticeInfo(plan), office, issuedAt });
  const sent = new Set(
    mails.flatMap(({ to, slot, lines }) =>
      'unit' in to && to.audience === 'liaison'
        ? lines.filter(({ rung }) => rung !== null).map(({ stream, unit }) => `${stream} ${unit} ${slot}`)
        : [],
    ),
  );
  const stories = new Map(
    issuedItems({ plan, office, issuedAt }).map(({ stream, key }) => {
      const item = items.find((one) => one.key === key);
      if (!item) throw new Error(key);
      const event = sure(issueItem(plan, item, { office, at: issuedAt, batch: 1 }));
      const recorded = { ...event, seq: 1, at: issuedAt, actor: 'ddy', requestKey: null };
      return [stream, lived([recorded], stream, '2026-02-27')];
    }),
  );
  const days: CivilDate[] = Array.from({ length: 240 }, (_, n) => plusDays(civilDate('2025-07-01'), n));

  it.each([
    ['afterwards', '2026-03-31', (events: readonly RecordedItemEvent[]) => events],
    [
      'looked ahead to on the day of issue',
      '2025-06-30',
      ([issued]: readonly RecordedItemEvent[]) => [issued],
    ],
  ] as const)('agree with the mails that went, %s', (_, now, known) => {
    let seed = 20250630;
    const draw = (n: number): number => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
    const wrong: string[] = [];
    for (let n = 0; n < 200; n++) {
      const [stream, all] = [...stories][draw(stories.size)] ?? ['', []];
      const unit = ['sjj', 'zjj', 'sfj'][draw(3)] ?? '';
      const day = days[draw(days.length)] ?? civilDate('2025-07-01');
      const events = known(all).flatMap((event) => event ?? []);
      const call = { stream, events, office, unit, day, now: moment(now) };
      const { verdict } = whyOf({ ...call, letters: accepted, paused: null, mails: [] });
      const went = sent.has(`${stream} ${unit} ${day}`);
      if ((verdict === 'sent') !== went)
        wrong.push(`${stream} ${unit} ${day}: ${verdict}, mail ${String(went)}`);
    }
    expect(wrong).toEqual([]);
  });
});
