import type { ChainedEvent } from '../../../domain/journal/types';
import { clockText } from '../../../domain/time';
import { detailsOf, whatText, whoText, type HistoryLine } from '../../../domain/view/history';
import { AttachedFiles } from '../acts/asked';
import { itemPath } from '../../../domain/journal/streams';
import type { Visit } from '../web/visit';

/** An event that concerns more units than this says how many; who they are is folded away. */
const MOST_NAMED = 4;

/** What happened, in a line. */
const ToldWhat = ({ line, visit: { say, lang } }: { line: HistoryLine; visit: Visit }) => {
  const { length } = line.unitNames;
  if (length <= MOST_NAMED) return <strong>{whatText(line)[lang]}</strong>;
  return (
    <>
      <strong>{say(`${line.event.zh}：${length} 个单位`, `${line.event.en}: ${length} units`)}</strong>
      <details>
        <summary class="small">{say('逐个单位', 'unit by unit')}</summary>
        <p>{line.what[lang]}</p>
      </details>
    </>
  );
};

interface ToldParts {
  readonly line: HistoryLine | undefined;
  readonly visit: Visit;
  readonly stream: string;
}

/** One event in words: what, who, and all that it changed. */
const ToldAnswer = ({ line, visit, stream }: ToldParts) =>
  line ? (
    <>
      <ToldWhat line={line} visit={visit} />
      <p>{[whoText(line), ...detailsOf({ ...line, files: [] })].map((one) => one[visit.lang]).join(' · ')}</p>
      <AttachedFiles visit={visit} at={itemPath(stream)} files={line.files} />
    </>
  ) : (
    <></>
  );

interface Past {
  readonly visit: Visit;
  readonly stream: string;
  readonly events: readonly ChainedEvent[];
  readonly history: readonly HistoryLine[];
}

/** The events of an item in words, the newest first, each with its record. */
export const Timeline = ({ visit, stream, events, history }: Past) => {
  const { say, office } = visit;
  const lines = new Map(history.map((line) => [line.seq, line]));
  return (
    <ol class="timeline" reversed>
      {events.toReversed().map((event) => (
        <li>
          <ToldAnswer line={lines.get(event.seq)} visit={visit} stream={stream} />
          <p class="when">
            #{event.seq} · {clockText(event.at, office.calendar.zone)}
          </p>
          <details>
            <summary class="small">{say('记录原文', 'as recorded')}</summary>
            <p class="mono">{event.body}</p>
            <p class="mono soft">{event.hash}</p>
          </details>
        </li>
      ))}
    </ol>
  );
};
