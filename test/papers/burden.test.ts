import type { EventBodies, ItemEventType } from '../../domain/item/events';
import { civilDate, dateOf } from '../../domain/time';
import { BURDEN, burdenOf, mailsOf, type UnitMail } from '../../papers/burden';
import type { Happening } from '../../papers/happenings';
import { moment } from '../support/item';

const ZONE = 'Asia/Shanghai';

const happening = <T extends ItemEventType>(
  at: string,
  type: T,
  body: EventBodies[T],
  stream = 'item/n1/1',
): Happening => {
  const event = { seq: 1, type, body, at: moment(at), actor: 'sj', requestKey: null };
  // A body belongs to its type by the signature above.
  return { stream, title: '', day: dateOf(moment(at), ZONE), event: event as unknown as Happening['event'] };
};

const accountOf = (happened: readonly Happening[], mails: readonly UnitMail[] = []) =>
  burdenOf({
    ...{ mails, happened },
    unitOfTask: (stream, task) => (stream === 'item/n1/2' && task === 't1' ? 'sjj' : null),
    nameOf: (unit) => `单位${unit}`,
  });

const PHONE = { whoRef: 'r1', answer: '明天报' };

describe('the account of burden', () => {
  it('counts mails by unit, month and kind', () => {
    const mails = (['2025-07-31', '2025-08-01', '2025-08-29'] as const).map((day) => ({
      ...{ unit: 'sjj', kind: 'digest' as const, day: civilDate(day) },
    }));
    const rows = accountOf([], [...mails, { unit: 'sfj', kind: 'urge', day: civilDate('2025-08-01') }]);
    expect(rows.map((row) => [row.month, row.unit, mailsOf(row), row.counts])).toEqual([
      ['2025-07', 'sjj', 1, { digest: 1 }],
      ['2025-08', 'sfj', 1, { urge: 1 }],
      ['2025-08', 'sjj', 2, { digest: 2 }],
    ]);
  });

  it('counts what a unit sent in, and its characters without white space', () => {
    const by = { unit: 'sjj', source: null } as const;
    const [row] = accountOf([
      happening('2025-08-01 09:00', 'acknowledged', by),
      happening('2025-08-04 09:00', 'reported', { ...by, percentage: 30, text: '完成 初稿\n', files: [] }),
    ]);
    expect(row?.counts).toEqual({ signed: 1, report: 1, characters: 4, files: 0 });
  });

  it('counts one call once, however many items were spoken of', () => {
    const urged = { units: ['sjj'], text: '请报送', phone: PHONE };
    const done = { task: 't1', result: '已告知', send: false, slot: civilDate('2025-08-04'), phone: PHONE };
    const rows = accountOf([
      happening('2025-08-01 09:00', 'urged', urged),
      happening('2025-08-01 09:00', 'taskDone', done, 'item/n1/2'),
      happening('2025-08-01 15:00', 'urged', urged),
      happening('2025-08-01 16:00', 'urged', { ...urged, phone: null }),
    ]);
    expect(rows.map(({ counts }) => counts)).toEqual([{ call: 2 }]);
  });

  it('has a column for each count', () => {
    const [row] = accountOf([], [{ unit: 'sjj', kind: 'answer', day: civilDate('2025-07-01') }]);
    if (!row) throw new Error('no row');
    const cells = BURDEN.columns.map(({ heading, cell }) => [heading, cell(row, 0)]);
    expect(Object.fromEntries(cells)).toMatchObject({
      月份: '2025-07',
      单位: '单位sjj',
      邮件合计: 1,
      答复: 1,
    });
  });
});
