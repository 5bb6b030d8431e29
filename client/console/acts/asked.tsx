import type { ExtensionAsked } from '../../../domain/item/waits';
import type { FileRef } from '../../../domain/item/commands/fields';
import { itemPath } from '../../../domain/journal/streams';
import type { Visit } from '../web/visit';

interface AttachedParts {
  readonly visit: Visit;
  /** The page of the item: its files lie below it. */
  readonly at: string;
  readonly files: readonly FileRef[];
}

/** The files that came with a report or a hand-in, each to be opened. */
export const AttachedFiles = ({ visit: { say }, at, files }: AttachedParts) =>
  files.length === 0 ? (
    <></>
  ) : (
    <p class="small">
      {say('附件：', 'files: ')}
      {files.map(({ name, sha256 }, n) => (
        <>
          {n > 0 && say('、', ', ')}
          <a href={`${at}/files/${sha256}`}>{name}</a>
        </>
      ))}
    </p>
  );

/** What a unit asks a decision about: all that whoever decides has to read. */
export const AskedWords = ({
  visit,
  stream,
  asked: { request, handIn },
}: {
  visit: Visit;
  stream: string;
  asked: ExtensionAsked;
}) => {
  const { say } = visit;
  return (
    <>
      {request !== null && (
        <p class="small text">
          {request.from} → <strong>{request.asked}</strong>　{say('理由', 'reason')}：{request.reason}　
          {say('进展', 'progress')}：{request.progress}　{say('批准领导', 'approved by')}：{request.approver}
        </p>
      )}
      {handIn !== null && handIn.text !== '' && <p class="small text">{handIn.text}</p>}
      {handIn !== null && <AttachedFiles visit={visit} at={itemPath(stream)} files={handIn.files} />}
    </>
  );
};
