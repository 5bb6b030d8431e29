import { MAX_ENTRY_BYTES, entryOf } from '../../../domain/journal/chain';
import { report, sign } from '../../support/commands';
import { call, change, envelope, issuedLedger, streamOf } from '../../support/ledger';
import { SQLITE } from '../database';
import { stageOn } from '../stage';

describe('an event that would not fit into the log', () => {
  const stage = stageOn(SQLITE);
  const sha256 = 'd'.repeat(64);
  const long = (bytes: number) => ({
    ...report('sjj', 10),
    files: Array.from({ length: Math.floor(bytes / 200) }, () => ({ name: 'f'.repeat(105), sha256 })),
  });

  it('is refused as its own command, and the others of the call are recorded', async () => {
    await issuedLedger(stage.ledger);
    const commands = [
      envelope('long', long(MAX_ENTRY_BYTES), 'll-sjj'),
      envelope('sign', sign('sjj'), 'll-sjj'),
    ];
    const { answers } = await stage.ledger.record(call(streamOf('1'), { commands }));
    expect(answers).toMatchObject({
      long: { ok: false, problem: { code: 'event-too-long' } },
      sign: { ok: true },
    });
    expect((await stage.ledger.history(streamOf('1'))).map(({ type }) => type)).toEqual([
      'issued',
      'acknowledged',
    ]);
  });

  it('is measured in bytes with everything that is hashed', async () => {
    await issuedLedger(stage.ledger);
    const fits = envelope('fits', long(MAX_ENTRY_BYTES - 2_000), 'll-sjj');
    const { answers } = await stage.ledger.record(call(streamOf('1'), { commands: [fits] }));
    expect(answers['fits']).toMatchObject({ ok: true });
    const sizes = (await stage.ledger.history(streamOf('1'))).map((event) =>
      Buffer.byteLength(entryOf(event)),
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_ENTRY_BYTES);
  });

  it('of the mailroom is not written either', async () => {
    const note = stage.ledger.note('long', { text: '长'.repeat(30_000) }, change('long'));
    await expect(note).rejects.toMatchObject({ problem: { code: 'event-too-long' } });
    expect(await stage.ledger.history('mailroom')).toEqual([]);
  });
});
