import { channelOf, editionRecipients } from '../../../domain/digest/handover';
import type { Edition } from '../../../domain/digest/types';
import { maskedAddress } from '../../../domain/roster/address';
import { AUDIENCE } from '../../../domain/words';
import { subjectOf } from '../../../mail/subject';
import { bodyAhead, type MailBody } from '../../../office/lists/mail-body';
import type { Visit } from './visit';
import { CardTable } from './table';

/** Most mails that are named, and how many of them with their text; the count covers all. */
const MAILS_NAMED = 200;
const MAILS_WITH_BODY = 40;

/** Where a mail would go: masked addresses, a person's hands, or nowhere for want of an address. */
function whereTo(mail: Edition, { office, say }: Visit): string {
  const recipients = editionRecipients(mail, office);
  switch (channelOf(mail, office, recipients)) {
    case 'manual':
      return say('人工送达', 'by hand');
    case 'nobody':
      return say('没有邮箱', 'no address');
    case 'mail':
      return recipients.map(({ address }) => maskedAddress(address)).join('、');
  }
}

/** Each mail with whom it goes to, where, what about, and what it will say. */
const NamedMails = ({
  visit,
  mails,
  caption,
}: {
  visit: Visit;
  mails: readonly Edition[];
  caption: string;
}) => {
  const { say, lang } = visit;
  return (
    <CardTable
      caption={caption}
      heads={[say('收件', 'To'), say('邮箱', 'Address'), say('主题和正文', 'Subject and body')]}
    >
      {mails.slice(0, MAILS_NAMED).map((mail, i) => (
        <tr>
          <th scope="row">
            {mail.name} <span class="small soft">{AUDIENCE[mail.to.audience][lang]}</span>
          </th>
          <td class="mono">{whereTo(mail, visit)}</td>
          <td>
            {i < MAILS_WITH_BODY ? (
              <details>
                <summary lang="zh-CN">{subjectOf(mail)}</summary>
                <p class="text mono panel" lang="zh-CN">
                  {bodyAhead(mail, visit).text}
                </p>
              </details>
            ) : (
              <span lang="zh-CN">{subjectOf(mail)}</span>
            )}
          </td>
        </tr>
      ))}
      {mails.length > MAILS_NAMED && (
        <tr>
          <td colspan={3}>
            {say(`另有 ${mails.length - MAILS_NAMED} 封`, `and ${mails.length - MAILS_NAMED} more`)}
          </td>
        </tr>
      )}
    </CardTable>
  );
};

/** More mails than this are folded away, so that the button which confirms stays in sight. */
const UNFOLDED = 12;

/** Mails that an act would send, by name; how many of them a person has to bring is told below. */
export const MailsByName = (parts: { visit: Visit; mails: readonly Edition[]; caption: string }) => {
  const { say, office } = parts.visit;
  const byHand = parts.mails.filter(
    (mail) => channelOf(mail, office, editionRecipients(mail, office)) !== 'mail',
  ).length;
  return (
    <>
      {parts.mails.length > UNFOLDED ? (
        <details>
          <summary>
            {parts.caption}
            {say('展开逐封看', ' open to read each')}
          </summary>
          <NamedMails {...parts} />
        </details>
      ) : (
        <NamedMails {...parts} />
      )}
      {byHand > 0 && (
        <p>
          ▲{' '}
          {say(
            `其中 ${byHand} 封没有邮箱可发，须人工送达，办在“待我处理”。`,
            `${byHand} of them have no address and are brought by hand, see the inbox.`,
          )}
        </p>
      )}
    </>
  );
};

/** The body of a mail: framed as it is sent, and as plain text. */
export const MailFrame = ({
  visit,
  src,
  body,
}: {
  visit: Visit;
  src: string;
  body: Pick<MailBody, 'text' | 'files'>;
}) => {
  const { say } = visit;
  return (
    <>
      {body.files.length > 0 && (
        <p>
          {say('附件：', 'Files: ')}
          {body.files.join(say('、', ', '))}
        </p>
      )}
      <h2>{say('正文', 'Body')}</h2>
      <iframe class="mail-frame" title={say('邮件正文', 'Body of the mail')} src={src}></iframe>
      <details>
        <summary>{say('纯文本', 'Plain text')}</summary>
        <p class="text mono panel" lang="zh-CN">
          {body.text}
        </p>
      </details>
    </>
  );
};
