import { dueOn } from '../../domain/calendar/calendar';
import { composeImmediate, composeLetters, composeSlot } from '../../domain/digest/compose';
import type { ClaimedMail } from '../../domain/digest/delivery';
import type { Edition } from '../../domain/digest/types';
import type { Office } from '../../domain/office';
import { civilDate } from '../../domain/time';
import { itemsInMemory, type ItemsInMemory } from '../support/items-in-memory';
import { testOffice } from '../support/office';

const office = testOffice();

/** A signed checkpoint as mails carry it. */
const NOTE = [
  'duban.example/qingpu',
  '70000',
  '3mo8be233YYgqc5ww/hRNGR5GymQ0w9x52W4e38PJFY=',
  '',
  `— duban.example/qingpu ${Buffer.alloc(68, 1).toString('base64')}`,
  '',
].join('\n');

const TITLES = [
  '健全公共数据授权运营机制',
  '开展公文公开属性审查',
  '优化政策解读和政民互动',
  '推进基层政务公开标准化建设',
];
const TEXT =
  '全面梳理本单位公文公开属性，建立公文公开属性源头认定和定期审查机制，对不予公开的公文逐件说明理由，于截止日前报送审查台账。';

const issue = (stage: ItemsInMemory, no: number, dues: readonly string[], rest: object = {}): string =>
  stage.issue(
    String(no),
    { sjj: { role: 'lead', dues }, sfj: { dues }, zjj: { role: 'support', dues } },
    { title: TITLES[no - 1] ?? `第${no}项`, text: TEXT, ...rest },
  );

const claimed = (edition: Edition, references: string | null = '<letter@qingpu.example>'): ClaimedMail => ({
  key: edition.key,
  edition,
  messageId: `<${edition.key.replace(/[^\w]+/g, '-')}@qingpu.example>`,
  references: edition.kind === 'letter' ? null : references,
  checkpoint: NOTE,
  recipients: [{ contact: 'c1', name: '联络员甲', address: 'lly@sjj.qingpu.example' }],
  notices: [],
});

const one = (editions: readonly Edition[], key: string): ClaimedMail => {
  const edition = editions.find((candidate) => candidate.key === key);
  if (!edition) throw new Error(`no ${key} among ${editions.map((e) => e.key).join(', ')}`);
  return claimed(edition);
};

/** A stage on which item 1 is late since 09-30, 2 near, 3 unsigned and far off, 4 continuous. */
function busy(rest: object = {}): ItemsInMemory {
  const stage = itemsInMemory(office);
  const first = issue(stage, 1, ['2025-09-30'], rest);
  const second = issue(stage, 2, ['2025-10-15'], rest);
  issue(stage, 3, ['2025-12-31'], rest);
  issue(stage, 4, [], rest);
  for (const stream of [first, second])
    stage.happens(stream, '2025-07-01', { type: 'acknowledged', body: { unit: 'sjj', source: null } });
  stage.wake('2025-09-30');
  stage.compose('2025-09-30');
  return stage;
}

const immediate = (stage: ItemsInMemory, day: string): ClaimedMail => {
  const mail = stage.mails.at(-1);
  const edition = mail && composeImmediate(stage.snapshot(day), mail, civilDate(day));
  if (!edition) throw new Error('no mail at once');
  return claimed(edition);
};

/** The letter of 区数据局 for four items, in an office. */
export function letter(rest: object = {}, of: Office = office): ClaimedMail {
  const stage = itemsInMemory(of);
  for (const no of [1, 2, 3]) issue(stage, no, [`2025-${no + 8 < 10 ? '0' : ''}${no + 8}-30`], rest);
  issue(stage, 4, [], rest);
  const day = civilDate('2025-06-30');
  return one(composeLetters(stage.snapshot('2025-06-30'), 'n1', 1, day), 'sjj|n1|1');
}

/** The edition of R6 (10-09), R7 (10-11) or R8 (10-14). */
function digest(day: string, key: string, rest: object = {}): ClaimedMail {
  const stage = busy(rest);
  for (const on of ['2025-10-09', '2025-10-10', '2025-10-11', '2025-10-13', '2025-10-14'].filter(
    (d) => d < day,
  )) {
    stage.wake(on);
    stage.compose(on);
  }
  stage.wake(day);
  return one(stage.compose(day), `${key}|${day}`);
}

function chief(): ClaimedMail {
  const stage = busy();
  for (const day of ['2025-10-09', '2025-10-11', '2025-10-14']) {
    stage.wake(day);
    stage.compose(day);
  }
  const stream = 'item/n1/1';
  const task = stage.item(stream).tasks.find(({ kind, unit }) => kind === 'approveR8' && unit === 'sjj');
  stage.happens(stream, '2025-10-14 11:00', {
    type: 'taskDone',
    body: {
      task: task?.id ?? '',
      result: '同意发送',
      send: true,
      slot: civilDate('2025-10-15'),
      phone: null,
    },
  });
  stage.wake('2025-10-15');
  return one(stage.compose('2025-10-15'), 'sjj|chief|2025-10-15');
}

