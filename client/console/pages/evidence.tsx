import { entryOf } from '../../../domain/journal/chain';
import { formatProof } from '../../../domain/journal/tlog-proof';
import { shortCheckpoint } from '../../../domain/journal/checkpoint';
import { refuse, text, type Problem } from '../../../domain/problem';
import { clockText } from '../../../domain/time';
import { checkProof } from '../../../office/evidence/proof';
import { jsonLines } from '../../../office/evidence/rows';
import { TSA } from '../../../office/evidence/attest';
import { UNSIGNED, zipTiles } from '../../../office/evidence/tiles';
import type { Kit } from '../kit';
import { Area, FormField, Form, Submit } from '../web/form';
import { page } from '../web/layout';
import { postedWords } from '../web/posted';
import { problemPage } from '../web/refuse';
import { get, post, type Ctx, type Route } from '../web/route';
import { sentence, OFFICE_ROLE, type Visit } from '../web/visit';

const file = (c: Ctx, name: string, content: string, type = 'text/plain; charset=utf-8') =>
  c.body(content, 200, { 'Content-Type': type, 'Content-Disposition': `attachment; filename="${name}"` });

/** Name of an event's file: as `audit prove` writes it. */
const evidenceFile = (stream: string, seq: number): string => `${stream.replaceAll('/', '_')}_${seq}.json`;

/** An event with its proof under the newest signed checkpoint. */
async function proven(kit: Kit, c: Ctx) {
  const stream = c.req.query('stream') ?? '';
  const seq = Number(c.req.query('seq') ?? '');
  return Number.isSafeInteger(seq) && seq > 0
    ? kit.ports.ledger.prove({ stream, seq })
    : refuse(
        'event-not-found',
        text('没有这一条记录', 'there is no such event'),
        text('从查找结果里选', 'choose it from what was found'),
      );
}

/** 404 for an unknown event; a notice for one that no checkpoint covers yet. */
const notProven = (c: Ctx, problem: Problem) =>
  problem.code === 'event-not-found' ? c.notFound() : problemPage(c, '/audit', problem);

const CheckForm = ({ visit, said }: { visit: Visit; said: string }) => {
  const { say } = visit;
  return (
    <Form visit={visit} action="/audit/check">
      {said !== '' && <p role="status">{said}</p>}
      <Area name="event" code rows={6} label={say('记录原文（event.json）', 'event (event.json)')} />
      <Area name="proof" code rows={10} label={say('证明（.tlog-proof）', 'proof (.tlog-proof)')} />
      <FormField
        name="vkey"
        label={say('公钥（log.vkey）', 'public key (log.vkey)')}
        hint={say('取自可信的来处；空着用本台账的', 'from where you trust it; empty: of this ledger')}
      />
      <Submit>{say('核对', 'Check')}</Submit>
    </Form>
  );
};

async function proofPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say } = visit;
  let said = '';
  if (c.req.method === 'POST') {
    const words = await postedWords(c);
    const vkey = words['vkey'] || ((await kit.ports.ledger.logKey()) ?? '');
    const entry = Buffer.from(words['event'] ?? '');
    const proof = words['proof'] ?? '';
    const shown = checkProof({ entry, proof, vkey });
    said = shown.ok
      ? say(
          `证明成立：总序第 ${shown.value.index} 位，存证点 ${shortCheckpoint(shown.value.checkpoint)}`,
          `The proof holds: entry ${shown.value.index}, checkpoint ${shortCheckpoint(shown.value.checkpoint)}`,
        )
      : sentence(shown.problem, visit);
  }
  return page(
    c,
    { title: say('核对证明', 'Check a proof'), at: '/audit', crumbs: [['/audit', say('审计', 'Audit')]] },
    <>
      <CheckForm visit={visit} said={said} />
    </>,
  );
}

/** Lines of an export: each event with its place and hash, exactly as `audit export --format jsonl`. */
async function exportedEvents(kit: Kit, c: Ctx) {
  const { now, account } = c.get('visit');
  const { ledger } = kit.ports;
  const { size } = await ledger.checkpoint({ slot: null, now });
  await ledger.noteAccess(
    'exported',
    { what: 'events', count: size },
    { actor: account?.id ?? '', now, requestKey: `export/${now}` },
  );
  const lines = jsonLines(ledger, { size, hash: await ledger.chainHash() });
  return c.body(ReadableStream.from(lines).pipeThrough(new TextEncoderStream()), 200, {
    'Content-Type': 'application/jsonl; charset=utf-8',
    'Content-Disposition': 'attachment; filename="events.jsonl"',
  });
}

