import type { Problem } from '../../../domain/problem';
import { page } from './layout';
import type { Ctx } from './route';
import type { Visit } from './visit';

type Status = 403 | 404 | 408 | 413 | 429 | 503;

const REFUSAL_WORDS: Readonly<Record<string, readonly [string, string, string, string]>> = {
  '403': [
    '不能打开这一页',
    'You may not open this page',
    '这一页不属于您的角色。需要时请换帐号登录，或找督办员。',
    'It is not for your role. Sign in with another account, or ask the coordinator.',
  ],
  form: [
    '这张表单不能用了',
    'This form cannot be used any more',
    '它不是从这里的页面发来的，或者登录之后已经换了。什么也没有改变。请回到原页重新打开再填。',
    'It did not come from a page of this console, or you signed in since. Nothing was changed. Open the page again.',
  ],
  session: [
    '登录已经到期',
    'Your session has ended',
    '什么也没有改变。请重新登录后再做一次。',
    'Nothing was changed. Sign in and do it again.',
  ],
  prove: [
    '请先再次验证身份',
    'Prove again who you are',
    '这一步要紧，离上次验证已久。什么也没有改变。请打开下面的链接验证，再回到原页重做。',
    'It matters, and you proved it some time ago. Nothing was changed. Follow the link below, then do it again.',
  ],
  '404': [
    '没有这一页',
    'There is no such page',
    '请核对地址，或从导航进入。',
    'Check the address, or use the navigation.',
  ],
  '408': [
    '表单没有及时送完',
    'The form did not come in time',
    '什么也没有改变。请检查网络，再原样交一次。',
    'Nothing was changed. Check the connection and send the same form again.',
  ],
  '413': [
    '内容太大',
    'Too large',
    '一次最多 20 MB。请分开提交，或压缩后再传。什么也没有改变。',
    'At most 20 MB at once. Nothing was changed.',
  ],
  '429': ['尝试太频繁', 'Too many attempts', '请过几分钟再试。', 'Wait a few minutes and try again.'],
  busy: [
    '同时提交的太多',
    'Too many forms at once',
    '什么也没有改变。请过一会儿原样再交一次。',
    'Nothing was changed. Send the same form again in a moment.',
  ],
  '503': [
    '台账暂时不能用',
    'The ledger is not available',
    '什么也没有改变。系统恢复后照常使用；管理员见“系统”页。',
    'Nothing was changed. It goes on when the ledger is back.',
  ],
};

const visitOf = (c: Ctx): Visit | undefined => c.get('visit');

/** A page that says what was refused and what to do. */
export function refusePage(
  c: Ctx,
  status: Status,
  why: string = String(status),
): Response | Promise<Response> {
  // Before anybody is known to look (an asset, a ledger that does not answer) only the sentence is said.
  const visit = visitOf(c);
  const [zh, en, hintZh, hintEn] = REFUSAL_WORDS[why] ?? ['不能办理', 'Refused', '', ''];
  if (visit === undefined) return c.text(`${zh}  ${en}\n${hintZh}\n${hintEn}\n`, status);
  const { say } = visit;
  return page(
    c,
    { title: say(zh, en), status },
    <>
      <p>{say(hintZh, hintEn)}</p>
      {why === 'prove' && (
        <p>
          <a href="/prove">{say('再次验证身份', 'Prove who you are')}</a>
        </p>
      )}
      <p>
        <a href="/">{say('回到首页', 'Back to the start')}</a>
      </p>
    </>,
  );
}

/** A page that says what was wrong with what was asked, with the way back to `at`. */
export function problemPage(c: Ctx, at: string, { message, hint }: Problem) {
  const { say, lang } = c.get('visit');
  return page(
    c,
    { title: message[lang], status: 422, at, crumbs: [[at, say('返回', 'Back')]] },
    <>
      <p>{hint[lang]}</p>
    </>,
  );
}
