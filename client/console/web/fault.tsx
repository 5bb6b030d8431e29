import { randomUUID } from 'node:crypto';
import { html } from 'hono/html';
import { routePath } from 'hono/route';
import type { Ctx } from './route';

/** An unexpected error of a page, as it is logged: nothing that somebody typed, and no link or cookie, is in it. */
export interface ConsoleFault {
  /** What the page names it by. */
  readonly event: string;
  readonly method: string;
  /** The pattern of the route, not the address: addresses hold the tokens of links. */
  readonly route: string;
  readonly name: string;
  /** Where it was thrown, innermost first; its message may quote what it was given and stays out. */
  readonly frames: readonly string[];
}

const stackFrames = ({ stack = '', message }: Error): readonly string[] =>
  stack
    .slice(Math.max(0, stack.indexOf(message)) + message.length)
    .split('\n')
    .filter((line) => /^ +at /.test(line))
    .map((line) => line.trim());

const consoleFaultOf = (c: Ctx, error: Error): ConsoleFault => ({
  event: randomUUID().slice(0, 8),
  method: c.req.method,
  route: routePath(c),
  name: error.name,
  frames: stackFrames(error),
});

/**
 * Logs an unexpected error of a page and answers with a plain page that names it by its event. The page is made of
 * nothing but words: what has failed may be the frame of all pages, or who looks.
 */
export function faultPage(c: Ctx, error: Error, log: (fault: ConsoleFault) => void) {
  const fault = consoleFaultOf(c, error);
  log(fault);
  return c.html(
    html`<!doctype html>
      <html lang="zh-CN">
        <head>
          <meta charset="utf-8" />
          <title>出错了 · 督办</title>
        </head>
        <body>
          <h1>出错了</h1>
          <p>
            系统内部出了错，已记入日志，编号
            <code>${fault.event}</code>。请把编号告诉管理员；别的页面照常可用。
          </p>
          <p>如果刚才交的是表单：退回去原样再交一次即可，不会重复记录。</p>
          <p lang="en">
            Something went wrong inside; it is logged as <code>${fault.event}</code>. Tell the administrator;
            other pages work. A form may be sent again as it is: it is done once.
          </p>
          <p>
            <a href="/">回到首页 <span lang="en">Back to the start</span></a>
          </p>
        </body>
      </html>`,
    500,
  );
}
