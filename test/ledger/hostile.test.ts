import fc from 'fast-check';
import { commandTable } from '../../domain/item/commands';
import { accept, sign, urge } from '../support/commands';
import { call, envelope, issuedLedger, streamOf } from '../support/ledger';
import { SQLITE } from './database';
import { ledgerOfTest } from './ledger-of-test';

const STREAM = streamOf('1');

describe('commands that are none', () => {
  const stage = ledgerOfTest(SQLITE);
  beforeEach(() => issuedLedger(stage.ledger));

  const junk = fc.record(
    {
      key: fc.string(),
      digest: fc.jsonValue(),
      actor: fc.jsonValue(),
      onBehalf: fc.jsonValue(),
      command: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );

  it('are refused, whatever JSON they are; those beside them are recorded, and nothing else', async () => {
    let head = (await stage.ledger.record(call(STREAM))).head;
    let n = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(junk, fc.jsonValue()), { maxLength: 5 }), async (sent) => {
        const before = head.seq;
        const good = `good-${(n += 1)}`;
        const urges = envelope(good, urge(['sjj'], true), 'ddy');
        const reply = await stage.ledger.record({ ...call(STREAM, { head }), commands: [...sent, urges] });
        head = reply.head;
        expect(reply.answers[good]?.ok).toBe(true);
        expect(head.seq).toBe(before + 1);
        for (const [key, answer] of Object.entries(reply.answers))
          if (key !== good) expect(answer).toMatchObject({ problem: { code: 'invalid-command' } });
      }),
      { numRuns: 100 },
    );
    expect(await stage.ledger.verify()).toMatchObject({ findings: [] });
  });

  it('are refused under the key that they came with', async () => {
    const { answers } = await stage.ledger.record({
      ...call(STREAM),
      commands: [{ key: 'poison', digest: 'd', actor: 'ddy', onBehalf: null, command: null }],
    });
    expect(answers['poison']).toMatchObject({ problem: { code: 'invalid-command' } });
  });
});

describe('a command at which the rules fail', () => {
  const stage = ledgerOfTest(SQLITE);
  afterEach(() => jest.restoreAllMocks());

  it('is refused by itself; the others and the item go on', async () => {
    await issuedLedger(stage.ledger);
    jest.spyOn(commandTable.urge, 'decide').mockImplementation(() => {
      throw new TypeError('a defect');
    });
    const commands = [envelope('k1', urge(['sjj']), 'ddy'), envelope('k2', sign('sjj'), 'll-sjj')];
    const { answers, head } = await stage.ledger.record(call(STREAM, { commands }));
    expect(answers['k1']).toMatchObject({ problem: { code: 'command-failed' } });
    expect(answers['k2']).toMatchObject({ ok: true });
    expect(head.seq).toBe(2);
  });

  it('may be given again under its key when it is mended', async () => {
    await issuedLedger(stage.ledger);
    const spy = jest.spyOn(commandTable.urge, 'decide').mockImplementation(() => {
      throw new RangeError('a defect');
    });
    const urges = call(STREAM, { commands: [envelope('k1', urge(['sjj']), 'ddy')] });
    await stage.ledger.record(urges);
    spy.mockRestore();
    expect((await stage.ledger.record(urges)).answers['k1']).toMatchObject({ ok: true });
  });

  it('is not the refusal of a rule', async () => {
    await issuedLedger(stage.ledger);
    const { answers } = await stage.ledger.record(
      call(STREAM, { commands: [envelope('k1', accept('sjj'), 'ddy')] }),
    );
    expect(answers['k1']).toMatchObject({ problem: { code: 'no-hand-in' } });
  });
});
