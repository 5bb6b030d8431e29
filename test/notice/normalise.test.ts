import { offsetIn } from '../../domain/notice/flow';
import { normalise } from '../../domain/notice/lines/normalise';

describe('the matching form of a notice', () => {
  it.each([
    ['（区教育局，各街镇）', '(区教育局,各街镇)'],
    ['１．優化政務服務；', '1.优化政务服务;'],
    ['区\u3000教\u00a0育 局', '区 教 育 局'],
    ['区\u200b数\u200d据\ufeff局', '区数据局'],
    ['做好??公开', '做好公开'],
    ['可以吗?', '可以吗?'],
    ['一\r\n二\r三\u2028四', '一\n二\n三\n四'],
    ['⼀、⾏政', '一、行政'],
    ['二○二五年', '二〇二五年'],
  ])('of %j is %j', (source, form) => {
    expect(normalise(source).text).toBe(form);
  });

  it('keeps the place of every character in the source', () => {
    const source = '１．\u200b優化??政務（區）';
    const flow = normalise(source);
    const places = Array.from(flow.text, (_, i) => source.charAt(offsetIn(flow, i)));
    expect(places.join('')).toBe('１．優化政務（區）');
  });
});
