import { relative, resolve } from 'node:path';
import { stringify } from 'yaml';
import { learnFrom } from '../../../domain/plan/learn';
import { ok, text, type Result } from '../../../domain/problem';
import type { Output } from '../output';
import { readPlanSource } from '../plan-source';
import { saveFile } from '../files';
import { pick, type Session } from '../session';
import { example, flaggedBy, optionText, type Options, type Verb } from '../verb';

async function learnPlan(session: Session, given: string, options: Options): Promise<Result<Output>> {
  const source = await readPlanSource(session, given);
  if (!source.ok) return source;
  const { draft, office, learned: before, reread } = source.value;
  const learned = learnFrom({
    draft,
    text: source.value.text,
    roster: office.roster,
    learned: before,
    reread,
  });
  const written = stringify(learned);
  const count = ({ units, labels, headings }: typeof learned): number =>
    units.length + Object.keys(labels).length + Object.keys(headings).length;
  const added = count(learned) - count(before);
  const out = optionText(options, 'out');
  if (out === undefined) return ok({ data: { added, learned }, text: written.trimEnd() });
  const target = resolve(session.io.cwd, out);
  const saved = saveFile(target, written);
  if (!saved.ok) return saved;
  const path = relative(session.io.cwd, target);
  return ok({
    data: { file: target, added, learned },
    text: pick(session, `已写 ${path}：新增 ${added} 个词`, `wrote ${path}: ${added} words more`),
  });
}

/** duban plan learn: what a corrected plan teaches the reader. */
export const planLearnVerb: Verb = {
  usage: 'learn <文件或目录>',
  about: text(
    '由改好的计划得出本单位的单位名、标签和表头，下次读通知用（learned.yaml）；只留确能读得更对的词',
    "the office's own names, labels and headings out of a corrected plan, for the next notice (learned.yaml); only words that make the reading more right",
  ),
  flags: [
    flaggedBy(
      '-o, --out <文件>',
      '写到哪里，含同目录 learned.yaml 已有的词；不写即打印',
      'where to write it, with the words of learned.yaml beside the plan; printed without it',
    ),
  ],
  examples: [example('plan learn plan.yaml -o learned.yaml', '记下这次的更正', 'keeps what was corrected')],
  action: (session, [given], options) => learnPlan(session, given ?? '', options),
};
