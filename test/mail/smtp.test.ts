import { simpleParser } from 'mailparser';
import type { DeliveryOutcome } from '../../domain/digest/delivery';
import { freePort } from '../../engine/server';
import { MINUTE_MS } from '../../domain/measures';
import { LEFT_BEHIND_MS } from '../../ledger/mails/claim';
import { SMTP_PATIENCE, smtpTransport } from '../../mail/smtp';
import { parseSmtpUrl } from '../../mail/smtp-url';
import type { ConnectionFailed, Transport } from '../../mail/types';
import { sure } from '../support/sure';
import { mailServer, scriptedServer, type MailServer, type Moods } from '../support/mail-server';
import { parcel, type Parcel } from './parcel';

const QUICK = { connection: 300, greeting: 300, answer: 300, mail: 5_000 };
const ONE = parcel(['lly@sjj.qingpu.example']);

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

function transportTo({ url, close }: Pick<MailServer, 'url' | 'close'>, connections = 2): Transport {
  opened.push(close);
  const transport = smtpTransport(sure(parseSmtpUrl(url)), connections, QUICK);
  opened.push(() => transport.close());
  return transport;
}

/** An answer of the server's that begins so. */
const said = (start: string): unknown => expect.stringMatching(new RegExp(`^${start}`));

const send = (transport: Transport, { mail, claimed }: Parcel): Promise<DeliveryOutcome | ConnectionFailed> =>
  transport.send(mail, claimed);

async function sendTo(moods: Moods, one: Parcel): Promise<[DeliveryOutcome | ConnectionFailed, MailServer]> {
  const server = await mailServer(moods);
  return [await send(transportTo(server), one), server];
}

/** A server that behaves until the client's line matches; then it cuts the connection or answers. */
async function until(
  line: RegExp,
  answer: string | null,
  body?: string,
): Promise<DeliveryOutcome | ConnectionFailed> {
  let inData = false;
  const server = await scriptedServer('220 ready', (command) => {
    if (line.test(command)) return answer;
    if (inData) return '';
    inData = command === 'DATA';
    return inData ? '354 go on' : '250 ok';
  });
  return send(transportTo(server), parcel(['lly@sjj.qingpu.example'], body));
}

describe('a mail server', () => {
  it('is given as long as RFC 5321 asks, 4.5.3.2, and the claim of a mail outlasts it', () => {
    expect(SMTP_PATIENCE.greeting).toBeGreaterThanOrEqual(5 * MINUTE_MS);
    expect(SMTP_PATIENCE.answer).toBeGreaterThanOrEqual(10 * MINUTE_MS);
    expect(LEFT_BEHIND_MS).toBeGreaterThan(SMTP_PATIENCE.mail + SMTP_PATIENCE.answer);
  });
});

describe('a mail that the server takes', () => {
  it('is sent, with the server’s own words', async () => {
    const [outcome] = await sendTo({}, ONE);
    expect(outcome).toEqual({ type: 'sent', response: said('250 '), refused: [] });
  });

  it('arrives with its envelope and its bytes', async () => {
    const [, { taken }] = await sendTo({}, ONE);
    expect(taken).toHaveLength(1);
    expect(taken[0]).toMatchObject({ from: 'duban@qingpu.example', to: ['lly@sjj.qingpu.example'] });
    const parsed = await simpleParser(taken[0]?.raw ?? '');
    expect(parsed.messageId).toBe(ONE.mail.messageId);
    expect(parsed.subject).toBe(ONE.mail.subject);
    expect(parsed.date?.getTime()).toBe(ONE.mail.date);
  });

  it('goes over the connection that is open', async () => {
    const server = await mailServer();
    const transport = transportTo(server, 1);
    for (let i = 0; i < 3; i++) await send(transport, ONE);
    expect(server.taken).toHaveLength(3);
    expect(server.connections()).toBe(1);
  });

  it('names the contacts that were refused beside others who have it', async () => {
    const rcpt: Moods['rcpt'] = (address) =>
      address.startsWith('gone') ? [550, '5.1.1 no such user'] : undefined;
    const [outcome, { taken }] = await sendTo(
      { rcpt },
      parcel(['gone@sjj.qingpu.example', 'lly@sjj.qingpu.example']),
    );
    expect(outcome).toMatchObject({
      type: 'sent',
      refused: [{ contact: 'c1', response: said('550 5.1.1') }],
    });
    expect(taken[0]?.to).toEqual(['lly@sjj.qingpu.example']);
  });

  it('tells a recipient put off by its code, which condemns no mailbox', async () => {
    const rcpt: Moods['rcpt'] = (address) => (address.startsWith('busy') ? [450, '4.2.1 later'] : undefined);
    const [outcome] = await sendTo({ rcpt }, parcel(['lly@sjj.qingpu.example', 'busy@sjj.qingpu.example']));
    expect(outcome).toMatchObject({
      type: 'sent',
      refused: [{ contact: 'c2', response: said('450 ') }],
    });
  });
});

describe('a mail that nobody is taken for', () => {
  it('has failed when every recipient was refused for good', async () => {
    const [outcome, { taken }] = await sendTo({ rcpt: () => [550, '5.1.1 no such user'] }, ONE);
    expect(outcome).toMatchObject({
      type: 'failed',
      response: said('550 '),
      refused: [{ contact: 'c1', response: said('550 ') }],
    });
    expect(taken).toEqual([]);
  });

  it('goes later when one of them was only put off', async () => {
    const rcpt: Moods['rcpt'] = (address) =>
      address.startsWith('busy') ? [450, '4.2.1 later'] : [550, '5.1.1 no'];
    const refused = [{ contact: 'c2', response: said('550 ') }];
    const [outcome] = await sendTo({ rcpt }, parcel(['busy@sjj.qingpu.example', 'gone@sjj.qingpu.example']));
    expect(outcome).toEqual({ type: 'later', response: said('450 '), refused });
  });

  it('leaves the connection usable for the next mail', async () => {
    const server = await mailServer({
      rcpt: (to) => (to.startsWith('gone') ? [550, '5.1.1 no'] : undefined),
    });
    const transport = transportTo(server, 1);
    await send(transport, parcel(['gone@sjj.qingpu.example']));
    expect(await send(transport, ONE)).toMatchObject({ type: 'sent' });
    expect(server.connections()).toBe(1);
  });
});

