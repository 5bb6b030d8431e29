import { ok, text } from '../../../domain/problem';
import type { Look } from '../../../office/health/look';
import { allLooks } from '../../../office/health/looks';
import type { Lang } from '../io';
import type { Output } from '../output';
import { example, type Verb } from '../verb';
import { hintText } from '../ways';

const DOCTOR_MARK: Readonly<Record<Look['level'], string>> = { ok: '✓', warn: '▲', bad: '■' };

/** What was looked at, a line each with its sign; findings when something is bad. */
export const doctorOutput = (looks: readonly Look[], lang: Lang): Output => ({
  data: looks.map(({ name, level, said }) => ({ name, level, message: hintText(said, lang) })),
  text: looks.map(({ level, said }) => `${DOCTOR_MARK[level]} ${hintText(said, lang)}`).join('\n'),
  findings: looks.some(({ level }) => level === 'bad'),
});

/** duban doctor: everything that must be right, and what to do where it is not. Exit 6 when something is bad. */
export const doctorVerb: Verb = {
  usage: 'doctor',
  about: text(
    '体检：引擎、邮件、磁盘、日历、台账、各事项；有问题即退出码 6',
    'check engine, mail, disk, calendar, ledger, items; exit 6 when something is wrong',
  ),
  flags: [],
  examples: [example('doctor', '体检', 'checks'), example('doctor --json', '给程序用', 'for a program')],
  action: async (session) => ok(doctorOutput(await allLooks(session, true), session.style.lang)),
};
