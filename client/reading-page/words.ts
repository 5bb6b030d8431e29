import type { CharClass } from '../../domain/notice/types';
import type { ReadingCounts } from './rows';

type WordsLang = 'zh' | 'en';

/** The name of each class in the legend. */
export const CLASS_WORDS: Readonly<Record<CharClass, Readonly<Record<WordsLang, string>>>> = {
  title: { zh: '标题', en: 'title' },
  number: { zh: '文号', en: 'number' },
  date: { zh: '日期', en: 'date' },
  heading: { zh: '章节', en: 'heading' },
  item: { zh: '事项', en: 'task' },
  units: { zh: '单位', en: 'units' },
  deadline: { zh: '时限', en: 'deadline' },
  preamble: { zh: '引言', en: 'preamble' },
  ending: { zh: '结尾', en: 'ending' },
  noise: { zh: '杂质', en: 'noise' },
  finding: { zh: '没有读懂', en: 'not understood' },
};

/** The name of each count. */
export const COUNT_WORDS: Readonly<Record<keyof ReadingCounts, Readonly<Record<WordsLang, string>>>> = {
  items: { zh: '事项', en: 'tasks' },
  sections: { zh: '章节', en: 'sections' },
  units: { zh: '单位', en: 'units' },
  dated: { zh: '有时限', en: 'with a time' },
  findings: { zh: '需核对', en: 'to look at' },
  unaccounted: { zh: '没有对上', en: 'unaccounted' },
};
