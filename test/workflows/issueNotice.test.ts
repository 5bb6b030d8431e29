import { noticeStream, MAILROOM } from '../../domain/journal/streams';
import { planItems } from '../support/ledger';
import { realOffice, type RealOffice } from './realOffice';

jest.setTimeout(60_000);

let office: RealOffice;
afterEach(() => office.close());

const streamsIn = (kind: string): string[][] =>
  office.taken
    .filter(({ edition }) => edition.kind === kind)
    .map(({ edition }) => edition.lines.map(({ stream }) => stream));

describe('an issuing run', () => {
  it('writes one letter for each unit, with all its items', async () => {
    office = await realOffice('2025-09-22 10:00');
    const all = ['item/n1/1', 'item/n1/2', 'item/n1/3'];
    expect(streamsIn('letter')).toEqual([all, all]);
    const issued = (await office.ledger.history(noticeStream('n1'))).map(({ type }) => type);
    expect(issued).toEqual(['noticeImported', 'noticeIssued']);
  });

  it('waits ten minutes for an item that cannot begin, then sends the letters without it and names it', async () => {
    office = await realOffice('2025-09-22 10:00', planItems(3), ['item/n1/2']);
    await office.moveTo('2025-09-22 10:09');
    expect(streamsIn('letter')).toEqual([]);
    await office.moveTo('2025-09-22 10:15');
    expect(streamsIn('letter')).toEqual([
      ['item/n1/1', 'item/n1/3'],
      ['item/n1/1', 'item/n1/3'],
    ]);
    const reported = (await office.ledger.history(MAILROOM)).find(({ type }) => type === 'issueMissing');
    expect(JSON.parse(reported?.body ?? '{}')).toEqual({ notice: 'n1', batch: 1, streams: ['item/n1/2'] });
    await expect(office.duban.issueEnd({ notice: 'n1', batch: 1 }, 5_000)).resolves.toEqual({
      missing: ['item/n1/2'],
    });
  });
});
