import { readdirSync, rmSync } from 'node:fs';
import { archiveParts } from '../../office/intake/sources/archive';
import { budgetOf, LIMITS } from '../../office/intake/sources/limits';
import { ok, refuse, text } from '../../domain/problem';
import { hiddenOf, stage, type Browser, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { letterheadOf, WHOLE_LETTERHEAD } from '../support/letterhead';

const AT = '/papers/letterhead';
const infected = refuse('file-infected', text('有病毒', 'infected'), text('', ''));
let s: Stage;
let coordinator: Browser;
let clean = true;
beforeEach(async () => {
  clean = true;
  s = await stage(
    async (ledger) => {
      await beginAll(ledger, await issuedLedger(ledger, planItems(1)), moment('2025-06-30 10:00'));
    },
    { scan: () => Promise.resolve(clean ? ok(null) : infected) },
  );
  coordinator = await s.browser('ddy');
});
afterEach(() => s.close());

const send = (bytes: Buffer, name = '模板.docx', more = {}) =>
  coordinator.fill(AT, AT, { files: new File([new Uint8Array(bytes)], name), ...more });

async function bulletin(browser = coordinator): Promise<string> {
  const { bytes } = await browser.get('/papers/bulletin?as=docx');
  const parts = await archiveParts(bytes, 'docx', /^word\/document\.xml$/, budgetOf(LIMITS));
  return parts.ok ? (parts.value.get('word/document.xml') ?? '').toString().replace(/<[^>]+>/g, '') : '';
}

const filesKept = (): readonly string[] => {
  try {
    return readdirSync(s.ports.files, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
};

describe('the letterhead of an office', () => {
  it('is what its drafts are written in from then on, for everybody, until it is put aside', async () => {
    expect((await send(await letterheadOf(...WHOLE_LETTERHEAD))).to).toBe(AT);
    const events = await s.ledger.history('office');
    expect(events.at(-1)).toMatchObject({ type: 'letterheadSet', actor: 'ddy' });
    expect(await bulletin()).toMatch(/^青浦区人民政府督查室（代拟稿，未经审签）/);
    expect(await bulletin(await s.browser('sj'))).toMatch(/^青浦区人民政府督查室/);
    expect((await coordinator.get(AT)).body).toContain('停用模板');
    const { body } = await coordinator.get(AT);
    await coordinator.post(AT, { ...hiddenOf(body, AT), then: 'without' });
    expect(await bulletin()).not.toContain('青浦区人民政府督查室');
  });

  it("is not that of a unit's own report", async () => {
    await send(await letterheadOf(...WHOLE_LETTERHEAD));
    const { bytes } = await (await s.browser('ll-sjj')).get('/my/items/n1/1/report?as=docx');
    const parts = await archiveParts(bytes, 'docx', /document\.xml$/, budgetOf(LIMITS));
    expect(parts.ok && parts.value.get('word/document.xml')?.includes('督查室')).toBe(false);
  });

  it('whose file is gone is asked for again: no draft comes in another form', async () => {
    await send(await letterheadOf(...WHOLE_LETTERHEAD));
    rmSync(s.ports.files, { recursive: true });
    const answer = await coordinator.get('/papers/bulletin?as=docx');
    expect([answer.status, answer.body]).toEqual([422, expect.stringContaining('再上传一次')]);
  });

  it.each<[string, () => Promise<Buffer>, string, string]>([
    [
      'lacks what a draft must say',
      () => letterheadOf('{{标题}}', '{{正文}}', '{{截至}}'),
      'x.docx',
      '没有 {{代拟}}',
    ],
    ['has what nobody knows', () => letterheadOf(...WHOLE_LETTERHEAD, '{{文号}}'), 'x.docx', '不认识'],
    ['is no docx', () => Promise.resolve(Buffer.from('PK\x03\x04 no docx')), 'x.docx', '不是 docx'],
    [
      'is a page for browsers',
      () => Promise.resolve(Buffer.from('<html><script>1</script>')),
      'x.docx',
      '不能收',
    ],
    ['is of another kind', () => Promise.resolve(Buffer.from('%PDF-1.7')), 'x.pdf', '不是 docx'],
    ['is too large', () => Promise.resolve(Buffer.alloc(11 * 2 ** 20)), 'x.docx', '文件太大'],
  ])('that %s is refused at its field, and nothing is kept', async (_what, bytes, name, said) => {
    const answer = await send(await bytes(), name);
    expect([answer.status, answer.body]).toEqual([422, expect.stringContaining(said)]);
    expect(answer.body).toContain('href="#files"');
    expect(filesKept()).toEqual([]);
    expect(await s.ledger.letterheadInUse()).toBeNull();
  });

  it('that the scanner does not pass is refused, and nothing is kept', async () => {
    clean = false;
    const answer = await send(await letterheadOf(...WHOLE_LETTERHEAD));
    expect([answer.status, answer.body]).toEqual([422, expect.stringContaining('有病毒')]);
    expect(await s.ledger.letterheadInUse()).toBeNull();
  });

  it('is a file that was chosen', async () => {
    expect((await coordinator.fill(AT, AT)).body).toContain('请选一个文件');
  });
});
