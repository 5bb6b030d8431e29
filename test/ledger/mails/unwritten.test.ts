import * as compose from '../../../domain/digest/compose';
import { civilDate } from '../../../domain/time';
import { urge } from '../../support/commands';
import { planItems } from '../../support/ledger';
import { DATABASES, keysOf, openIssuedMailroom, type IssuedMailroom } from './issued-mailroom';
import { moment } from '../../support/item';

jest.mock('../../../domain/digest/compose', () => {
  const actual = jest.requireActual<typeof compose>('../../../domain/digest/compose');
  return {
    ...actual,
    composeUrges: jest.fn(actual.composeUrges),
    composeLetters: jest.fn(actual.composeLetters),
  };
});

const DAY = '2025-09-17';
const defect = (): never => {
  throw new Error('a defect of the program');
};

describe.each(DATABASES)('a mail that the program fails to write, on $name', (database) => {
  let room: IssuedMailroom;
  afterEach(() => room.close());
  const openTasks = async () => (await room.ledger.tasks({ open: true })).map(({ id }) => id);

  it('as an urge: the command is recorded and answered, and a person has a task', async () => {
    room = await openIssuedMailroom(database, { items: planItems(1) });
    // As often as the transaction is run: another may hold the mailroom's stream the first time.
    const written = jest.mocked(compose.composeUrges);
    const actual = written.getMockImplementation();
    written.mockImplementation(defect);
    await room.say(`${DAY} 09:01`, 'ddy', urge(['sfj']));
    written.mockImplementation(actual);
    expect(await room.ledger.mails({ kind: 'urge' })).toEqual([]);
    expect(await openTasks()).toEqual([expect.stringMatching(/^manual\|item\/n1\/1\|\d+\|sfj$/)]);
    expect(await room.ledger.faultsAt(civilDate(DAY))).toEqual(['mail/sfj|liaison']);
    expect(await room.ledger.check()).toMatchObject({ findings: [] });
  });

  it('as a letter: that unit alone goes without, and a person has a task', async () => {
    room = await openIssuedMailroom(database, { items: planItems(2), underway: false });
    await room.wake('2025-06-30 10:01');
    jest.mocked(compose.composeLetters).mockImplementationOnce(defect);
    await room.ledger.composeLetters({ notice: 'n1', batch: 1, now: moment('2025-06-30 10:10') });
    expect(keysOf(await room.ledger.mails({}))).toEqual(['sjj|n1|1']);
    expect(await openTasks()).toEqual(['manual|sfj|n1|1']);
  });
});
