import { existsSync } from 'node:fs';
import { NOTICE_ID, suggestedId } from '../../../office/plan/draft-file';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { NoticeReading } from '../../../domain/notice/types';
import { proposePlan } from '../../../domain/plan/propose';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import { accountOf } from '../../../domain/roster/roster';
import type { Roster } from '../../../domain/roster/types';
import { vocabularyIn } from '../../../office/intake/files/learned-file';
import { readRegular } from '../../../office/intake/files/regular';
import { yamlGiven } from '../../../office/intake/files/yaml-file';
import { CONFIRM, extendDraft, writeDraft, type DraftHead } from '../../../office/plan/draft-file';
import { readText } from '../../../office/intake/sources/isolated';
import type { Output } from '../output';
import { isInside, noticeSource, officeFor } from '../plan-source';
import { saveFile } from '../files';
import { pick, type Session } from '../session';
import { LEARNED_FLAG, learnedOption } from './notice-read';
import { example, flaggedBy, optionText, type Options, type Verb } from '../verb';

/** The acting account, or the only coordinator there is; null: for the coordinator to say. */
function coordinatorOf(session: Session, roster: Roster | null): string | null {
  const ids = coordinatorIds(roster);
  if (session.as !== null && roster && accountOf(roster, session.as)?.role === 'coordinator')
    return session.as;
  return ids.length === 1 ? (ids[0] ?? null) : null;
}

const coordinatorIds = (roster: Roster | null): readonly string[] =>
  (roster?.accounts ?? []).filter(({ role }) => role === 'coordinator').map(({ id }) => id);

async function draft(session: Session, path: string, options: Options): Promise<Result<Output>> {
  const id = optionText(options, 'id');
  if (id !== undefined && !NOTICE_ID.test(id)) {
    return refuse(
      'usage',
      text(`代号“${id}”不能用`, `"${id}" cannot be an id`),
      text(
        '只用小写字母、数字和连字符，例如 qp-2026-5',
        'lower-case letters, digits and hyphens, like qp-2026-5',
      ),
    );
  }
  const source = await noticeSource(session, path);
  if (!source.ok) return source;
  const out = optionText(options, 'out');
  const target = out === undefined ? null : resolve(session.io.cwd, out);
  if (target !== null && isAway(session, path, target)) return noticeAway(session, path, target);
  const roster = await rosterFor(session, path, target);
  if (!roster.ok) return roster;
  const folder = dirname(target ?? resolve(session.io.cwd, path === '-' ? 'notice' : path));
  const vocabulary = await vocabularyIn(folder, roster.value, learnedOption(session, options));
  if (!vocabulary.ok) return vocabulary;
  const read = await readText(source.value, vocabulary.value);
  if (!read.ok) return read;
  const reading = read.value;
  const proposal = proposePlan(reading, roster.value);
  const { lang } = session.style;
  const head: DraftHead = {
    notice: id ?? suggestedId(reading),
    source: sourceFrom(session, path, target),
    coordinator: coordinatorOf(session, roster.value),
    coordinators: coordinatorIds(roster.value),
  };
  if (target !== null && existsSync(target)) return extended(session, target, { proposal, reading });
  const written = writeDraft(proposal, head, lang);
  if (target !== null) {
    const saved = saveFile(target, written);
    if (!saved.ok) return saved;
  }
  return ok(
    draftSaid(session, {
      target,
      written,
      reading,
      added: proposal.items.map(({ key }) => key),
      isNew: true,
      roster: roster.value,
    }),
  );
}

/** A plan to be written into another folder than its notice is in: nobody could read the two together then. */
const isAway = (session: Session, path: string, target: string): boolean =>
  path !== '-' &&
  !existsSync(target) &&
  existsSync(dirname(target)) &&
  !isInside(dirname(target), resolve(session.io.cwd, path));

const noticeAway = (session: Session, path: string, target: string): Result<never> => {
  const beside = relative(session.io.cwd, join(dirname(resolve(session.io.cwd, path)), basename(target)));
  return refuse(
    'usage',
    text(
      `通知 ${path} 不在计划的目录 ${dirname(target)} 里，写出的计划读不到它`,
      `the notice ${path} is outside the plan's folder ${dirname(target)}; the plan could not read it`,
    ),
    text(
      `先把通知放进计划的目录，或写到通知旁边：-o ${beside}`,
      `put the notice into the folder of the plan, or write the plan beside it: -o ${beside}`,
    ),
  );
};

/** The roster beside the plan or the notice, else the one in force, else none. */
async function rosterFor(
  session: Session,
  path: string,
  target: string | null,
): Promise<Result<Roster | null>> {
  const beside = path === '-' ? session.io.cwd : dirname(resolve(session.io.cwd, path));
  const folder =
    target !== null && existsSync(join(dirname(target), 'roster.yaml')) ? dirname(target) : beside;
  const office = await officeFor(session, folder);
  return office.ok ? ok(office.value?.roster ?? null) : office;
}