describe('the answer to the final dot', () => {
  it('4xx: the mail goes later', async () => {
    const [outcome] = await sendTo({ dot: () => [451, '4.3.0 try again'] }, ONE);
    expect(outcome).toEqual({ type: 'later', response: said('451 ') });
  });

  it('5xx: this mail has failed, and no mailbox is to blame', async () => {
    const [outcome] = await sendTo({ dot: () => [554, '5.6.0 content refused'] }, ONE);
    expect(outcome).toEqual({ type: 'failed', response: said('554 '), refused: [] });
  });
});

describe('a connection that breaks', () => {
  it('at RCPT: nothing was sent, so it counts as no connection', async () => {
    expect(await until(/^RCPT/, null)).toMatchObject({ type: 'connection' });
  });

  it('at DATA: as well', async () => {
    expect(await until(/^DATA/, null)).toMatchObject({ type: 'connection' });
  });

  it('in the middle of the text: the mail goes later', async () => {
    // Long enough that it cannot all lie in buffers when the first line arrives.
    const body = '督办事项，请抓紧办理。'.repeat(400_000);
    expect(await until(/^Message-ID/i, null, body)).toMatchObject({ type: 'later' });
  });

  it('after the final dot: nobody knows', async () => {
    expect(await until(/^\.$/, null)).toMatchObject({ type: 'unknown' });
  });

  it('silent after the final dot until patience ends: nobody knows', async () => {
    expect(await until(/^\.$/, '')).toMatchObject({ type: 'unknown' });
  });

  it('silent longer than one mail is given: it goes later, and nothing more of it over that connection', async () => {
    const server = await scriptedServer('220 ready', (line) => (/^RCPT/.test(line) ? '' : '250 ok'));
    opened.push(() => server.close());
    const patience = { connection: 60_000, greeting: 60_000, answer: 60_000, mail: 1_000 };
    const transport = smtpTransport(sure(parseSmtpUrl(server.url)), 1, patience);
    opened.push(() => transport.close());
    expect(await send(transport, ONE)).toMatchObject({ type: 'later' });
    expect(await send(transport, ONE)).toMatchObject({ type: 'later' });
    expect(server.connections()).toBe(2);
  });

  it('answered within ten minutes of the final dot is believed, however long the mail took until then', async () => {
    let [dotCame, answer] = [(): void => undefined, (): void => undefined];
    const dot = new Promise<void>((resolve) => (dotCame = resolve));
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const server = await mailServer({
      hold() {
        dotCame();
        return answered;
      },
    });
    opened.push(() => server.close());
    jest.useFakeTimers({
      advanceTimers: true,
      doNotFake: ['nextTick', 'setImmediate', 'performance', 'Date'],
    });
    try {
      const transport = smtpTransport(sure(parseSmtpUrl(server.url)), 1);
      opened.push(() => transport.close());
      const sending = send(transport, ONE);
      await dot;
      jest.advanceTimersByTime(SMTP_PATIENCE.mail + SMTP_PATIENCE.answer - MINUTE_MS);
      answer();
      expect(await sending).toMatchObject({ type: 'sent' });
    } finally {
      jest.useRealTimers();
    }
  });

  it('after a refusal of the final dot: the refusal counts', async () => {
    expect(await until(/^\.$/, '421 4.3.2 shutting down')).toMatchObject({ type: 'later' });
  });
});

describe('no connection', () => {
  const problem = (code: string): object => ({ type: 'connection', problem: { code } });

  it('nobody listens', async () => {
    const port = await freePort();
    const transport = transportTo({ url: `smtp://127.0.0.1:${port}`, close: () => Promise.resolve() });
    expect(await send(transport, ONE)).toMatchObject(problem('mail-server-unreachable'));
  });

  it('the greeting never comes', async () => {
    const server = await scriptedServer(null, () => '');
    expect(await send(transportTo(server), ONE)).toMatchObject(problem('mail-server-unreachable'));
  });

  it('the greeting is a refusal', async () => {
    const server = await scriptedServer('554 no service here', () => '');
    expect(await send(transportTo(server), ONE)).toMatchObject(problem('mail-server-unreachable'));
  });

  it('the password is wrong, and neither it nor the user is repeated', async () => {
    const server = await mailServer({ login: { user: 'duban', pass: 'right' } });
    const url = server.url.replace('//', '//duban:geheim@');
    const outcome = await send(transportTo({ ...server, url }), ONE);
    expect(outcome).toMatchObject(problem('mail-login-refused'));
    expect(JSON.stringify(outcome)).not.toContain('geheim');
  });

  it('the right password sends', async () => {
    const server = await mailServer({ login: { user: 'du@ban', pass: 'ri:ght' } });
    const url = server.url.replace('//', '//du%40ban:ri%3Aght@');
    expect(await send(transportTo({ ...server, url }), ONE)).toMatchObject({ type: 'sent' });
  });
});

describe('closing', () => {
  it('waits for the mail in flight', async () => {
    const server = await mailServer();
    const transport = transportTo(server);
    const sending = send(transport, ONE);
    await transport.close();
    expect(await Promise.race([sending, Promise.resolve('still under way')])).not.toBe('still under way');
  });
});
