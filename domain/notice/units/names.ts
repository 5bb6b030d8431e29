import { tight } from '../flow';
import { normalise } from '../lines/normalise';
import { isGroupName } from './groups';
import { labelsWith, type Labels } from './roles';
import type { ColumnKind, Vocabulary } from '../types';

/**
 * What a name is, and how sure its form makes us: `strong` forms stand alone, `weak` ones only in company, a `guess`
 * is a name only because it stands in a list of units.
 */
export interface NameForm {
  readonly kind: 'unit' | 'group';
  readonly strength: 'known' | 'strong' | 'weak' | 'guess';
}

/** The vocabulary in the matching form. `phrases` are the names that hold a comma themselves. */
export interface Lexicon {
  readonly units: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  readonly phrases: readonly string[];
  /** The labels of lists and times, with the office's own. */
  readonly labels: Labels;
  /** The office's own headings of columns. */
  readonly headings: ReadonlyMap<string, ColumnKind>;
  readonly isEmpty: boolean;
}

/** A name in the matching form: simplified, half-width, without blanks. */
const matchingName = (name: string): string => tight(normalise(name)).text;

const wordMap = <T>(words: Readonly<Record<string, T>> = {}): ReadonlyMap<string, T> =>
  new Map(Object.entries(words).map(([word, means]) => [matchingName(word), means]));

/** Makes the lexicon of a vocabulary. */
export function lexiconOf(vocabulary: Vocabulary): Lexicon {
  const { learned } = vocabulary;
  const units = new Set([...vocabulary.units, ...(learned?.units ?? [])].map(matchingName));
  const groups = new Set(vocabulary.groups.map(matchingName));
  const phrases = [...units, ...groups].filter((name) => /[、,;]/.test(name));
  phrases.sort((a, b) => b.length - a.length);
  return {
    units,
    groups,
    phrases,
    labels: labelsWith(wordMap(learned?.labels)),
    headings: wordMap(learned?.headings),
    isEmpty: vocabulary.units.length === 0,
  };
}

/** Endings that make a name by themselves. */
const STRONG =
  /(?:委员会|管委会|居委会|村委会|执委会|组委会|委|局|办|办公室|办公厅|厅|中心|镇|乡|街道|街道办|办事处|政府|公司|集团|专班|法院|检察院|分局|支队|大队|总队|总工会|支行|分行|人行|银行|农商行|工作组|工作专班|妇联|残联|工商联|科协|侨联|文联|红十字会|武装部|(?:宣传|组织|统战|社工|社会工作)部|领导小组|指挥部|(?<![部签联])署|总社|共青团|共青团中央|气象局|联合会)$/;

/** Posts of a department in a street or town. */
const LOCAL_NAME =
  /(?:司法|派出|(?:市场|综合)监管|税务|水务|财政|土地|规划|自然资源|供电|城管|环保|房管|卫生监督)所$/;

/** Endings of units that ordinary words have too: they count only in a list, under a label or behind 区, 市, 县. */
const WEAK =
  /(?:部|院|处|科|科室|室|股|所|站|队|署|会|团|组|校|学校|大学|学院|馆|园区|开发区|新区|示范区|经开区|高新区|功能区|合作区|管理区|度假区|保税区|产业园|科创园|社|台|厂|联|协|部门|单位|机关|园|社区|联合体)$/;

/** A place that stands for its office: 成都市, 青羊区. */
const CITY =
  /^(?!.*[全本我超城上各门股楼集夜][市县]$)(?!.*[园新社全小辖山城库景片校矿林牧灾农郊战服发术范业验保税]区$)[^一二三四五六七八九十百两几多\P{Script=Han}][\p{Script=Han}]{1,3}[市县州盟旗区]$/u;

/** A task force with its matter in quotation marks: 区“两清”专班. */
const QUOTED_NAME =
  /^[\p{Script=Han}]{0,8}[“"][\p{Script=Han}\d+]{1,12}[”"][\p{Script=Han}]{0,8}(?:专班|办|办公室|领导小组|指挥部|工作组|中心)$/u;

/** Words that end like a unit and are none. */
const NOT_A_UNIT =
  /(?:^|[^委府党政])(?:[通联网帮代近次可承协督经快好能全易即难自一直]办|件事|待办|交办|转办|阅办|联动办|社会|机会|大会|会议室|全部|内部|外部|全局|结局|格局|布局|当局|好处|之处|各处|用处|到处|长处|学科|场所|网站|城乡|下乡|全镇|全乡)$/;

const NOT_A_START =
  /^(?:不|含|详|见|如|即|指|包|除|但|并|且|因|与|和|及|对|将|把|为|按|在|以|其|该|此|例|原|共|约|至|从|向|由|凡|已|未|请|让|建成|迁建|新建|改建|扩建|启动|开工|完成|打造|开展|制定|编制|印发|召开|举办|争取|确保|继续|积极|加快)/;

/** Signs of a sentence, not a name: 应急局 and 要素中心 are names. */
const SENTENCE_MARK = /[的了是被着把吗呢"“”《》!?%:。]|应(?!急|用)|(?<!重)要(?!素|塞|闻)/;

/** Verbs of a task. Offices and task forces carry them in their names too: 优化营商环境工作专班. */
const TASK_VERB = /实现|推进|加强|完善|做好|开展|建设工作|提升|优化|等级/;
const OFFICE_OF = /^.{1,20}(?:办公室|推进办|领导小组|专班|指挥部|委员会|推进中心|促进中心|服务中心|推进局)$/;

const isGroup = (name: string, lexicon: Lexicon): boolean => lexicon.groups.has(name) || isGroupName(name);

const behindDistrict = (name: string): boolean => /^(?:[区市县省镇乡]|中共|.{2,3}[区市县省])/.test(name);

/**
 * What a word is by the roster or by its form (and null when neither says that it names someone): a known name,
 * a group word, or a well-formed name of 2 to 25 characters that ends as units do.
 */
export function nameForm(name: string, lexicon: Lexicon): NameForm | null {
  if (lexicon.units.has(name)) return { kind: 'unit', strength: 'known' };
  if (name.length < 2 || name.length > 40) return null;
  if (isGroup(name, lexicon)) return { kind: 'group', strength: 'known' };
  if (QUOTED_NAME.test(name)) return { kind: 'unit', strength: 'strong' };
  if (name.length > 25 || /[^\p{Script=Han}A-Za-z0-9·—-]/u.test(name)) return null;
  if (NOT_A_START.test(name) || SENTENCE_MARK.test(name) || NOT_A_UNIT.test(name)) return null;
  if (TASK_VERB.test(name) && !OFFICE_OF.test(name)) return null;
  if (STRONG.test(name) || LOCAL_NAME.test(name)) return { kind: 'unit', strength: 'strong' };
  if (CITY.test(name)) return { kind: 'unit', strength: 'weak' };
  if (WEAK.test(name)) return { kind: 'unit', strength: behindDistrict(name) ? 'strong' : 'weak' };
  return null;
}