/** Where the notice is, seen from plan.yaml; nothing for standard input, or when it is named as plan.yaml expects. */
function sourceFrom(session: Session, path: string, target: string | null): string | null {
  if (path === '-') return null;
  const whole = resolve(session.io.cwd, path);
  const from = relative(target === null ? session.io.cwd : dirname(target), whole);
  return from === 'notice.txt' ? null : from;
}

interface ProposedPlan {
  readonly proposal: ReturnType<typeof proposePlan>;
  readonly reading: NoticeReading;
}

/** A plan that is there is never written anew: what the notice has and it lacks is added. */
async function extended(
  session: Session,
  target: string,
  { proposal, reading }: ProposedPlan,
): Promise<Result<Output>> {
  const bytes = readRegular(target);
  if (!bytes.ok) return bytes;
  const before = bytes.value.toString();
  const file = await yamlGiven(bytes.value, basename(target));
  if (!file.ok) return file;
  const { text: written, added } = extendDraft(before, proposal, session.style.lang);
  if (written !== before) {
    const saved = saveFile(target, written);
    if (!saved.ok) return saved;
  }
  return ok(draftSaid(session, { target, written, reading, added, isNew: false, roster: null }));
}

interface DraftWritten {
  readonly target: string | null;
  readonly written: string;
  readonly reading: NoticeReading;
  readonly added: readonly string[];
  readonly isNew: boolean;
  readonly roster: Roster | null;
}

function draftSaid(
  session: Session,
  { target, written, reading, added, isNew, roster }: DraftWritten,
): Output {
  const { lang } = session.style;
  const lines = written
    .split('\n')
    .flatMap((line, n) => (line.includes(`# ${CONFIRM[lang]}`) ? [n + 1] : []));
  const data = {
    file: target,
    items: reading.items.length,
    added,
    confirm: lines,
    findings: reading.findings.length,
  };
  const isIncomplete = reading.findings.some(({ code }) => code === 'unaccounted');
  if (target === null)
    return { data: { ...data, yaml: written }, text: written.trimEnd(), findings: isIncomplete };
  const name = basename(target);
  const first = isNew
    ? pick(
        session,
        `已写 ${name}：${reading.items.length} 项`,
        `wrote ${name}: ${reading.items.length} items`,
      )
    : added.length > 0
      ? pick(
          session,
          `${name} 增加 ${added.join('、')} 项，原有的没有动`,
          `added items ${added.join(', ')} to ${name}; the rest is untouched`,
        )
      : pick(session, `${name} 不缺事项，没有改动`, `${name} lacks no item; nothing was written`);
  const places = pick(session, `${lines.length} 处${CONFIRM.zh}`, `${lines.length} places ${CONFIRM.en}`);
  const path = relative(session.io.cwd, target);
  const next = pick(
    session,
    `接下来：逐处确认后 duban plan check ${path}`,
    `next: see to each of them, then duban plan check ${path}`,
  );
  const none =
    isNew && !roster
      ? pick(
          session,
          '\n没有名册，单位名称没有核对：把 roster.yaml 放在同一目录，或检查 --home、DUBAN_HOME',
          '\nthere is no roster; names were not looked up: put roster.yaml into the same folder, or check --home, DUBAN_HOME',
        )
      : '';
  return {
    data,
    text: `${pick(session, `${first}，${places}`, `${first}, ${places}`)}${none}\n${next}`,
    findings: isIncomplete,
  };
}

/** duban plan draft: from a notice to a plan that can be corrected. */
export const planDraftVerb: Verb = {
  usage: 'draft <文件>',
  about: text(
    '由通知写出 plan.yaml 草稿：拿不准的空着并注明需督办员确认；- 为标准输入；已有的计划只补缺少的事项',
    'write a draft of plan.yaml from a notice: what is unsure stays empty and is marked; - is standard input; an existing plan only gets the items it lacks',
  ),
  flags: [
    LEARNED_FLAG,
    flaggedBy('-o, --out <文件>', '写到哪里；不写即打印', 'where to write it; printed without it'),
    flaggedBy('--id <代号>', '通知的代号', 'the id of the notice'),
  ],
  examples: [
    example('plan draft seeds/qingpu-2025/notice.txt', '示例通知的草稿', 'a draft for the sample notice'),
    example('plan draft 通知.docx -o plan.yaml --id qp-2026-5', '写成文件', 'into a file'),
  ],
  action: (session, [path], options) => draft(session, path ?? '-', options),
};
