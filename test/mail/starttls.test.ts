import { sessionProblem } from '../../mail/reach';
import { smtpTransport } from '../../mail/smtp';
import { parseSmtpUrl } from '../../mail/smtp-url';
import { commandLine, scratch } from '../support/cli';
import { mailServer, scriptedServer, type MailServer } from '../support/mail-server';
import { sure } from '../support/sure';
import { parcel } from './parcel';

/** This machine under a name that the settings take for another one. */
const ELSEWHERE = '127.0.0.2';
const QUICK = { connection: 2_000, greeting: 2_000, answer: 2_000, mail: 5_000 };

const room = scratch();
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(room.clear);

const withLogin = ({ url }: MailServer): string => url.replace('smtp://', 'smtp://duban:geheim@');

/** What a mail and a look at the server come to. */
async function tried(server: MailServer) {
  ends.push(() => server.close());
  const settings = sure(parseSmtpUrl(withLogin(server)));
  const transport = smtpTransport(settings, 1, QUICK);
  ends.push(() => transport.close());
  const { mail, claimed } = parcel(['lly@sjj.qingpu.example']);
  return { sent: await transport.send(mail, claimed), seen: await sessionProblem(settings) };
}

const refused = (words: string) => {
  const problem = { code: 'mail-tls-refused', message: { zh: expect.stringContaining(words) as string } };
  return { sent: { type: 'connection', problem }, seen: problem };
};

/** A server that says `starttls` to STARTTLS, `ehlo` to EHLO, and takes everything; the lines that it was given. */
async function plainServer(ehlo: string, starttls: string) {
  const lines: string[] = [];
  const server = await scriptedServer(
    '220 ready',
    (line) => {
      lines.push(line);
      if (line.startsWith('EHLO')) return ehlo;
      if (line === 'STARTTLS') return starttls;
      return line.startsWith('AUTH') ? '235 welcome' : line === 'DATA' ? '354 go on' : '250 ok';
    },
    ELSEWHERE,
  );
  return { server, verbs: () => [...new Set(lines.map((line) => line.split(' ')[0]))] };
}

describe('with a password, a server elsewhere', () => {
  it.each([
    [
      'does not offer STARTTLS',
      '250-mail.example\r\n250 AUTH PLAIN LOGIN',
      '502 5.5.1 unknown command',
      '502',
    ],
    [
      'offers STARTTLS and is not able to',
      '250-mail.example\r\n250-STARTTLS\r\n250 AUTH PLAIN',
      '454 4.7.0 no TLS now',
      '454',
    ],
    ['knows no EHLO, and so no STARTTLS', '502 5.5.1 unknown command', '220 go on', '502'],
  ])('that %s is given neither it nor a mail', async (_, ehlo, starttls, words) => {
    const { server, verbs } = await plainServer(ehlo, starttls);
    expect(await tried(server)).toMatchObject(refused(words));
    expect(['EHLO', 'HELO', 'STARTTLS', 'QUIT']).toEqual(expect.arrayContaining(verbs()));
  });

  it('whose certificate nobody vouches for is given neither it nor a mail', async () => {
    const logins: string[] = [];
    const server = await mailServer({
      host: ELSEWHERE,
      starttls: true,
      login: {
        get user() {
          logins.push('asked');
          return 'duban';
        },
        pass: 'geheim',
      },
    });
    expect(await tried(server)).toMatchObject(refused('certificate'));
    expect([server.taken, logins]).toEqual([[], []]);
  });

  it('that encrypts is given both, where its certificate is taken as it is', async () => {
    const login = { user: 'duban', pass: 'geheim' };
    const server = await mailServer({ host: ELSEWHERE, starttls: true, login });
    const url = `${server.url}?tls.rejectUnauthorized=false`;
    expect(await tried({ ...server, url })).toMatchObject({ sent: { type: 'sent' }, seen: null });
  });

  it('that strips STARTTLS is named by the doctor, and why no mail goes', async () => {
    const { server } = await plainServer('250 mail.example', '502 5.5.1 unknown command');
    ends.push(() => server.close());
    const env = { DUBAN_SMTP_URL: withLogin(server), DUBAN_MAIL_ALLOW: '@qingpu.example' };
    const { code, out } = await commandLine({ home: room.folder(), env })('doctor');
    expect(code).toBe(6);
    expect(out).toMatch(/■ 邮件服务器 smtp:.* 不能加密（TLS），口令和信都没有给它：502 .*STARTTLS/);
    expect(out).not.toContain('geheim');
  });
});
