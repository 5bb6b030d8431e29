/** Chinese and Arabic numerals of a day or month. */
const N = '(?:\\d{1,2}|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])';
const BEFORE = '(?:(?:之|以)?前(?![期述三列置提瞻沿后往款两几景端])|止)';

const PART = '上旬|中旬|下旬|月?[底末]|初';

/** What may follow a quarter or half-year: 末月20日, 首月上旬, 初, 底. The groups are named with `prefix` before them. */
const spotIn = (prefix: string): string =>
  `(?<${prefix}month>首个?月|第[一二三四五六]个?月|末月|最后一个?月|次月)?(?:(?<${prefix}day>${N})[日号]|(?<${prefix}part>${PART}))?`;

const YEAR = '(?:\\d{4}|[〇零一二三四五六七八九]{4})';
/** The first half of a stretch of time, whose end is the date: 6-10月 · 一季度至三季度 · 二、三季度. */
const RANGE = `(?:(?:\\d{4}年)?(?:${N}月?(?:${N}[日号])?|上半年|第?[一二三四1-4]季度?)(?:[-—–~～至]{1,2}|到))?(?:第?[一二三四](?:[、和及]|[-—–~至])(?=第?[一二三四]季度))?`;

/** An absolute date as notices write it, with or without a year; the groups are read in deadline.ts. */
export const DATE = new RegExp(
  [
    `${RANGE}(?:(?<year>${YEAR})年|(?<word>今年|本年|当年|明年|次年))?`,
    `(?:(?<month>${N})月(?:(?<day>${N})[日号]|(?<part>${PART}|份底?))?`,
    `|(?<half>[上下])半年${spotIn('half')}|第?(?<quarter>[一二三四1-4])季度${spotIn('quarter')}`,
    `|(?<end>年[底末]|年内|[底末内](?=前|之前|以前|[^\\p{Script=Han}]|$|\\d|完|实|基|建|形|全|力))`,
    `|(?<moon>(?:本|当)?月[底末])|年?(?<odd>[上中下]旬))`,
    `(?:\\((?:星期|周)[一二三四五六日天]\\)|\\d{1,2}[时点:](?:\\d{2})?分?|下班)?(?<before>${BEFORE})?`,
  ].join(''),
  'gu',
);

export const RECURRING = new RegExp(
  `每(?:个)?(?:(?<every>月|季度?|半年)${spotIn('')})(?<before>${BEFORE})?|按(?:(?<bymonth>月)|(?<byquarter>季度?)|(?<byhalf>半年))(?=[^度\\p{Script=Han}]|$|推进|报送|开展|通报)`,
  'gu',
);

/** What goes on speaking of time behind a phrase: a part of it that was not understood. */
export const TIME_REST =
  /^(?:首月|末月|[上中下]旬|[上下]半[月年]|[初末底](?![步期])|第[一二三]个?月|次月|季度|\d{1,2}[日号]|(?:之|以)?后(?![续期勤备方]))/;
/** What makes a phrase vague. */
export const VAGUE_REST = /^(?:左右|前后)/;

const FEAST =
  '(?:国庆|春节|元旦|劳动节|五一|中秋|端午|清明|七一|十一|进博会|两会|全国两会|党代会|运动会|全运会|世博会|汛期|主汛期|寒假|暑假|开学)';

export const RELATIVE = new RegExp(
  `每(?:周|日|旬)[一二三四五六日天]?[^,。;:、]{0,6}?前(?![述列期])|(?:(?:自|从|在|于)[^,。;:]{1,30}?之?日起|[^,。;:、自从在于]{1,12}?之日起|[^,。;:、]{1,16}?后)[^,。;:]{0,4}?(?:\\d{1,3}|[一二三四五六七八九十]{1,3})个?(?:工作日|自然日|日|天|周|月)(?:之?内|前)|(?:${FEAST})(?:节|长假|假期)?(?:之|以)?前(?![期述])`,
  'g',
);

/** Relative phrases that say so only where a deadline is expected. */
export const RELATIVE_ALONE =
  /^(?:.{0,20}后)?(?:\d{1,3}|[一二三两四五六七八九十]{1,3})个?(?:工作日|自然日|日|天|周|月)(?:之?内)?(?:完成)?$|^.{2,20}[^\d月日]前(?:完成)?$|^(?:与|同|随|跟).{2,16}(?:同步|一致)(?:推进|完成)?$/;

const STEADY_VERB = '(?:推进|坚持|保持|开展|实施|进行|落实|任务|工作|做好|抓好)';

/** 全年 and its like, which set no day: read where a deadline is expected or where it stands alone. */
export const CONTINUOUS_ALONE = new RegExp(
  `^(?:(?:贯穿)?全年(?:持续)?|贯穿始终|长期|常年|持续|常态化?|长效|经常性?|日常)${STEADY_VERB}?(?:[、,;]?(?:(?:贯穿)?全年|长期|常年|持续|常态化?)${STEADY_VERB}?){0,2}$`,
);

/** In the running text a bare 持续 or 长期 says too little. */
export const CONTINUOUS_SENTENCE = new RegExp(
  `^(?:全年(?:持续)?${STEADY_VERB}?|持续推进|长期坚持|长期推进|常态化${STEADY_VERB}?)$`,
);

/** Words that promise no day: 及时, 适时, 按要求. */
export const NONE_ALONE =
  /^(?:立行立改|即知即改|立即|马上|及时|适时|随时|视情|按需|按时|按期|尽快|即时|实时|(?:按照?|根据|依据).{0,14}(?:要求|计划|规定|安排|部署|进度|节点|实际|需要))(?:推进|完成|开展|落实|实施|进行|办理|报送|更新|公开)?$/;
