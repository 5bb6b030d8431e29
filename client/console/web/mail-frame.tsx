import type { Visit } from './visit';

/** The body of a mail: framed as it is sent, and as plain text. */
export const MailFrame = ({ visit, src, text }: { visit: Visit; src: string; text: string }) => {
  const { say } = visit;
  return (
    <>
      <h2>{say('正文', 'Body')}</h2>
      <iframe class="mail-frame" title={say('邮件正文', 'Body of the mail')} src={src}></iframe>
      <details>
        <summary>{say('纯文本', 'Plain text')}</summary>
        <p class="text mono panel" lang="zh-CN">
          {text}
        </p>
      </details>
    </>
  );
};
