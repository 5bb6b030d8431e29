import { appendFile, mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClaimedMail } from '../domain/digest/delivery';
import { ok, text, type Result } from '../domain/problem';
import { clockText } from '../domain/time';
import { keyHash } from './address';
import { mimeBytes } from './mime';
import { PAGE_HEAD, pageRow } from './sandbox-page';
import type { ConnectionFailed, RenderedMail, Transport } from './types';

const MAILS_A_PAGE = 'index.html';

const safeName = (part: string): string => part.replace(/[^\p{L}\p{N}_-]+/gu, '-');

/** Name of the files of a mail without their endings, "2025-09-30-digest-sjj-liaison-0123456789": day, kind, addressee, and what makes it unique. */
export function stemOf({ key, edition }: Pick<ClaimedMail, 'key' | 'edition'>): string {
  const { to } = edition;
  const who = 'unit' in to ? to.unit : to.account;
  return [edition.slot, edition.kind, who, to.audience, keyHash(key).slice(0, 10)].map(safeName).join('-');
}

async function fileExists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Under a temporary name first: a reader never sees half a mail. */
async function putFile(file: string, content: string | Buffer): Promise<void> {
  await writeFile(`${file}.part`, content);
  await rename(`${file}.part`, file);
}

// Only one of several writers makes the page; the others find it there.
async function beginPage(folder: string): Promise<string> {
  const page = join(folder, MAILS_A_PAGE);
  await mkdir(folder, { recursive: true });
  await writeFile(page, PAGE_HEAD, { flag: 'wx' }).catch(async (error: unknown) => {
    if (!(await fileExists(page))) throw error;
  });
  return page;
}

async function keepMail(
  folder: string,
  zone: string,
  mail: RenderedMail,
  claimed: ClaimedMail,
): Promise<string> {
  const stem = stemOf(claimed);
  const page = await beginPage(folder);
  const known = await fileExists(join(folder, `${stem}.eml`));
  await putFile(join(folder, `${stem}.html`), mail.html);
  await putFile(join(folder, `${stem}.eml`), await mimeBytes(mail));
  if (!known) await appendFile(page, pageRow({ mail, claimed, stem, time: clockText(mail.date, zone) }));
  return `${stem}.eml`;
}

const unwritableFolder = (folder: string, error: unknown): ConnectionFailed => ({
  type: 'connection',
  problem: {
    code: 'sandbox-unwritable',
    message: text(
      `沙箱信箱 ${folder} 写不进去：${String(error)}`,
      `cannot write to ${folder}: ${String(error)}`,
    ),
    hint: text('检查磁盘空间和目录权限', 'check disk space and the permissions of the folder'),
  },
});

/** The page of the sandbox mailbox, made when it is not there yet. Refuses `sandbox-unwritable`. */
export async function sandboxPage(folder: string): Promise<Result<string>> {
  try {
    return ok(await beginPage(folder));
  } catch (error) {
    return { ok: false, problem: unwritableFolder(folder, error).problem };
  }
}

/**
 * The sandbox mailbox (沙箱信箱): each mail as .eml and as .html in `folder`, listed by index.html, newest on top.
 * Nothing leaves the machine. The same mail again replaces its files and is listed once; times in `zone`.
 */
export const sandboxTransport = (folder: string, zone: string): Transport => ({
  name: 'sandbox',
  async send(mail, claimed) {
    try {
      return {
        type: 'sent',
        response: `250 sandbox ${await keepMail(folder, zone, mail, claimed)}`,
        refused: [],
      };
    } catch (error) {
      return unwritableFolder(folder, error);
    }
  },
  async close() {
    // Files are closed after each mail.
  },
});
