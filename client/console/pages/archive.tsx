import { createReadStream, existsSync, statSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { text } from '../../../domain/problem';
import {
  RETENTION,
  isArchiveYear,
  isFonds,
  isRetention,
  type ArchiveWish,
  type Retention,
} from '../../../papers/archive';
import { ARCHIVE_WORDS, type ArchiveLine } from '../../../office/evidence/archive-check';
import { zipped } from '../../../office/evidence/in-threads';
import type { ZippedArchive } from '../../../office/evidence/archive-whole';
import { goesOn, inBackground, type Background } from '../../../office/evidence/background';
import { checkpointLine } from '../../../office/papers/make';
import type { Kit } from '../kit';
import { givenIn, Form, FormField, Select, Submit, type FieldFault } from '../web/form';
import { page } from '../web/layout';
import { changeBy, postedWords } from '../web/posted';
import { get, post, type Ctx, type Route } from '../web/route';
import { OFFICE_ROLE, type Visit } from '../web/visit';
import { CardTable } from '../web/table';

const ARCHIVE = '/audit/archive';

/** The archive that is made, or was made last, and what was wished for. */
type Archiving = Background<ZippedArchive, ArchiveWish>;

const WISH = z.object({
  year: z.number(),
  fonds: z.string(),
  retention: z.string().refine(isRetention),
});

type ArchiveFields = Readonly<Record<string, string | undefined>>;

/** What a form wishes for; null where a field is missing or wrong. */
function wishOf({ year = '', fonds = '', retention = '' }: ArchiveFields): ArchiveWish | null {
  const right = isArchiveYear(year) && isFonds(fonds) && isRetention(retention);
  return right ? { year: Number(year), fonds, retention } : null;
}

/** What is wrong with a form: each is the office's to say, none has a default. */
const wishFaults = (
  { say }: Visit,
  { year = '', fonds = '', retention = '' }: ArchiveFields,
): readonly FieldFault[] => [
  ...(isArchiveYear(year)
    ? []
    : [{ field: 'year', message: say('写四位年份，例如 2025', 'write a year, for example 2025') }]),
  ...(isFonds(fonds)
    ? []
    : [
        {
          field: 'fonds',
          message: say(
            '写档案馆给的全宗号，至多二十个字母、数字',
            'write the fonds number that the archives gave, at most twenty letters and figures',
          ),
        },
      ]),
  ...(isRetention(retention)
    ? []
    : [{ field: 'retention', message: say('选保管期限', 'choose the retention') }]),
];

const retentionWord = ({ say }: Visit, name: Retention): string =>
  say(name, name === '永久' ? 'permanent' : name.replace('年', ' years'));

const RETENTIONS = Object.keys(RETENTION).filter(isRetention);

const WishForm = ({
  visit,
  fields,
  faults,
}: {
  visit: Visit;
  fields: ArchiveFields;
  faults: readonly FieldFault[];
}) => {
  const { say } = visit;
  const given = givenIn(fields, faults);
  const none = ['', say('请选择', 'choose one')] as const;
  const options = [none, ...RETENTIONS.map((name) => [name, retentionWord(visit, name)] as const)];
  return (
    <Form visit={visit} action={ARCHIVE}>
      <FormField {...given('year')} short label={say('年度', 'Year')} />
      <FormField
        {...given('fonds')}
        short
        label={say('全宗号', 'Fonds number')}
        hint={say('由档案馆给出，程序不会代填', 'the archives give it; it is never filled in for you')}
      />
      <Select {...given('retention')} label={say('保管期限', 'Retention')} options={options} />
      <Submit>{say('归档一年的事项', 'Archive a year')}</Submit>
    </Form>
  );
};

/** 四性检测: what a program cannot see is left to people. */
const FourProperties = ({ visit, lines }: { visit: Visit; lines: readonly ArchiveLine[] }) => {
  const { say, lang } = visit;
  const said = (word: ArchiveLine['property'] | ArchiveLine['verdict']): string =>
    lang === 'zh' ? word : ARCHIVE_WORDS[word];
  return (
    <CardTable
      caption={say('四性检测', 'The four properties (DA/T 70)')}
      heads={[say('性质', 'Property'), say('检测项', 'Check'), say('结论', 'Verdict'), say('说明', 'How')]}
    >
      {lines.map(({ property, item, method, verdict, faults }) => (
        <tr>
          <td class="tight">{said(property)}</td>
          <th scope="row" lang="zh-CN">
            {item}
          </th>
          <td class={verdict === '不通过' ? 'tight error' : 'tight'}>{said(verdict)}</td>
          <td class="small" lang="zh-CN">
            {faults.length > 0 ? faults.join('；') : method}
          </td>
        </tr>
      ))}
    </CardTable>
  );
};

/** What the last archive came to. */
const CameArchive = ({ visit, came }: { visit: Visit; came: ZippedArchive }) => {
  const { say, lang } = visit;
  if ('message' in came)
    return (
      <p class="error">
        {came.message[lang]}
        {say('。', '. ')}
        {came.hint[lang]}
      </p>
    );
  const { pieces, left, pdf, manifest, lines } = came;
  return (
    <>
      <p class="lead" role="status">
        {say(`归档 ${pieces} 件。`, `${pieces} items archived.`)}
        {left.length > 0 ? say(`未销号、未归档 ${left.length} 项。`, ` ${left.length} open items left.`) : ''}
        {pdf
          ? ''
          : say(
              '本机没有 LibreOffice，办理过程为 docx，移交前请转成 PDF/A。',
              ' There is no LibreOffice here: make PDF/A of the courses before handing over.',
            )}
      </p>
      <p>
        <a class="button" href={`${ARCHIVE}.zip`}>
          {say('下载归档（zip）', 'Download the archive (zip)')}
        </a>
      </p>
      <p class="small">
        {say('总清单摘要，请另存他处：', 'Digest of the top manifest, keep it elsewhere: ')}
        <span class="mono text">{manifest}</span>
      </p>
      <FourProperties visit={visit} lines={lines} />
    </>
  );
};

/** How far the archive has come, or what the last one came to. Reads itself again until it ends. */
function archivePage(c: Ctx, archiving: Archiving, fields: ArchiveFields = {}, again = false) {
  const visit = c.get('visit');
  const { say, lang } = visit;
  const state = archiving.state();
  const wish = state?.about ?? null;
  const faults = again ? wishFaults(visit, fields) : [];
  if (goesOn(state) && !again) c.header('Refresh', '2');
  const title = say('一年的归档', 'Archive of a year');
  return page(
    c,
    { title, at: '/audit', faulty: again, crumbs: [['/audit', say('审计', 'Audit')]], faults },
    <>
      {wish === null ? (
        <p>
          {say(
            '把一年已销号的事项写成文件夹（DA/T 93 附录 B），带清单和四性检测，打成一个压缩文件。',
            'The closed items of a year as a folder (DA/T 93), with manifest and check, packed as one file.',
          )}
        </p>
      ) : (
        <h2>
          {say(
            `${wish.year} 年度，全宗号 ${wish.fonds}，保管期限 ${wish.retention}`,
            `${wish.year}, fonds ${wish.fonds}, retention: ${retentionWord(visit, wish.retention)}`,
          )}
        </h2>
      )}
      {state !== null && goesOn(state) ? (
        <p class="panel" role="status">
          {say(
            `正在归档：已写出 ${state.done} 件，写完后转成 PDF/A、打包。可以离开这一页，归档会做完。`,
            `Archiving: ${state.done} items written; PDF/A and packing follow. You may leave this page; it goes on.`,
          )}
        </p>
      ) : (
        <>
          {state?.came && <CameArchive visit={visit} came={state.came} />}
          {state?.failed && <p class="error">{state.failed[lang]}</p>}
          <WishForm visit={visit} fields={fields} faults={faults} />
        </>
      )}
    </>,
  );
}

/** Begins an archive: what was recorded since the last checkpoint gets its place first. */
async function beginArchive(kit: Kit, c: Ctx, archiving: Archiving) {
  const fields = await postedWords(c);
  const wish = wishOf(fields);
  if (wish === null) return archivePage(c, archiving, fields, true);
  const { ledger, archiveApart } = kit.ports;
  const { now } = await changeBy(c);
  archiving.begin(wish, async (progress) => {
    await ledger.checkpoint({ slot: null, now });
    return archiveApart({ wish, now, checkpoint: await checkpointLine(ledger) }, progress);
  });
  return c.redirect(ARCHIVE, 303);
}

/** The archive that was made last; that it was taken away is an event. */
async function downloadArchive(kit: Kit, c: Ctx, archiving: Archiving) {
  const { came, about: wish } = archiving.state() ?? {};
  if (!came || !wish || !('zip' in came) || !existsSync(came.zip)) return c.notFound();
  const { account, now } = c.get('visit');
  await kit.ports.ledger.noteAccess(
    'exported',
    { what: 'archive', count: came.pieces },
    { actor: account?.id ?? '', now, requestKey: randomUUID() },
  );
  return c.body(ReadableStream.from(createReadStream(came.zip)), 200, {
    'Content-Type': 'application/zip',
    'Content-Length': String(statSync(came.zip).size),
    'Content-Disposition': `attachment; filename="archive-${wish.fonds}-${wish.year}.zip"`,
  });
}

/** 归档: a year as one file, made in the background, with the check of its four properties. */
export function archiveRoutes(kit: Kit): readonly Route[] {
  const archiving: Archiving = inBackground(kit.ports.works, {
    name: text('归档', 'the archive'),
    file: 'archive',
    about: WISH,
    came: zipped,
  });
  return [
    get(ARCHIVE, OFFICE_ROLE, (c) => archivePage(c, archiving)),
    post(ARCHIVE, OFFICE_ROLE, (c) => beginArchive(kit, c, archiving)),
    get(`${ARCHIVE}.zip`, OFFICE_ROLE, (c) => downloadArchive(kit, c, archiving)),
  ];
}
