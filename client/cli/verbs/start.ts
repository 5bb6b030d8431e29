import { ok, text, type Result } from '../../../domain/problem';
import type { Rehearsal, RehearsalWishes } from '../../../office/rehearsal';
import type { Output } from '../output';
import type { Session } from '../session';
import { example, flaggedBy, optionText, type Verb } from '../verb';
import { announce } from '../views/announce';
import { rehearsalOutput } from '../views/rehearsal';

/** Commands that need workers, handed over by the composition root. */
export interface Starters {
  start(session: Session, view: typeof announce): Promise<Result<Output>>;
  worker(session: Session): Promise<Result<Output>>;
  console(session: Session): Promise<Result<Output>>;
  rehearse(session: Session, folder: string, wishes: RehearsalWishes): Promise<Result<Rehearsal>>;
}

/** duban start | worker | rehearse: handed to the composition root, which has the workers. */
export const startVerbs = (starters: Starters): readonly Verb[] => [
  {
    usage: 'start',
    about: text(
      '启动引擎、工作进程和沙箱邮箱；空台账先交办示例通知；Ctrl-C 停止',
      'start engine, workers and sandbox mailbox; an empty ledger gets the sample notice; Ctrl-C stops',
    ),
    flags: [],
    examples: [example('start', '同 npm start', 'the same as npm start')],
    action: (session) => starters.start(session, announce),
  },
  {
    usage: 'worker',
    about: text('只启动工作进程（正式环境）', 'start the workers only (production)'),
    flags: [],
    examples: [example('worker', '连接 TEMPORAL_ADDRESS', 'connects to TEMPORAL_ADDRESS')],
    action: (session) => starters.worker(session),
  },
  {
    usage: 'console',
    about: text(
      '只启动督办台网页（正式环境；任意多个，放在 TLS 代理后面，设 DUBAN_PUBLIC_URL）',
      'start the web console only (production; any number, behind a TLS proxy, DUBAN_PUBLIC_URL)',
    ),
    flags: [],
    examples: [example('console', '在 DUBAN_PORT 上，默认 8080', 'on DUBAN_PORT, 8080 by default')],
    action: (session) => starters.console(session),
  },
  {
    usage: 'rehearse <目录>',
    about: text(
      '在会跳时间的服务器上把一年跑一遍，每封邮件都真的经过 SMTP',
      'run the year on the time-skipping server, every mail through real SMTP',
    ),
    flags: [
      flaggedBy(
        '--smtp <url>',
        '收信的服务器，默认自带一个',
        'the server to send to; by default one of its own',
      ),
      flaggedBy(
        '--script <文件>',
        '众人怎么做；none：谁都不动',
        'what people do; none: nobody does anything',
      ),
      flaggedBy('--until <日期>', '演练到哪一天', 'the last day'),
      flaggedBy(
        '--keep <目录>',
        '台账留在这里，事后可查',
        'the ledger stays there, to be looked at afterwards',
      ),
    ],
    examples: [
      example('rehearse seeds/qingpu-2025', '示例通知的一年', 'the year of the sample notice'),
      example('rehearse seeds/qingpu-2025 --script none', '谁都不动会怎样', 'what happens when nobody acts'),
    ],
    action: async (session, [folder = ''], options) => {
      const [smtp, script, until, keep] = ['smtp', 'script', 'until', 'keep'].map((name) =>
        optionText(options, name),
      );
      const played = await starters.rehearse(session, folder, { smtp, script, until, keep });
      return played.ok ? ok(rehearsalOutput(played.value, session.style.lang)) : played;
    },
  },
];
