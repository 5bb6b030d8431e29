import { changesByItem } from '../../office/lists/changes';
import { weeksOf } from '../../client/console/web/weeks';
import { civilDate } from '../../domain/time';
import { stage, type Browser, type Stage } from '../support/console';
import { moment, planItem } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';

let s: Stage;
let coordinator: Browser;
beforeAll(async () => {
  s = await stage(async (ledger) => {
    const monthly = {
      ...planItem({ kind: 'recurring', dates: ['2025-07-31', '2025-08-29', '2025-09-30'] }),
      key: '3',
    };
    await beginAll(
      ledger,
      await issuedLedger(ledger, [...planItems(2), monthly]),
      moment('2025-06-30 10:00'),
    );
    const about = {
      title: '另一份要点',
      number: '',
      year: 2025,
      demo: false,
      coordinator: 'ddy',
      deputies: [],
    };
    const by = { now: moment('2025-06-30 10:30'), actor: 'ddy', requestKey: 'import' };
    await ledger.importNotice({ notice: { id: 'n2', ...about }, text: '正文', ...by });
  });
  coordinator = await s.browser('ddy');
});
afterAll(() => s.close());

describe('two notices', () => {
  it('are told apart in the lists of a unit and on the overview', async () => {
    const unit = await (await s.browser('ll-sjj')).get('/my');
    for (const { body } of [unit]) expect(body).toContain('2025年政务公开工作要点');
  });
});

describe('a day off as a new date', () => {
  it.each([
    ['2025-10-18', '2025-10-18 是休息日（周六）'],
    ['2025-10-03', '2025-10-03 是休息日（国庆节、中秋节）'],
  ])('is pointed out before a date is changed to %s', async (date, said) => {
    const at = '/items/n1/1/do/changeDeadline';
    const { body } = await coordinator.fill(at, at, { date, reason: '上级调整' });
    expect(body).toContain(said);
  });

  it('is not told of a working day', async () => {
    const at = '/items/n1/1/do/changeDeadline';
    const { body } = await coordinator.fill(at, at, { date: '2025-10-17', reason: '上级调整' });
    expect(body).not.toContain('休息日');
  });
});

describe('the page of a recurring item', () => {
  it('has every round with its date', async () => {
    const { body } = await coordinator.get('/items/n1/3');
    for (const date of ['2025-07-31', '2025-08-29', '2025-09-30'])
      expect(body).toMatch(new RegExp(`<li value="\\d">${date} 未办结`));
  });
});

describe('changes since the last meeting', () => {
  const line = {
    kind: 'newlyLate',
    stream: 'item/n1/1',
    notice: 'n1',
    no: '1',
    title: '公开',
    status: null,
  } as const;
  const due = civilDate('2025-09-30');
  const of = (unitName: string, after = due) => ({ ...line, unit: unitName, unitName, before: due, after });

  it('have one row for an item, with its units and what is the same for all of them', () => {
    const rows = changesByItem([of('甲局'), of('乙局'), of('丙局', civilDate('2025-10-10'))]);
    expect(rows.map(({ units, before, after }) => [units.map(({ name }) => name), before, after])).toEqual([
      [['甲局', '乙局', '丙局'], due, null],
    ]);
  });
});

describe('the strip of a year', () => {
  it('begins with the month in which something falls', () => {
    const weeks = weeksOf(2025, [{ due: civilDate('2025-09-17'), late: false, count: 2 }]);
    expect([weeks[0]?.monday, weeks.at(-1)?.monday]).toEqual(['2025-09-01', '2025-12-29']);
  });
});