function reviewer(): ClaimedMail {
  const stage = busy();
  stage.happens('item/n1/2', '2025-10-09', {
    type: 'handedIn',
    body: { unit: 'sjj', round: 1, source: null, text: '已办结，附台账', files: [] },
  });
  for (const day of ['2025-10-10', '2025-10-11', '2025-10-13', '2025-10-14', '2025-10-15']) {
    stage.wake(day);
    const found = stage.compose(day).find(({ to }) => to.audience === 'reviewer');
    if (found) return claimed(found);
  }
  throw new Error('nothing passed to the reviewer');
}

/** A request for a date beyond the year, which only a reviewer may grant. */
function reviewerAsked(): ClaimedMail {
  const stage = busy();
  stage.happens('item/n1/2', '2025-10-09', {
    type: 'extensionRequested',
    body: {
      ...{ unit: 'sjj', round: 1, source: null, late: false },
      ...{
        asked: civilDate('2026-01-30'),
        reason: '接口尚在联调',
        progress: '已完成八成',
        approver: '王局长',
      },
    },
  });
  stage.wake('2025-10-10');
  return one(stage.compose('2025-10-10'), 'shld|reviewer|2025-10-10');
}

/** The briefing of a week's first day, with what changed since the week before. */
function week(): ClaimedMail {
  const stage = busy();
  const before = stage.item('item/n1/2');
  const due = dueOn(office.calendar, civilDate('2025-11-14'));
  stage.happens('item/n1/2', '2025-09-30 14:00', {
    type: 'deadlineChanged',
    body: {
      ...{ slot: civilDate('2025-10-09'), reason: '调整' },
      dates: ['sjj', 'sfj'].map((unit) => ({
        ...{ unit, round: 1, due, version: 2, startDay: civilDate('2025-09-30') },
      })),
    },
  });
  stage.wake('2025-10-09');
  const snapshot = stage.snapshot('2025-10-09');
  const moved = {
    from: civilDate('2025-09-29'),
    pairs: [{ was: before, is: stage.item('item/n1/2') }],
  };
  const slot = civilDate('2025-10-09');
  return one(composeSlot({ ...snapshot, moved }, slot), 'ddy|coordinator|2025-10-09');
}

function urge(): ClaimedMail {
  const stage = busy();
  stage.happens('item/n1/1', '2025-10-09 14:00', {
    type: 'urged',
    body: { units: ['sjj'], text: '区长办公会将听取汇报。\n请今天下班前报送进展。', phone: null },
  });
  return immediate(stage, '2025-10-09');
}

function answer(): ClaimedMail {
  const stage = busy();
  stage.happens('item/n1/2', '2025-10-10', {
    type: 'extensionGranted',
    body: {
      unit: 'sjj',
      round: 1,
      due: dueOn(office.calendar, civilDate('2025-11-14')),
      version: 2,
      startDay: civilDate('2025-10-10'),
      daysLateBefore: 0,
    },
  });
  return immediate(stage, '2025-10-10');
}

/** 11 November: nothing presses sfj on that day but what was changed. */
function change(cancel: boolean): ClaimedMail {
  const stage = itemsInMemory(office);
  const stream = issue(stage, 3, ['2025-12-31']);
  stage.happens(stream, '2025-07-01', { type: 'acknowledged', body: { unit: 'sfj', source: null } });
  const slot = civilDate('2025-11-12');
  const due = dueOn(office.calendar, civilDate('2026-03-31'));
  const reason = '市里调整工作安排';
  stage.happens(
    stream,
    '2025-11-11',
    cancel
      ? { type: 'cancelled', body: { reason, slot } }
      : {
          type: 'deadlineChanged',
          body: { slot, reason, dates: [{ unit: 'sfj', round: 1, due, version: 2, startDay: slot }] },
        },
  );
  return one(stage.compose('2025-11-12'), 'sfj|liaison|2025-11-12');
}

/** Every kind of mail and every edition of the digest, from items that went through their events. */
export const SAMPLES: Readonly<Record<string, () => ClaimedMail>> = {
  letter: () => letter(),
  demonstration: () => letter({ demo: true }),
  digest: () => digest('2025-10-09', 'sjj|liaison'),
  supervisor: () => digest('2025-10-09', 'sjj|supervisor'),
  chief,
  coordinator: () => digest('2025-10-14', 'ddy|coordinator'),
  reviewer,
  reviewerAsked,
  week,
  urge,
  answer,
  change: () => change(false),
  cancellation: () => change(true),
};
