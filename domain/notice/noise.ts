const NOISE =
  /^(?:[-—–－_=*·.…~\s]+|[-—–－]? ?\d{1,4} ?[-—–－]|第 ?\d+ ?页.{0,12}|首页(?:[>›»\s].*)?|(?:当前位置|您?(?:当前|现在)?所在(?:的)?位置|您的位置)[:].*|(?=.*(?:打印|关闭|字体|字号|分享))(?:【?打印(?:本页)?】?|【?关闭(?:窗口)?】?|字体|字号|大|中|小|分享(?:到|至)?|[:\s[\]【】|])+|浏览次数[:].*|访问量[:].*|责任编辑[:].*|扫一扫.*|上一篇[:].*|下一篇[:].*|返回顶部|版权所有.*|\[?二维码\]?)$/;

/** Page numbers, rulers, and what a web page has around its text; `text` without blanks. */
export const isNoise = (text: string): boolean => NOISE.test(text.slice(0, 120));

/** What stands between the rows of a table and is none: 小计, 续表, 注：… */
export const isAside = (text: string): boolean =>
  /^(?:注\d?[:]|备注[:]|说明[:]|小计|合计|总计|[(]?(?:接上页|续上?表|续)[)]?$|单位[:].{1,8}$|(?:填报|制表|填表)(?:单位|日期|人)?[:]|附注[:])/.test(
    text,
  );
