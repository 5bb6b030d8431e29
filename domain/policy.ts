import type { RollRule } from './calendar/types';
import type { AccountRole } from './roster/types';
import type { ClockTime } from './time';

/** What an office may decide for itself (policy.yaml); rules.md marks each with "(policy)". */
export interface Policy {
  readonly zone: string;
  /** Mail leaves only inside [from, to) of a working day. */
  readonly window: { readonly from: ClockTime; readonly to: ClockTime };
  /** The moment of the daily digest. */
  readonly slot: ClockTime;
  /** Items wake this many minutes before the slot, spread between the two by a hash of the id; both 0: no spread. */
  readonly wake: { readonly earliest: number; readonly latest: number };
  readonly roll: RollRule;
  /** Working days that a rework date lies after the return. */
  readonly reworkDays: number;
  /** Lamp ▲ from this many working days before T on. */
  readonly dueSoonDays: number;
  /** The R8 edition for the chief waits for approval, or goes by itself. */
  readonly r8: 'ask' | 'auto';
  /** An item with all assignments done closes by itself. */
  readonly closeByItself: boolean;
  /** Hand-ins older than this many working days, and requests older than, are red and go to the reviewer once. */
  readonly reviewWithin: { readonly handIn: number; readonly request: number };
  readonly lamps: Readonly<Record<LampName, LampLook>>;
  readonly mail: MailPolicy;
  /** Minutes the mailroom waits at the slot for items that have not recorded. */
  readonly graceMinutes: number;
  /** Roles that sign in with a password and a code (动态口令), never with a password alone. */
  readonly secondFactor: readonly AccountRole[];
}

export type LampName = 'accepted' | 'ended' | 'handedIn' | 'late' | 'dueSoon' | 'unsigned' | 'normal';

/** Always shown as shape + word + colour + reason. */
export interface LampLook {
  readonly shape: string;
  readonly word: string;
  readonly colour: string;
}

export interface MailPolicy {
  readonly from: string;
  readonly replyTo: string;
  /** Token bucket of all workers together; the default lets a mail server on the same network set the pace. */
  readonly mailsPerMinute: number;
  readonly recipientsPerMinute: number;
  /** SMTP connections of one chunk, and chunks posted side by side. */
  readonly connections: number;
  readonly chunks: number;
  /** A mail whose fate is unknown after the final dot: resend with the same Message-ID, or hold for a person. */
  readonly unknown: 'resend' | 'hold';
  /** How often such a mail is sent again before it is held for a person. */
  readonly unknownRepeats: number;
  /** Calendar files remind on the working day before a date (VALARM). */
  readonly calendarAlarm: boolean;
  /** The text of the notice goes with the letter of assignment. */
  readonly attachNotice: boolean;
}

/** What a notice or an item may override. */
export type PolicyOverride = Partial<
  Pick<Policy, 'roll' | 'reworkDays' | 'dueSoonDays' | 'r8' | 'closeByItself' | 'reviewWithin'>
>;

/** The defaults of rules.md. */
export const DEFAULT_POLICY: Policy = {
  zone: 'Asia/Shanghai',
  window: { from: '08:30', to: '17:00' },
  slot: '09:00',
  wake: { earliest: 55, latest: 10 },
  roll: 'none',
  reworkDays: 3,
  dueSoonDays: 5,
  r8: 'ask',
  closeByItself: false,
  reviewWithin: { handIn: 3, request: 2 },
  lamps: {
    accepted: { shape: '✓', word: '已办结', colour: '#1a7f37' },
    ended: { shape: '–', word: '已终止', colour: '#57606a' },
    handedIn: { shape: '◐', word: '待审', colour: '#0969da' },
    late: { shape: '■', word: '逾期', colour: '#cf222e' },
    dueSoon: { shape: '▲', word: '临近', colour: '#9a6700' },
    unsigned: { shape: '○', word: '未签收', colour: '#6639ba' },
    normal: { shape: '●', word: '正常', colour: '#1a7f37' },
  },
  mail: {
    from: '青浦区政务公开督办 <duban@qingpu.example>',
    replyTo: 'duban-duty@qingpu.example',
    mailsPerMinute: 60000,
    recipientsPerMinute: 200000,
    connections: 4,
    chunks: 2,
    unknown: 'resend',
    unknownRepeats: 2,
    calendarAlarm: true,
    attachNotice: true,
  },
  graceMinutes: 15,
  secondFactor: [],
};
