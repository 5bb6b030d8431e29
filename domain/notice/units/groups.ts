/** What a group's name is built of; each alternative stands once, here. */
const BODY =
  '(?:单位|部门|企业|机构|街镇|镇街|街道|乡镇|科室|处室|委办局|高校|院校|园区|平台|商会|协会|银行)';
const AND = '(?:以及|[和及与、,])';
/** 有关, 相关, 责任 …: which of them. */
const WHICH =
  '(?:有关|相关|责任|试点|成员|牵头|承办|配合|协办|属地|其他|其余|涉及|主管|监管|行业|业务|行政|职能|直属|项目)';
/** 省直, 市级, 中央和省驻, 国务院, 市政府 …: whose. */
const SCOPE =
  '(?:国务院|国家|中央|地方|本[省市区县]|全[省市区县]|[部省市区县镇]{1,2}(?:委|级|政府|直|属)*|(?:中央|[部省市区县])?(?:和|、)?[部省市区县]?[属级直]?驻[\\p{Script=Han}]{1,3}(?:的)?)';
/** A place that a province, city or district is made of, with what the bracket behind it allows as well. */
const PLACE =
  '(?:乡镇|街道|园区|新区|开发区|县级市|自治[区州县]|直辖市|[省区市县州盟旗乡镇](?:[(〔][省区市县州盟旗乡镇街道治直辖新园、,及和]{1,12}[)〕])?)';
const RULE = '(?:(?:人民|党委)?政府|管委会|党委|党工委|办事处|办)';

/** 各 before what ends like a unit, a place or a body speaks of several. */
const EACH =
  /^(?:全[区市县]|[区市县省镇](?:级|属|直|政府|委)?)?各(?!种|类|项(?!目)|方面|环节|自|界)(?:(?![等和及与各])\p{Script=Han}){0,14}(?:单位|部门|街镇|镇街|街道|镇|乡|街|政府|委办局|机关|科室|处室|公司|企业|园区|平台|学校|医院|组织|办事处|管委会|委员会|委|局|办|处|科|村|居|社区|居委会|村委会|居民区|村居|中心|站所|所|站|区|市|县|旗|州|省|新区|专班|专项组|工作组|领导小组|支队|大队|院|集团|运营商|商户|物业|商会|协会|高校|院校|机构|网点|企事业单位)$/u;

/** 各镇（街道）· 各县（市、区）政府 */
const EACH_IN_BRACKETS =
  /^[\p{Script=Han}]{0,4}各[\p{Script=Han}]{0,6}[省区市县旗乡镇街道]{1,4}[([〔][省区市县州旗乡镇街道治直辖新园、,及和]{1,14}[)\]〕]区?(?:人民|党)?(?:政府|办事处|管委会|委)?$/u;

const GROUPS: readonly RegExp[] = [
  EACH,
  EACH_IN_BRACKETS,
  new RegExp(`^${SCOPE}?各?${WHICH}+(?:的)?${BODY}(?:[(]${BODY}[)])?$`, 'u'),
  new RegExp(`^${SCOPE}各(?:${WHICH})*${BODY}(?:[(]${BODY}[)])?$`, 'u'),
  /^(?:.{0,4}驻[\p{Script=Han}]{1,3}|.{0,3}直属)(?:有关|相关)?(?:单位|部门|机构|企业)$/u,
  /^(?:各|有关|相关|[区市县]|[区市县]级|各相关|各有关)?(?:行业|业务|行政)?主管部门$/,
  /^(?:全体|所有)(?:成员)?(?:单位|部门)$/,
  /^(?:各|有关|相关|其他|涉及)+(?:区市?县|区县市?|市州|州市|县市区?|市县区?|县区|地区|市|县|区|地市|镇|乡|村|街道|乡镇|开发区|功能区|园区|院校|机构|银行)(?:人民)?(?:政府|管委会|党委|办事处)?$/,
  /^(?:地方)?各级(?:人民)?(?:政府|党委(?:和|、)?(?:人民)?政府|机关)$/,
  /^各(?:地|地方|有关地方|相关地方)(?:人民政府|政府)?$/,
  /^(?:属地|地方|事发地|所在地)(?:人民)?政府$/,
];

/** Group words with a joint in them: 各委、办、局 · 各镇、街道 · 各市、县人民政府 · 各有关部门和单位. */
export const JOINED_GROUP = new RegExp(
  [
    '^(?:[区市县省]?(?:人民)?(?:政府)?各委、办、局',
    `|各(?:有关|相关)?${PLACE}(?:人民政府)?(?:${AND}各?${PLACE})+${RULE}?`,
    `|${SCOPE}?(?:各${WHICH}*|${WHICH}+)${BODY}(?:${AND}${BODY})+)`,
    '(?=$|[、,;:/|\\s()\\]】〔〕牵负配协按等落结分。])',
  ].join(''),
  'u',
);

/** True for a word that speaks of several: 各街镇, 省直其他有关部门, 各有关部门和单位. */
export const isGroupName = (name: string): boolean =>
  GROUPS.some((form) => form.test(name)) || JOINED_GROUP.exec(name)?.[0] === name;

/** 等 and what may stand behind it at the end of a list: it leaves the list open. */
export const OPEN_TAIL = new RegExp(
  [
    '等(?:',
    `(?:\\d{1,3}|[一二三四五六七八九十]{1,3}|多)?[个家]?(?:${SCOPE}|各|${WHICH}|中的|参与){0,4}${BODY}?(?:${AND}(?:各|${WHICH}){0,2}${BODY}){0,2}`,
    '|.{0,16}(?:主管|监管|有关|相关|成员|责任)(?:部门|单位)',
    ')$',
  ].join(''),
  'u',
);

/** 等 before a joint and a further name: X等和各市人民政府. */
export const OPEN_JOINT = new RegExp(`等(?:各|${WHICH})*${BODY}?(?:以及|[和及与,])`, 'u');

/** A bare body behind 等有关部门、: it names nobody by itself. */
export const BARE_BODY = new RegExp(`^${BODY}$`);