/** The whole log as an archive that programs of others check once it is unpacked, as `audit export` writes it. */
async function exportedTiles(kit: Kit, c: Ctx) {
  const { now, account } = c.get('visit');
  const { ledger } = kit.ports;
  const { size, note } = await ledger.checkpoint({ slot: null, now });
  if (note === null) return problemPage(c, '/audit/evidence', UNSIGNED);
  await ledger.noteAccess(
    'exported',
    { what: 'tiles', count: size },
    { actor: account?.id ?? '', now, requestKey: `export-tiles/${now}` },
  );
  const log = { size, note, vkeys: await ledger.keysInForce(), attested: await ledger.attestedAt(size) };
  return c.body(ReadableStream.from(zipTiles(ledger, log)), 200, {
    'Content-Type': 'application/zip',
    'Content-Disposition': 'attachment; filename="log.zip"',
  });
}

async function witnessesPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say, office } = visit;
  const heard = await kit.ports.ledger.attestations();
  const keys = await kit.ports.ledger.logKeys();
  return page(
    c,
    {
      title: say('存证点与见证', 'Checkpoints and witnesses'),
      at: '/audit',
      crumbs: [['/audit', say('审计', 'Audit')]],
    },
    <>
      <p class="row">
        <a class="button" href="/audit/checkpoint">
          {say('下载最近的存证点', 'Download the latest checkpoint')}
        </a>
        <a class="button" href="/audit/events.jsonl">
          {say('导出全部记录（jsonl）', 'Export all events (jsonl)')}
        </a>
        <a class="button" href="/audit/log.zip">
          {say('导出可由外人核对的文件夹（zip）', 'Export a folder that others can check (zip)')}
        </a>
        <a class="button" href="/audit/check">
          {say('核对证明', 'Check a proof')}
        </a>
      </p>
      <h2>{say('公钥', 'Public keys')}</h2>
      {keys.map((key) => (
        <p class="mono text">{key}</p>
      ))}
      <h2>{say('见证人和时间戳', 'Witnesses and time stamps')}</h2>
      {heard.length === 0 ? (
        <p>{say('没有设置（DUBAN_WITNESS、DUBAN_TSA_URL）。', 'None (DUBAN_WITNESS, DUBAN_TSA_URL).')}</p>
      ) : (
        <ul class="bullets">
          {heard.map(({ by, at, signed, fault }) => (
            <li>
              {by === TSA ? say('时间戳机构', 'time-stamp authority') : by}
              {say(
                `：已签到 ${signed} 条，${clockText(at, office.calendar.zone)}`,
                `: signed up to ${signed}, ${clockText(at, office.calendar.zone)}`,
              )}
              {fault === null ? '' : say(`，最近没有签（${fault}）`, `, not lately (${fault})`)}
            </li>
          ))}
        </ul>
      )}
      <p>
        <a href="/audit/archive">{say('一年的归档', 'Archive of a year')}</a>
      </p>
    </>,
  );
}

/** 存证: proofs to download and to check, checkpoints, export. */
export const evidenceRoutes = (kit: Kit): readonly Route[] => [
  get('/audit/event', OFFICE_ROLE, async (c) => {
    const found = await proven(kit, c);
    if (!found.ok) return notProven(c, found.problem);
    const { event } = found.value;
    return file(c, evidenceFile(event.stream, event.seq), entryOf(event), 'application/json');
  }),
  get('/audit/event.tlog-proof', OFFICE_ROLE, async (c) => {
    const found = await proven(kit, c);
    if (!found.ok) return notProven(c, found.problem);
    const { event, proof } = found.value;
    return file(c, `${evidenceFile(event.stream, event.seq)}.tlog-proof`, formatProof(proof));
  }),
  get('/audit/check', OFFICE_ROLE, (c) => proofPage(kit, c)),
  post('/audit/check', OFFICE_ROLE, (c) => proofPage(kit, c)),
  get('/audit/evidence', OFFICE_ROLE, (c) => witnessesPage(kit, c)),
  get('/audit/checkpoint', OFFICE_ROLE, async (c) => {
    const checkpoint = await kit.ports.ledger.signedCheckpoint();
    return checkpoint ? file(c, 'checkpoint', checkpoint.note) : c.notFound();
  }),
  get('/audit/events.jsonl', OFFICE_ROLE, (c) => exportedEvents(kit, c)),
  get('/audit/log.zip', OFFICE_ROLE, (c) => exportedTiles(kit, c)),
];
