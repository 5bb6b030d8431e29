import { Painter } from '../../domain/notice/lines/paint';

describe('a stretch of text that no stage has understood', () => {
  const source = '一、开工 甲乙 丙\n\n结束';
  const painted = (): Painter => {
    const painter = new Painter(source);
    painter.paint({ start: 0, end: 4 }, 'heading');
    painter.paint({ start: 11, end: 13 }, 'ending');
    return painter;
  };

  it('is told, blanks apart', () => {
    expect(painted().bare()).toEqual([
      { start: 5, end: 7 },
      { start: 8, end: 9 },
    ]);
  });

  it('has the class finding, never that of what stands around it', () => {
    expect(painted().spans()).toEqual([
      { start: 0, end: 5, class: 'heading' },
      { start: 5, end: 10, class: 'finding' },
      { start: 10, end: 11, class: 'noise' },
      { start: 11, end: 13, class: 'ending' },
    ]);
  });
});
