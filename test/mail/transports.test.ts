import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { allowing, onlyTo } from '../../mail/allow';
import { sandboxPage, sandboxTransport } from '../../mail/sandbox';
import { smtpTransport } from '../../mail/smtp';
import { parseSmtpUrl, smtpName } from '../../mail/smtp-url';
import { openTransport, sandboxFolder } from '../../mail/transport';
import type { Transport } from '../../mail/types';
import { codeOf } from '../support/item';
import { mailServer, type MailServer } from '../support/mail-server';
import { sure } from '../support/sure';
import { parcel } from './parcel';

const ZONE = 'Asia/Shanghai';
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'duban-mail-'));
  ends.push(() => {
    rmSync(made, { recursive: true, force: true });
  });
  return made;
}

async function server(): Promise<MailServer> {
  const made = await mailServer();
  ends.push(() => made.close());
  return made;
}

function used(transport: Transport): Transport {
  ends.push(() => transport.close());
  return transport;
}

describe('the list of recipients that may be reached', () => {
  it.each([
    ['lly@sjj.qingpu.example', ['lly@sjj.qingpu.example'], true],
    ['LLY@SJJ.Qingpu.Example', ['lly@sjj.qingpu.example'], true],
    ['other@sjj.qingpu.example', ['lly@sjj.qingpu.example'], false],
    ['lly@sjj.qingpu.example', ['@qingpu.example'], true],
    ['lly@qingpu.example', ['@qingpu.example'], true],
    ['lly@evil-qingpu.example', ['@qingpu.example'], false],
    ['lly@qingpu.example.net', ['@qingpu.example'], false],
    ['"a@qingpu.example"@elsewhere.example', ['@qingpu.example'], false],
    ['lly@sjj.qingpu.example', [], false],
  ])('%s with %j: %s', (address, list, allowed) => {
    expect(sure(allowing(list))(address)).toBe(allowed);
  });

  it.each(['@cn', '@', 'cn', '@.example', '"a"@unit.example', '@unit.example.'])(
    'with %s in it is refused: nobody can say whom it means',
    (entry) => {
      expect(codeOf(allowing(['@test.example', entry]))).toBe('bad-setting');
    },
  );
});

describe('outside production', () => {
  const toServer = ({ url }: MailServer): Transport =>
    used(
      onlyTo(
        smtpTransport(sure(parseSmtpUrl(url)), 1),
        sure(allowing(['@sjj.qingpu.example'])),
        'not on DUBAN_MAIL_ALLOW',
      ),
    );

  it('a mail with nobody on the list opens no connection, and no mailbox is to blame', async () => {
    const made = await server();
    const { mail, claimed } = parcel(['zhang@gov.example', 'li@gov.example']);
    expect(await toServer(made).send(mail, claimed)).toMatchObject({ type: 'failed', refused: [] });
    expect(made.connections()).toBe(0);
  });

  it('a mail for several reaches only those on the list, and names the others nowhere', async () => {
    const made = await server();
    const { mail, claimed } = parcel(['zhang@gov.example', 'lly@sjj.qingpu.example']);
    const outcome = await toServer(made).send(mail, claimed);
    expect(outcome).toMatchObject({ type: 'sent', refused: [{ contact: 'c1' }] });
    expect(outcome.type === 'sent' && outcome.refused[0]?.response).toMatch(/^not on DUBAN_MAIL_ALLOW/);
    expect(made.taken.map(({ to }) => to)).toEqual([['lly@sjj.qingpu.example']]);
    expect(made.taken[0]?.raw.toString()).not.toContain('zhang@gov.example');
  });
});

