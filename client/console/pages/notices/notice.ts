import type { NoticeInfo } from '../../../../domain/digest/types';
import { memoLast } from '../../../../domain/memo';
import type { NoticeReading, Vocabulary } from '../../../../domain/notice/types';
import { readChecked } from '../../../../domain/unaccounted/read';
import { onlyFor } from '../../../only-for';
import type { Kit } from '../../kit';
import { refusePage } from '../../web/refuse';
import type { Ctx, Route } from '../../web/route';
import type { Visit } from '../../web/visit';
import { storedSource } from '../../../sources/source';

/** Made once for a page that is loaded again: a long notice takes seconds to read. */
const noticeReadOnce = memoLast(
  (words: Vocabulary, text: string): NoticeReading => readChecked(storedSource(text), words),
  ([before], [now]) => before === now,
);

/** The reading of a notice, with the names that this office taught. */
export const readingOf = async ({ ports }: Kit, text: string, { office }: Visit): Promise<NoticeReading> =>
  noticeReadOnce(await ports.vocabulary(office.roster), text);

/** What a notice is called: its title, else its id. */
export const noticeTitle = ({ id, title }: NoticeInfo): string => (title === '' ? id : title);

/** A notice and its text. */
export interface FoundNotice {
  readonly notice: NoticeInfo;
  readonly text: string;
}

/** The notice that an address names; null when there is none. */
export async function noticeOf(kit: Kit, c: Ctx): Promise<FoundNotice | null> {
  const id = c.req.param('notice') ?? '';
  const notice = (await kit.ports.ledger.notices()).find((one) => one.id === id);
  return notice ? { notice, text: (await kit.ports.ledger.noticeText(id)) ?? '' } : null;
}

/** A page of a notice for its own coordinators; those of other notices are refused. */
export const ownNotice =
  (kit: Kit, run: (c: Ctx, found: FoundNotice) => Promise<Response>): Route['run'] =>
  async (c) => {
    const found = await noticeOf(kit, c);
    const { account } = c.get('visit');
    if (!found || !account) return c.notFound();
    return onlyFor(account, ['coordinator'], found.notice.id).ok ? run(c, found) : refusePage(c, 403);
  };
