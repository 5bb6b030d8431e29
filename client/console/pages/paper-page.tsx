import { CardTable } from '../web/table';
import type { Result } from '../../../domain/problem';
import { chartFigures } from '../../../papers/chart';
import {
  type CountedItems,
  type Paper,
  editedPaper,
  sectionField,
  TITLE_FIELD,
  TO_FIELD,
} from '../../../papers/paper';
import { checkpointLine, type PaperSource } from '../../../office/papers/make';
import { ChartFigure } from '../web/chart-figure';
import { Area, Form, FormField, Submit } from '../web/form';
import { page } from '../web/layout';
import { postedWords } from '../web/posted';
import { problemPage } from '../web/refuse';
import type { Ctx } from '../web/route';
import type { Visit } from '../web/visit';

const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** A paper that the console can make. */
export interface Made {
  readonly paper: Paper;
  readonly counted: readonly CountedItems[];
}

const PaperPreview = ({
  visit,
  made: { paper, counted },
  checkpoint,
}: {
  visit: Visit;
  made: Made;
  checkpoint: string;
}) => {
  const { say } = visit;
  return (
    <>
      <article class="panel" lang="zh-CN">
        <p class="small">{say('（代拟稿，未经审签）', '(draft, not signed)')}</p>
        <h2>{paper.title}</h2>
        {paper.to !== null && <p>{paper.to}：</p>}
        {paper.sections.map(({ title, paragraphs }) => (
          <>
            <h3>{title}</h3>
            {paragraphs.map((one) => (
              <p class="text">{one}</p>
            ))}
          </>
        ))}
        {paper.annexes.map(({ title, rows }, n) => (
          <p>
            {say(`附件${n + 1}：${title}（${rows.length}件）`, `Annex ${n + 1}: ${title} (${rows.length})`)}
          </p>
        ))}
        <p class="small">
          {say(`数据截至${paper.asOf}；${checkpoint}`, `As of ${paper.asOf}; ${checkpoint}`)}
        </p>
      </article>
      {paper.charts.map((chart, n) => (
        <ChartFigure visit={visit} chart={chart} id={`chart-${n + 1}`} />
      ))}
      {counted.length > 0 && (
        <details>
          <summary>{say('每个数字由哪些事项、事件而来', 'What is behind each figure')}</summary>
          <CardTable heads={[say('数字', 'Figure'), [say('件', 'Count'), 'number'], say('由来', 'From')]}>
            {[...counted, ...paper.charts.flatMap(chartFigures)].map(({ name, value, basis }) => (
              <tr>
                <th scope="row" lang="zh-CN">
                  {name}
                </th>
                <td class="number">{value}</td>
                <td class="small">{basis.join('；')}</td>
              </tr>
            ))}
          </CardTable>
        </details>
      )}
    </>
  );
};

/** The draft as text areas; what is changed in them is in the file, and is kept nowhere. */
const EditForm = ({ visit, paper, c, on }: { visit: Visit; paper: Paper; c: Ctx; on: string }) => {
  const { say } = visit;
  return (
    <details open={c.req.method === 'POST'}>
      <summary>{say('修改代拟稿', 'Edit the draft')}</summary>
      <Form visit={visit} action={c.req.path}>
        <input type="hidden" name="on" value={on} />
        <p class="small">
          {say(
            '改过的内容只在下载的文件里，台账不保存；附件、图表和截至日期不变。每行一段。',
            'What you change is in the file alone and kept nowhere; annexes, charts and day stay. A line is a paragraph.',
          )}
        </p>
        <FormField name={TITLE_FIELD} label={say('标题', 'Title')} value={paper.title} />
        <FormField name={TO_FIELD} label={say('主送', 'To')} value={paper.to ?? ''} />
        {paper.sections.map(({ title, paragraphs }, n) => (
          <Area
            name={sectionField(n)}
            label={say(title, `Section ${n + 1}`)}
            rows={Math.min(20, 3 + 2 * paragraphs.length)}
            value={paragraphs.join('\n')}
            chinese
          />
        ))}
        <Submit quiet>{say('预览', 'Preview')}</Submit>{' '}
        <Submit name="as" value="docx">
          {say('下载修改后的代拟稿（docx）', 'Download the edited draft (docx)')}
        </Submit>
      </Form>
    </details>
  );
};

/** A draft as a file. */
function draftFile(c: Ctx, name: string, paper: Paper, docx: Buffer) {
  const file = encodeURIComponent(`${paper.title}.docx`);
  return c.body(new Uint8Array(docx), 200, {
    'Content-Type': DOCX_TYPE,
    'Content-Disposition': `attachment; filename="${name}.docx"; filename*=UTF-8''${file}`,
  });
}

/** Makes the file of a paper. */
export type PaperWriter = (paper: Paper, checkpoint: string) => Promise<Result<Buffer>>;

/** What a page shows of a paper: made of a source, at a day; "" is now. */
interface ShownPaper {
  readonly name: string;
  readonly source: PaperSource;
  readonly on: string;
  readonly made: Result<Made>;
  readonly write: PaperWriter;
}

/** A paper on a page, with what was changed in its form; as=docx: as a file. */
export async function shownPaper(c: Ctx, { name, source, on, made, write }: ShownPaper) {
  if (!made.ok) return problemPage(c, '/papers', made.problem);
  const visit = c.get('visit');
  const checkpoint = await checkpointLine(source.ledger);
  const posted = c.req.method === 'POST' ? await postedWords(c) : {};
  const paper = editedPaper(made.value.paper, posted);
  if ((posted['as'] ?? c.req.query('as')) === 'docx') {
    const docx = await write(paper, checkpoint);
    return docx.ok ? draftFile(c, name, paper, docx.value) : problemPage(c, '/papers', docx.problem);
  }
  const { say } = visit;
  return page(
    c,
    {
      title: say(paper.title, 'A draft paper'),
      heading: <span lang="zh-CN">{paper.title}</span>,
      at: '/papers',
      crumbs: [
        name === 'report' ? ['/my', say('本单位事项', 'My items')] : ['/papers', say('公文', 'Papers')],
      ],
    },
    <>
      <p>
        <a class="button" href={`${c.req.path}?as=docx${on === '' ? '' : `&on=${encodeURIComponent(on)}`}`}>
          {say('下载代拟稿（docx）', 'Download the draft (docx)')}
        </a>
      </p>
      <EditForm visit={visit} paper={paper} c={c} on={on} />
      <PaperPreview visit={visit} made={{ ...made.value, paper }} checkpoint={checkpoint} />
    </>,
  );
}
