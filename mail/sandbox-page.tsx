import type { JSX } from 'hono/jsx/jsx-runtime';
import type { ClaimedMail } from '../domain/digest/delivery';
import { markup } from './markup';
import type { RenderedMail } from './types';
import { MAIL_KIND } from '../domain/words';

/** What the page says of one mail; `stem` names its files, `time` is said in the office's zone. */
export interface ListedMail {
  readonly mail: RenderedMail;
  readonly claimed: ClaimedMail;
  readonly stem: string;
  readonly time: string;
}

// Rows are appended at the end of the file; the list is shown upside down, so that the newest stands on top.
const STYLE = `body{margin:0;background:#f3f4f6;color:#1f2328;font:15px/1.6 'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif}
header{padding:20px 24px;background:#fff;border-top:4px solid #b42318}h1{margin:0;font-size:20px}header p{margin:4px 0 0;color:#57606a;font-size:13px}
main{display:flex;flex-direction:column-reverse;justify-content:flex-end;max-width:900px;margin:16px auto;padding:0 12px}
a.mail{display:block;margin:0 0 8px;padding:12px 16px;background:#fff;border:1px solid #d8dee4;color:inherit;text-decoration:none}
a.mail:hover{border-color:#b42318}b{display:block}small{color:#57606a}
main:not(:has(a))::before{content:'还没有邮件';color:#57606a}`;

/** The beginning of index.html; its end is left open, browsers close it. */
export const PAGE_HEAD = `<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>沙箱信箱</title><style>${STYLE}</style></head><body>
<header><h1>沙箱信箱</h1><p>未配置邮件服务器（DUBAN_SMTP_URL），邮件只存在本机这个目录，不会外发。同名 .eml 文件可用邮件软件打开。</p></header>
<main>
`;

const SandboxRow = ({ mail, claimed, stem, time }: ListedMail): JSX.Element => (
  <a class="mail" href={`${encodeURIComponent(stem)}.html`}>
    <small>
      {time} {MAIL_KIND[claimed.edition.kind].zh}
    </small>
    <b>{mail.subject}</b>
    <small>收件人：{mail.to.map(({ name, address }) => `${name} <${address}>`).join('，')}</small>
  </a>
);

/** One row of index.html, every text escaped. */
export const pageRow = (listed: ListedMail): string => `${markup(<SandboxRow {...listed} />)}\n`;
