import { noticeRead } from '../../office/acts/import-notice';
import { readNotice } from '../../domain/notice/read';
import { moment } from '../support/item';

const reading = readNotice(
  { text: '关于做好某项工作的通知\n1．报送总结。（区数据局）\n' },
  { units: [], groups: [] },
);
const at = { id: 'n1', coordinator: 'ddy', zone: 'Asia/Shanghai' };

describe('a notice that names no year', () => {
  it('is of the year of the office in the first hours of 1 January, when the old year still runs in UTC', () => {
    expect(reading.year).toBeNull();
    expect(noticeRead(reading, { ...at, now: moment('2026-01-01 07:59') }).year).toBe(2026);
    expect(noticeRead(reading, { ...at, now: moment('2025-12-31 23:59') }).year).toBe(2025);
  });
});