describe('which transport the settings ask for', () => {
  const settings = { home: 'var', production: false, smtpUrl: null, mailAllow: [] };
  const options = { connections: 1, zone: ZONE };

  it('no server: the sandbox mailbox', () => {
    expect(sure(openTransport(settings, options)).name).toBe('sandbox');
  });

  it('a server in production: SMTP to everyone', async () => {
    const made = await server();
    const transport = used(
      sure(openTransport({ ...settings, production: true, smtpUrl: made.url }, options)),
    );
    const { mail, claimed } = parcel(['zhang@gov.example']);
    expect(await transport.send(mail, claimed)).toMatchObject({ type: 'sent' });
  });

  it('a server outside production: SMTP to the list only', async () => {
    const made = await server();
    const given = { ...settings, smtpUrl: made.url, mailAllow: ['@sjj.qingpu.example'] };
    const transport = used(sure(openTransport(given, options)));
    const { mail, claimed } = parcel(['zhang@gov.example']);
    expect(await transport.send(mail, claimed)).toMatchObject({ type: 'failed' });
    expect(made.connections()).toBe(0);
  });

  it('a server outside production without a list is refused: nobody could be reached', () => {
    const refused = openTransport({ ...settings, smtpUrl: 'smtp://127.0.0.1:2525' }, options);
    expect(refused).toMatchObject({ ok: false, problem: { code: 'bad-setting' } });
    expect(!refused.ok && refused.problem.hint.zh).toContain('DUBAN_MAIL_ALLOW');
  });
});

describe('DUBAN_SMTP_URL', () => {
  it('names host, port, encryption and login', () => {
    expect(parseSmtpUrl('smtps://du%40ban:p%2Fw@mail.example?name=duban.example')).toEqual({
      ok: true,
      value: {
        host: 'mail.example',
        port: 465,
        secure: true,
        requireTLS: false,
        rejectUnauthorized: true,
        hello: 'duban.example',
        auth: { user: 'du@ban', pass: 'p/w' },
      },
    });
  });

  it('has port 587 without encryption from the start, which can be demanded', () => {
    const server = sure(parseSmtpUrl('smtp://mail.example?requireTLS=true&tls.rejectUnauthorized=false'));
    expect(server).toMatchObject({ port: 587, secure: false, requireTLS: true, rejectUnauthorized: false });
  });

  it('with a password demands TLS off this machine, unless it says otherwise', () => {
    const tls = (url: string): boolean => sure(parseSmtpUrl(url)).requireTLS;
    expect(tls('smtp://duban:geheim@mail.example')).toBe(true);
    expect(tls('smtp://duban:geheim@mail.example?requireTLS=false')).toBe(false);
    expect(tls('smtp://duban:geheim@127.0.0.1:25')).toBe(false);
    expect(tls('smtp://mail.example')).toBe(false);
  });

  it.each([
    'smtp://mail.example?requireTLS=yes',
    'mail.example:25',
    'http://mail.example',
    'smtp://',
    'smtp://mail.example?maxRequeues=9',
    'smtp://u:%GG@mail.example',
  ])('%s is refused', (url) => {
    expect(parseSmtpUrl(url)).toMatchObject({ ok: false, problem: { code: 'bad-setting' } });
  });

  it('is not repeated where it is refused, nor is its password in the transport’s name', () => {
    expect(JSON.stringify(parseSmtpUrl('smtp://duban:geheim@mail.example?x=1'))).not.toContain('geheim');
    expect(smtpName(sure(parseSmtpUrl('smtp://duban:geheim@mail.example:25')))).toBe(
      'smtp://mail.example:25',
    );
  });
});

