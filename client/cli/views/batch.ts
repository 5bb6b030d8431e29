import { parseStream } from '../../../domain/journal/streams';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import type { BulkOutcome, RefusedMove } from '../../../office/bulk/order';
import type { BulkPreview } from '../../../office/bulk/preview';
import type { Lang } from '../io';
import { hintText, problemData } from '../ways';
import type { Output } from '../output';

/** Most refusals that are written out; --json has all. */
const SHOWN_REFUSALS = 20;

/** What a batch is about, for the line that counts it: "取消", "cancelled". */
export interface BatchDeed {
  readonly zh: string;
  readonly en: string;
}

const namedItems = (stream: string): string => {
  const parsed = parseStream(stream);
  return parsed.type === 'item' ? `${parsed.notice}/${parsed.key}` : stream;
};

/** One refusal a line: item, code, what was wrong and what would be right. */
function refusals(refused: readonly RefusedMove[], lang: Lang): readonly string[] {
  const lines = refused
    .slice(0, SHOWN_REFUSALS)
    .map(
      ({ item, problem: { code, message, hint } }) =>
        `■ ${namedItems(item)} [${code}] ${message[lang]}\n    → ${hintText(hint, lang)}`,
    );
  const more = refused.length - SHOWN_REFUSALS;
  if (more <= 0) return lines;
  return [...lines, lang === 'zh' ? `…另有 ${more} 项，见 --json` : `… and ${more} more, see --json`];
}

const refusedData = (refused: readonly RefusedMove[], lang: Lang) =>
  refused.map(({ item, problem }) => ({ stream: item, ...problemData(problem, lang) }));

/** What a batch would come to: counts, and what would be refused. Findings when something would be. */
export function foreseenOutput(
  { toldIn, immediate }: BulkPreview,
  { done, refused }: BulkOutcome,
  { deed, lang }: { readonly deed: BatchDeed; readonly lang: Lang },
): Output {
  const mails = toldIn + immediate.length;
  const counted =
    lang === 'zh'
      ? `将${deed.zh} ${done.length} 项，${mails === 0 ? '不会产生邮件' : `在 ${mails} 封邮件里说明`}；${refused.length} 项会被拒绝`
      : `would have ${deed.en} ${done.length} items, told in ${mails} mails; ${refused.length} would be refused`;
  return {
    data: {
      dryRun: true,
      items: done.length,
      mails: { digests: toldIn, immediate: immediate.length },
      refused: refusedData(refused, lang),
    },
    text: [...refusals(refused, lang), counted].join('\n'),
    findings: refused.length > 0,
  };
}

/**
 * What a batch came to: counts and refusals (exit 6 when there are any). Refuses `changes-under-way` when it goes on by
 * itself, naming the key under which the same call watches it.
 */
export function outcomeOutput(
  { done, unchanged, refused, left }: BulkOutcome,
  key: string,
  { deed, lang }: { readonly deed: BatchDeed; readonly lang: Lang },
): Result<Output> {
  if (left.length > 0) {
    return refuse(
      'changes-under-way',
      text(
        `还没有办完：已${deed.zh} ${done.length} 项，${refused.length} 项被拒绝，还有 ${left.length} 项在办`,
        `not done yet: ${deed.en} ${done.length} items, ${refused.length} refused, ${left.length} under way`,
      ),
      text(
        `它会自己办完；用同一请求号再执行一次就接着看：--key ${key}；做过的不会重复`,
        `it goes on by itself; give the same command under the same key to watch it: --key ${key}; nothing is done twice`,
      ),
    );
  }
  const same =
    unchanged.length === 0
      ? ''
      : lang === 'zh'
        ? `，${unchanged.length} 项不必改变`
        : `, ${unchanged.length} needed nothing`;
  const not =
    refused.length === 0
      ? ''
      : lang === 'zh'
        ? `，${refused.length} 项被拒绝`
        : `, ${refused.length} refused`;
  const counted = lang === 'zh' ? `已${deed.zh} ${done.length} 项` : `${deed.en} ${done.length} items`;
  return ok({
    data: { key, done, unchanged: unchanged.length, refused: refusedData(refused, lang) },
    text: [...refusals(refused, lang), `${counted}${same}${not}`].join('\n'),
    findings: refused.length > 0,
  });
}
