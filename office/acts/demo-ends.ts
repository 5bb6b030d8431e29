import { text, type Text } from '../../domain/problem';
import type { Ledger } from '../../ledger/ledger';

/** All that there is, is a demonstration: its clock may be moved, and one may look as anybody. */
export async function isDemonstration(ledger: Pick<Ledger, 'notices'>): Promise<boolean> {
  const notices = await ledger.notices();
  return notices.length > 0 && notices.every(({ demo }) => demo);
}

/** A notice in earnest has come into what began as a demonstration. */
export const demonstrationEnded = async (ledger: Pick<Ledger, 'notices'>): Promise<boolean> =>
  (await ledger.notices()).some(({ demo }) => !demo);

/** What a notice that is no demonstration changes in a ledger that held nothing else, from the next start on. */
export const DEMO_ENDS = text(
  '从下次启动起不再是演示：时钟不能再拨，不能换身份看，导览也没有了。',
  'From the next start on this is no demonstration: its clock stands, nobody looks as another, the path is gone.',
);

const DEMO_STAYS = text(
  '演示事项留在台账里照常走；时钟停在演示拨到的地方，不会自己回到真实时间。',
  'Its items stay and run on; the clock keeps what it was moved by, and does not return to the real time.',
);

/** Where to work in earnest, and where to see the demonstration again. */
export const DEMO_ELSEWHERE: readonly Text[] = [
  text(
    '要正式办理，另用一个目录：DUBAN_HOME=var/机关，在那里装入名册、导入通知（见 README）。',
    'For real work use another folder: DUBAN_HOME=var/office; load the roster and import there (see README).',
  ),
  text(
    '要再看演示：停止后用一个空目录启动，DUBAN_HOME=var/演示 npm start。',
    'To see the demonstration again: stop, then start in an empty folder, DUBAN_HOME=var/demo npm start.',
  ),
];

/** All of it, said before anything is imported. */
export const BEFORE_DEMO_ENDS: readonly Text[] = [DEMO_ENDS, DEMO_STAYS, ...DEMO_ELSEWHERE];
