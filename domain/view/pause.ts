import { text, type Text } from '../problem';
import { clockText, type Instant } from '../time';

/** A pause of all sending (暂停发信). */
export interface Pause {
  readonly reason: string;
  readonly since: Instant;
  /** When the mailroom ends it by itself; null: when somebody resumes. */
  readonly until: Instant | null;
}

/** Since when, until when and why nothing is sent. */
export function pauseText({ reason, since, until }: Pause, zone: string): Text {
  const from = clockText(since, zone);
  const to = until === null ? null : clockText(until, zone);
  return text(
    `自 ${from} 起暂停发信${to === null ? '' : `，到 ${to} 自动恢复`}：${reason}`,
    `Sending is paused since ${from}${to === null ? '' : `, until ${to}`}: ${reason}`,
  );
}
