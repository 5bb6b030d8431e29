import { readFile } from 'node:fs/promises';
import { ok, refuse, text, type Result } from '../../../domain/problem';
import { accountOf } from '../../../domain/roster/roster';
import { clockText } from '../../../domain/time';
import type { LetterheadInUse } from '../../../ledger/access/letterhead';
import { letterheadDocx } from '../../../papers/letterhead';
import { paperDocx } from '../../../papers/official';
import type { Paper } from '../../../papers/paper';
import { letterheadIn } from '../../../office/intake/files/letterhead';
import { keepFiles, keptFile } from '../files/keep';
import type { Kit } from '../kit';
import { redirectTelling } from '../web/banner';
import { Files, Form, Submit, type FieldFault } from '../web/form';
import { page } from '../web/layout';
import { changeBy, postedWords } from '../web/posted';
import { get, post, type Ctx, type Route } from '../web/route';
import { sentence, type Visit } from '../web/visit';

const LETTERHEAD_PATH = '/papers/letterhead';

const notThere = refuse(
  'file-unreadable',
  text('公文模板的文件不在这台督办台上', 'the file of the letterhead is not at this console'),
  text('在“公文模板”页再上传一次，或停用模板', 'send it again on the letterhead page, or do without one'),
);

/** A draft in the template that is in use, or as it comes when none is. Refuses `file-unreadable`. */
export async function draftDocx({ ports }: Kit, paper: Paper, checkpoint: string): Promise<Result<Buffer>> {
  const used = await ports.ledger.letterheadInUse();
  if (used === null) return ok(await paperDocx(paper, checkpoint));
  const template = await readFile(keptFile(ports.files, used.sha256)).catch(() => null);
  return template === null ? notThere : ok(await letterheadDocx(template, paper, checkpoint));
}

const InUse = ({ visit, used }: { visit: Visit; used: LetterheadInUse | null }) => {
  const { say, office } = visit;
  if (used === null)
    return (
      <p>{say('没有上传模板：代拟稿按通用格式写。', 'None was sent: drafts come in the common form.')}</p>
    );
  const who = accountOf(office.roster, used.by)?.name ?? used.by;
  const at = clockText(used.at, office.calendar.zone);
  return (
    <>
      <p>
        {say(`在用：${who} ${at} 上传，摘要 `, `In use: sent by ${who} at ${at}, digest `)}
        <span class="mono">{used.sha256.slice(0, 16)}</span>
      </p>
      <Form visit={visit} action={LETTERHEAD_PATH}>
        <Submit quiet name="then" value="without">
          {say('停用模板', 'Do without it')}
        </Submit>
      </Form>
    </>
  );
};

async function letterheadPage(kit: Kit, c: Ctx, faults: readonly FieldFault[] = []) {
  const visit = c.get('visit');
  const { say } = visit;
  const used = await kit.ports.ledger.letterheadInUse();
  const title = say('公文模板', 'Letterhead');
  return page(
    c,
    { title, at: '/papers', crumbs: [['/papers', say('公文', 'Papers')]], faults },
    <>
      <section class="panel">
        <InUse visit={visit} used={used} />
      </section>
      <section class="panel">
        <Form visit={visit} action={LETTERHEAD_PATH} upload>
          <Files
            name="files"
            label={say('机关自己的模板（docx）', "The office's own template (docx)")}
            hint={say(
              '要有 {{代拟}}、{{标题}}、{{正文}}、{{截至}}，可以有 {{附件}}，各占一段；不带宏、控件和外部链接',
              'It has {{代拟}}, {{标题}}, {{正文}}, {{截至}}, and may have {{附件}}, each a paragraph of its own; no macros, controls or outside links',
            )}
            accept=".docx"
            faults={faults}
          />
          <Submit>{say('上传并启用', 'Send and use')}</Submit>
        </Form>
      </section>
    </>,
  );
}

/** Takes the template of a form into use, or does without one; which, is an event. */
async function takeLetterhead(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say } = visit;
  const by = await changeBy(c);
  const without = (await postedWords(c))['then'] === 'without';
  const kept = without ? ok([]) : await keepFiles(kit, c, letterheadIn);
  if (!kept.ok) return letterheadPage(kit, c, [{ field: 'files', message: sentence(kept.problem, visit) }]);
  const [file] = kept.value;
  if (!file && !without)
    return letterheadPage(kit, c, [{ field: 'files', message: say('请选一个文件', 'Choose a file') }]);
  await kit.ports.ledger.setLetterhead(file?.sha256 ?? null, by);
  return redirectTelling(c, kit.ports, LETTERHEAD_PATH, {
    title: file ? say('模板已启用', 'The letterhead is in use') : say('模板已停用', 'No letterhead is used'),
  });
}

/** 公文模板: the template in which the office's drafts are written. */
export const letterheadRoutes = (kit: Kit): readonly Route[] => [
  get(LETTERHEAD_PATH, ['coordinator', 'reviewer'], (c) => letterheadPage(kit, c)),
  post(LETTERHEAD_PATH, ['coordinator', 'reviewer'], (c) => takeLetterhead(kit, c)),
];