describe('the sandbox mailbox', () => {
  const stemIn = (box: string): string =>
    readdirSync(box)
      .find((name) => name.endsWith('.eml'))
      ?.replace(/\.eml$/, '') ?? '';

  it('keeps each mail as a file that mail programs open, and as a page', async () => {
    const box = join(folder(), 'sandbox');
    const { mail, claimed } = parcel(['lly@sjj.qingpu.example'], '请抓紧办理');
    const outcome = await sandboxTransport(box, ZONE).send(mail, claimed);
    expect(outcome).toEqual({ type: 'sent', response: `250 sandbox ${stemIn(box)}.eml`, refused: [] });
    expect(stemIn(box)).toMatch(/^2025-09-30-digest-sjj-liaison-[0-9a-f]{10}$/);
    const parsed = await simpleParser(readFileSync(join(box, `${stemIn(box)}.eml`)));
    expect(parsed.text).toContain('请抓紧办理');
    expect(parsed.messageId).toBe(mail.messageId);
    expect(readFileSync(join(box, `${stemIn(box)}.html`), 'utf8')).toBe(mail.html);
  });

  it('lists each mail once, with time, subject and recipients, however often it is sent', async () => {
    const box = folder();
    const transport = sandboxTransport(box, ZONE);
    const { mail, claimed } = parcel(['lly@sjj.qingpu.example']);
    await transport.send(mail, claimed);
    await transport.send(mail, claimed);
    const other = parcel(['lly@sfj.qingpu.example'], '正文', 'sfj|liaison|2025-09-30');
    await transport.send({ ...other.mail, subject: '<script>alert(1)</script>' }, other.claimed);
    const page = readFileSync(join(box, 'index.html'), 'utf8');
    expect(page.match(/<a class="mail"/g)).toHaveLength(2);
    expect(page).toContain('2025-09-30 09:00');
    expect(page).toContain(mail.subject);
    expect(page).toContain('lly@sjj.qingpu.example');
    expect(page).toContain(`href="${stemIn(box)}.html"`);
    expect(page).not.toContain('<script>');
  });

  it('takes mails side by side without losing a line', async () => {
    const box = folder();
    const transport = sandboxTransport(box, ZONE);
    const keys = Array.from({ length: 20 }, (_, n) => `u${n}|liaison|2025-09-30`);
    await Promise.all(
      keys.map((key) => {
        const { mail, claimed } = parcel(['lly@sjj.qingpu.example'], '正文', key);
        return transport.send(mail, claimed);
      }),
    );
    const page = readFileSync(join(box, 'index.html'), 'utf8');
    expect(page.match(/<a class="mail"/g)).toHaveLength(20);
    expect(page.match(/<!DOCTYPE html>/g)).toHaveLength(1);
  });

  it('never names a file outside its folder', async () => {
    const home = folder();
    const { mail, claimed } = parcel(['lly@sjj.qingpu.example']);
    const edition = { ...claimed.edition, to: { unit: '../../etc', audience: 'liaison' as const } };
    await sandboxTransport(join(home, 'sandbox'), ZONE).send(mail, { ...claimed, edition });
    expect(readdirSync(home)).toEqual(['sandbox']);
    expect(stemIn(join(home, 'sandbox'))).not.toMatch(/[./]/);
  });

  it('has a page before the first mail, which the first mail leaves as it is', async () => {
    const home = folder();
    const page = sure(await sandboxPage(sandboxFolder(home)));
    expect(readFileSync(page, 'utf8')).toContain('沙箱信箱');
    const { mail, claimed } = parcel(['lly@sjj.qingpu.example']);
    await sandboxTransport(sandboxFolder(home), ZONE).send(mail, claimed);
    const text = readFileSync(page, 'utf8');
    expect(text.match(/<!DOCTYPE html>/g)).toHaveLength(1);
    expect(text.match(/<a class="mail"/g)).toHaveLength(1);
  });

  it('that cannot be written to counts as no connection, and says which folder', async () => {
    const home = folder();
    writeFileSync(sandboxFolder(home), 'a file where the folder should be');
    expect(codeOf(await sandboxPage(sandboxFolder(home)))).toBe('sandbox-unwritable');
    const { mail, claimed } = parcel(['lly@sjj.qingpu.example']);
    const outcome = await sandboxTransport(sandboxFolder(home), ZONE).send(mail, claimed);
    expect(outcome).toMatchObject({ type: 'connection', problem: { code: 'sandbox-unwritable' } });
    expect(outcome.type === 'connection' && outcome.problem.message.zh).toContain(sandboxFolder(home));
  });
});
