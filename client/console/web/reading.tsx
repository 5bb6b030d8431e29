import type { CharClass, NoticeReading } from '../../../domain/notice/types';
import type { Visit } from './visit';

/** Classes that are drawn, and what they are called. */
const DRAWN: readonly (readonly [CharClass, string, string])[] = [
  ['heading', '标题', 'heading'],
  ['item', '事项', 'item'],
  ['units', '单位', 'units'],
  ['deadline', '时限', 'deadline'],
  ['finding', '看不懂', 'not understood'],
];

interface Piece {
  readonly text: string;
  readonly class: CharClass;
  /** Something here is to be looked at. */
  readonly found: boolean;
}

/** Where findings stand, as [start, end) in order. */
function placesOf(text: string, { findings }: NoticeReading): readonly (readonly [number, number])[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return findings.map(({ line, column, length }) => {
    const start = (starts[line - 1] ?? 0) + column - 1;
    return [start, start + length] as const;
  });
}

/** The text cut where its class changes or a finding begins or ends. */
function piecesOf(text: string, reading: NoticeReading): readonly Piece[] {
  const places = placesOf(text, reading);
  const cuts = [...new Set(places.flat())].sort((a, b) => a - b);
  return reading.classes.flatMap((span) => {
    const inside = cuts.filter((cut) => cut > span.start && cut < span.end);
    return [span.start, ...inside].map((start, n): Piece => {
      const end = inside[n] ?? span.end;
      const found = places.some(([from, to]) => from <= start && end <= to);
      return { text: text.slice(start, end), class: span.class, found };
    });
  });
}

/** The text of a notice with what was read in it drawn: colour, and underlined what is to be looked at. */
export const ColouredReading = ({
  visit,
  text,
  reading,
}: {
  visit: Visit;
  text: string;
  reading: NoticeReading;
}) => {
  const { say } = visit;
  return (
    <figure>
      <figcaption class="row small">
        {DRAWN.map(([name, zh, en]) => (
          <span class={`read-${name}`}>{say(zh, en)}</span>
        ))}
        <span class="read-found">{say('需核对', 'to be looked at')}</span>
      </figcaption>
      <div class="reading" tabindex={0} role="region" aria-label={say('通知原文', 'The notice')}>
        {piecesOf(text, reading).map((piece) => (
          <span class={`read-${piece.class}${piece.found ? ' read-found' : ''}`}>{piece.text}</span>
        ))}
      </div>
    </figure>
  );
};
