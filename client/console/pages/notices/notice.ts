import type { NoticeInfo } from '../../../../domain/digest/types';
import type { NoticeReading, Vocabulary } from '../../../../domain/notice/types';
import type { Problem, Result } from '../../../../domain/problem';
import { onlyFor } from '../../../../office/acts/only-for';
import type { Kit } from '../../kit';
import { problemPage, refusePage } from '../../web/refuse';
import type { Ctx, Route } from '../../web/route';
import type { Visit } from '../../web/visit';
import { readText } from '../../../../office/intake/sources/isolated';
import { storedSource } from '../../../../office/intake/sources/source';

/** A notice in the ledger that can no longer be read within the limits. */
export class UnreadableNotice extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message.en);
    this.name = 'UnreadableNotice';
  }
}

/** Reads a text, or takes what came of it for a page that is loaded again: a long notice takes seconds to read. */
function rememberLast() {
  let last: { words: Vocabulary; text: string; reading: Promise<Result<NoticeReading>> } | null = null;
  return (words: Vocabulary, text: string): Promise<Result<NoticeReading>> => {
    if (last?.words === words && last.text === text) return last.reading;
    const mine = { words, text, reading: readText(storedSource(text), words) };
    // What was refused once may pass when the machine is less busy.
    const forget = (): void => {
      if (last === mine) last = null;
    };
    mine.reading.then((read) => {
      if (!read.ok) forget();
    }, forget);
    last = mine;
    return mine.reading;
  };
}

const noticeReadOnce = rememberLast();

/** What a text says that somebody gave, with the names that this office taught. Refuses like readText. */
export const readingOfGiven = async (
  { ports }: Kit,
  text: string,
  { office }: Visit,
): Promise<Result<NoticeReading>> => noticeReadOnce(await ports.vocabulary(office.roster), text);

/** The reading of a notice in the ledger, with the names that this office taught. Throws UnreadableNotice. */
export async function readingOf(kit: Kit, text: string, visit: Visit): Promise<NoticeReading> {
  const read = await readingOfGiven(kit, text, visit);
  if (!read.ok) throw new UnreadableNotice(read.problem);
  return read.value;
}

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

/** A page of a notice's plan for its own coordinators; those of other notices are refused, and all once it is withdrawn. */
export const ownNotice =
  (kit: Kit, run: (c: Ctx, found: FoundNotice) => Promise<Response>): Route['run'] =>
  async (c) => {
    const found = await noticeOf(kit, c);
    const { account } = c.get('visit');
    if (!found || !account) return c.notFound();
    const { id } = found.notice;
    if (!onlyFor(account, ['coordinator'], id).ok) return refusePage(c, 403);
    const withdrawn = await kit.ports.ledger.isWithdrawn(id);
    return withdrawn ? problemPage(c, `/notices/${id}`, withdrawn) : run(c, found);
  };
