import type { Line } from '../domain/digest/types';
import { parseStream } from '../domain/journal/streams';

/** NOTICE/KEY of an item, as it is typed. */
export function itemWord(stream: string): string {
  const parsed = parseStream(stream);
  return parsed.type === 'item' ? `${parsed.notice}/${parsed.key}` : stream;
}

/** What waits, as far as its deciding command names it. */
type WaitingLine = Pick<Line, 'unitName' | 'round'> & {
  readonly item: string;
  /** The date asked for; null: a hand-in waits. */
  readonly asked: string | null;
};

/** The command that decides a hand-in or a request, to be typed as it stands but for what is …. */
export function decidingCommand({ item, unitName, round, asked }: WaitingLine): string {
  const part = `duban item review ${item} --unit ${unitName}${round === null ? '' : ` --round ${round}`}`;
  return asked === null
    ? `${part} --accept | --return --reason …`
    : `${part} --grant --to ${asked} | --refuse --reason …`;
}
