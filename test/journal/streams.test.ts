import { MAILROOM, OFFICE, itemStream, noticeStream, parseStream } from '../../domain/journal/streams';

describe('the name of a stream', () => {
  it('tells what it is about', () => {
    expect(parseStream(itemStream('qp-2025', '1-3'))).toEqual({
      type: 'item',
      notice: 'qp-2025',
      key: '1-3',
    });
    expect(parseStream(noticeStream('qp-2025'))).toEqual({ type: 'notice', notice: 'qp-2025' });
    expect(parseStream(OFFICE)).toEqual({ type: 'office' });
    expect(parseStream(MAILROOM)).toEqual({ type: 'mailroom' });
  });

  it.each(['', 'item/n', 'notice/', 'notice/a/b', 'other/x'])('“%s” names nothing', (stream) => {
    expect(parseStream(stream)).toEqual({ type: 'unknown' });
  });
});
