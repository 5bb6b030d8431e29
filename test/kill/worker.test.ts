import { DEFAULT_POLICY } from '../../domain/policy';
import { report, urge } from '../support/commands';
import { sure } from '../support/sure';
import { openWave, type KillableOffice } from './killable-office';
import type { Wave } from './wave';
import { expectWholeWave } from './whole';

// A wave in real time, on a machine that may have much else to do.
jest.setTimeout(600_000);

let stage: KillableOffice;
let wave: Wave;

async function open(posting?: Parameters<typeof openWave>[0]): Promise<void> {
  ({ stage, wave } = await openWave(posting));
}
afterEach(() => stage.close());

describe('a worker killed after it has recorded a command, before its task is completed', () => {
  it('loses neither that command nor the one that came while nobody ran, and no reminder', async () => {
    await open();
    const [stream = ''] = wave.streams;
    const first = stage.worker({ point: 'command', when: 'after', nth: 1 });
    await first.ready;
    const urged = stage.duban.command({ stream, command: urge(['u000']), actor: 'ddy', key: 'urged' });
    expect(await first.gone).toBe('SIGKILL');
    stage.struck();
    expect(await stage.ledger.request(stream, 'urged')).not.toBeNull();
    const reported = stage.duban.command({
      stream,
      command: report('u001'),
      actor: 'll-u001',
      key: 'reported',
    });
    await stage.worker().ready;
    expect(sure(await urged).seq).not.toBe(sure(await reported).seq);
    const { others } = await expectWholeWave(stage, { ...wave, mails: wave.mails + 1 }, 'record committed');
    expect(others).toEqual(['urge|u000']);
    const keys = (await stage.ledger.history(stream)).map(({ requestKey }) => requestKey);
    expect(keys.filter((key) => key === 'urged' || key === 'reported')).toEqual(['urged', 'reported']);
  });
});

describe('a worker killed after the mail server has taken a mail, before its row says so', () => {
  it('sends again no more than what was in flight, each under its old Message-ID', async () => {
    await open();
    const first = stage.worker({ point: 'send', when: 'after', nth: 60 });
    expect(await first.gone).toBe('SIGKILL');
    stage.struck();
    await stage.worker().ready;
    const { duplicates } = await expectWholeWave(stage, wave, 'after DATA');
    expect(duplicates).toBeGreaterThan(0);
  });
});

describe('a worker frozen in the middle of a wave, with a second one running', () => {
  it('claims nothing more when it goes on: its attempt has been superseded', async () => {
    await open({ chunks: 1 });
    const both = [stage.worker(), stage.worker()];
    await Promise.all(both.map(({ ready }) => ready));
    const third = Math.round(wave.mails * 0.3);
    await stage.until('a third is claimed', () => both.some((one) => claims(one) >= third));
    const [frozen, other] = both.sort((a, b) => claims(b) - claims(a));
    if (!frozen || !other) throw new Error('there are two');
    frozen.signal('SIGSTOP');
    stage.struck();
    // The server may hand the next attempt to the frozen one too, which had asked for work before.
    await stage.until('the other one takes over', () => other.told.some(({ attempt = 0 }) => attempt > 1));
    const before = claims(frozen);
    const ended = chunks(frozen);
    frozen.signal('SIGCONT');
    await stage.until('the chunk that was frozen has ended', () => chunks(frozen) > ended);
    // A claim may have been in its COMMIT when it was frozen, one for each connection; everything else is refused.
    expect(claims(frozen) - before).toBeLessThanOrEqual(DEFAULT_POLICY.mail.connections);
    await expectWholeWave(stage, wave, 'SIGSTOP with a second worker');
  });
});

const claims = ({ told }: ReturnType<KillableOffice['worker']>): number =>
  told.filter(({ type }) => type === 'mail').length;
const chunks = ({ told }: ReturnType<KillableOffice['worker']>): number =>
  told.filter(({ type }) => type === 'chunkEnd').length;
