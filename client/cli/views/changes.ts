import type { ItemDiff } from '../../../domain/plan/diff';
import type { Problem, Text } from '../../../domain/problem';
import type { Applied } from '../../../office/plan/apply';
import type { Lang } from '../io';
import { hintText, problemData, type ProblemData } from '../ways';

/** One difference of an item, for scripts. */
export interface ChangeData {
  readonly item: string;
  readonly type: ItemDiff['type'];
  readonly what: string;
  readonly cause: 'plan' | 'roster';
  /** Types of the commands that would make it so. */
  readonly commands: readonly string[];
  /** Why none can. */
  readonly problem: ProblemData | null;
}

const CHANGE_WORDS: Readonly<Record<'new' | 'supplement' | 'waiting', Text>> = {
  new: { zh: '交办（尚未交办）', en: 'issue (not issued yet)' },
  supplement: {
    zh: '补充交办（补充事项，尚未交办）：duban notice supplement',
    en: 'issue (added to the notice, not issued yet): duban notice supplement',
  },
  waiting: { zh: '已交办，尚未登记', en: 'issued, not begun' },
};

/** What is said of the item as a whole, without changes of its own. */
const isWholeItem = (type: ItemDiff['type']): type is keyof typeof CHANGE_WORDS =>
  Object.hasOwn(CHANGE_WORDS, type);

/** All differences, one each, in their order. */
export const changeData = (diffs: readonly ItemDiff[], lang: Lang): readonly ChangeData[] =>
  diffs.flatMap(({ key, type, changes }): readonly ChangeData[] =>
    isWholeItem(type)
      ? [{ item: key, type, what: CHANGE_WORDS[type][lang], cause: 'plan', commands: [], problem: null }]
      : changes.map(({ what, cause, commands, problem }) => ({
          item: key,
          type,
          what: what[lang],
          cause,
          commands: commands.map((command) => command.type),
          problem: problem && problemData(problem, lang),
        })),
  );

const whyRefused = ({ message, hint, code }: Problem, lang: Lang): string =>
  `[${code}] ${message[lang]}\n      → ${hintText(hint, lang)}`;

/** The differences item by item; ■ marks what no command can make so. */
export function diffText(diffs: readonly ItemDiff[], lang: Lang): string {
  const zh = lang === 'zh';
  if (diffs.length === 0) return zh ? '计划与现状相同' : 'the plan is as things stand';
  return diffs
    .map(({ key, title, type, changes }) => {
      const head = `${zh ? '事项' : 'item'} ${key}  ${title}`;
      const lines = isWholeItem(type)
        ? [`  + ${CHANGE_WORDS[type][lang]}`]
        : changes.map(({ what, problem }) =>
            problem ? `  ■ ${what[lang]} ${whyRefused(problem, lang)}` : `  ~ ${what[lang]}`,
          );
      return [head, ...lines].join('\n');
    })
    .join('\n');
}

/** What became of a plan, for scripts: every change in exactly one list. */
export const appliedData = ({ done, refused, left, issued }: Applied, lang: Lang) => ({
  done: done.map(({ item, what }) => ({ item, what: what[lang] })),
  refused: refused.map(({ item, what, problem }) => ({
    item,
    what: what[lang],
    ...problemData(problem, lang),
  })),
  left: left.map(({ item, what }) => ({ item, what: what[lang] })),
  batch: issued?.batch ?? null,
});

/** What became of a plan, for people: made, refused with the reason, not tried. */
export function appliedText({ done, refused, left }: Applied, lang: Lang): string {
  const zh = lang === 'zh';
  const item = (key: string): string => (zh ? `事项 ${key}` : `item ${key}`);
  return [
    ...done.map(({ item: key, what }) => `✓ ${item(key)} ${what[lang]}`),
    ...refused.map(
      ({ item: key, what, problem }) => `■ ${item(key)} ${what[lang]}: ${whyRefused(problem, lang)}`,
    ),
    ...left.map(({ item: key, what }) => `… ${item(key)} ${what[lang]}`),
  ].join('\n');
}
