import { ok, text, type Result } from '../../../domain/problem';
import type { Look } from '../../health/look';
import { allLooks } from '../../health/looks';
import type { Output } from '../output';
import type { Session } from '../session';
import { example, type Verb } from '../verb';

const DOCTOR_MARK: Readonly<Record<Look['level'], string>> = { ok: '✓', warn: '▲', bad: '■' };

async function doctor(session: Session): Promise<Result<Output>> {
  const looks = await allLooks(session, true);
  return ok({
    data: looks.map(({ name, level, said }) => ({ name, level, message: said[session.style.lang] })),
    text: looks.map(({ level, said }) => `${DOCTOR_MARK[level]} ${said[session.style.lang]}`).join('\n'),
    findings: looks.some(({ level }) => level === 'bad'),
  });
}

/** duban doctor: everything that must be right, and what to do where it is not. Exit 6 when something is bad. */
export const doctorVerb: Verb = {
  usage: 'doctor',
  about: text(
    '体检：引擎、邮件、磁盘、日历、台账、各事项；有问题即退出码 6',
    'check engine, mail, disk, calendar, ledger, items; exit 6 when something is wrong',
  ),
  flags: [],
  examples: [example('doctor', '体检', 'checks'), example('doctor --json', '给程序用', 'for a program')],
  action: (session) => doctor(session),
};
