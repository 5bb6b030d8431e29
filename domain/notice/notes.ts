/**
 * Remarks that stand in lists of units and name nobody themselves: 下同 · 列第一位的为牵头单位 · 以下均需各镇落实，不再列出 ·
 * 含管委会.
 */
const NOTE =
  /^(?:[列排].{0,6}(?:首|第一|第1|前)|第[一1]个?(?:逗号|顿号|单位|责任)|多个牵头|以?下同$|后同$|以[上下](?:各?项|均|任务|工作|同|简称|涉及)|均[需为由]|不再(?:一一)?(?:列|重复|赘)|其[中余]|[含指即逢]|不含|包括|除|限|涉及|详见|见|注[:：]?|标.{0,4}[*★]|带.{0,4}[*★]|[*★].{0,4}(?:为|表示|号)|按.{0,10}(?:排|先后))|为牵头(?:单位|部门)|不分先后|下同$/;

/** True for a word, or the inside of a bracket, that remarks on a list instead of naming somebody. */
export const isNote = (text: string): boolean =>
  NOTE.test(text.replace(/\s/g, '').replace(/(?<=.)[(〔].*$/, ''));
