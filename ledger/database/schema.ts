import type { Kysely } from 'kysely';
import type { Addressee, Edition, MailKind, NoticeInfo } from '../../domain/digest/types';
import type {
  AssignmentStatus,
  Audience,
  ItemState,
  ItemStatus,
  Role,
  TaskKind,
} from '../../domain/item/types';
import type { OutboxRow } from '../../domain/ladder/types';
import type { Plan, PlanItem } from '../../domain/plan/types';
import type { AccountRole, ContactRole } from '../../domain/roster/types';
import type { CivilDate, Instant } from '../../domain/time';
import type { Json } from './stored';
import type { Answer, Errand, MailState, TaskRow } from '../types';

/** What a plan says beside its items. */
export type PlanHeader = Omit<Plan, 'items'>;

/** The journal: append-only by trigger; `body` is the exact text that was hashed. */
interface EventsTable {
  stream: string;
  seq: number;
  type: string;
  at: Instant;
  actor: string;
  request_key: string | null;
  body: string;
  previous: string;
  hash: string;
  /** The host's clock, outside the hash. */
  recorded_at: number;
}

/** Where each stream stands. */
interface HeadsTable {
  stream: string;
  seq: number;
  hash: string;
  at: Instant;
}

/** The order of all events (总序): place 0, 1, 2 …, given by one writer. */
interface LogEntriesTable {
  idx: number;
  stream: string;
  seq: number;
}

/** Tiles of the tree over the log; `hashes` base64, up to 256 of them. */
interface LogTilesTable {
  level: number;
  n: number;
  hashes: string;
}

/** Accepted commands, for ever. `seq` is the head after the command. */
interface RequestsTable {
  stream: string;
  key: string;
  digest: string;
  answer: Json<Answer>;
  seq: number;
}

interface NoticesTable {
  id: string;
  info: Json<NoticeInfo>;
  text: string;
  /** Last issuing run; 0 before the first. */
  batch: number;
}

/** A confirmed plan without its items, as it stood at an issuing run. */
interface PlansTable {
  notice: string;
  batch: number;
  header: Json<PlanHeader>;
}

interface PlanItemsTable {
  notice: string;
  batch: number;
  position: number;
  key: string;
  item: Json<PlanItem>;
}

/** Issued items; `state` is null until the item's workflow has recorded for the first time. */
interface ItemsTable {
  stream: string;
  notice: string;
  key: string;
  /** Issuing run that confirmed its plan, and the one whose letter names it (a later one when it recorded too late). */
  plan_batch: number;
  batch: number;
  issued_at: Instant;
  issued_by: string;
  state: Json<ItemState> | null;
  status: ItemStatus | null;
  open: number;
  /** Slot for which it must record next; null: nothing ahead. */
  next_slot: CivilDate | null;
}

interface AssignmentsTable {
  stream: string;
  unit: string;
  role: Role;
  status: AssignmentStatus;
  open: number;
  due: CivilDate | null;
  late_from: Instant | null;
}

/** Raised rows (outbox). `mail` belongs to the deliveries: the mail that tells the row. */
interface RowsTable {
  key: string;
  stream: string;
  /** Seq of the event that wrote it last. */
  seq: number;
  unit: string;
  rung: string;
  audience: Audience;
  slot: CivilDate;
  waits: number;
  row: Json<OutboxRow>;
  mail: string | null;
}

interface TasksTable {
  stream: string;
  id: string;
  kind: TaskKind;
  unit: string | null;
  open: number;
  opened_at: Instant;
  task: Json<TaskRow>;
}

interface MailsTable {
  key: string;
  kind: MailKind;
  /** Order of claiming: urge, answer, digest, letter. */
  rank: number;
  /** Unit or account id. */
  addressee: string;
  audience: Addressee['audience'];
  unit: string | null;
  slot: CivilDate;
  state: MailState;
  message_id: string;
  /** The latest signed checkpoint when it was composed. */
  checkpoint: string | null;
  edition: Json<Edition>;
  composed_at: Instant;
  ready_at: Instant;
  /** Not to be tried before. */
  next_try: Instant;
  tries: number;
  run: string | null;
  attempt: number;
  claimed_at: Instant | null;
  settled_at: Instant | null;
  response: string | null;
  /** How often it ended before: `retry` begins another round, and each round has its own `delivered` entry. */
  round: number;
  journaled: number;
}

/** The heads of a mail's items when it was composed. */
interface MailItemsTable {
  mail: string;
  stream: string;
  seq: number;
}

/** Letters that ended on a later day than their first, until their items have been told. */
interface DelayedLettersTable {
  mail: string;
  round: number;
}

interface RecipientsTable {
  mail: string;
  contact: string;
  name: string;
  address: string;
  state: 'waiting' | 'sent' | 'failed';
  response: string | null;
}

interface ContactHealthTable {
  contact: string;
  dead: number;
  since: Instant;
  response: string;
}

interface PostRunsTable {
  run: string;
  attempt: number;
}

/** Token buckets in sixty-thousandths, so that per-minute rates stay whole numbers for each millisecond. */
interface BucketsTable {
  name: string;
  level: number;
  at: Instant;
}

interface SlotsTable {
  slot: CivilDate;
  composed_at: Instant;
}

/** Reference data in force and before, by seq of its event in `office`; names and addresses of people are not in it. */
interface ReferenceTable {
  kind: 'calendar' | 'policy' | 'roster';
  seq: number;
  digest: string;
  body: string;
}

interface ContactsTable {
  id: string;
  unit: string;
  role: ContactRole;
  name: string;
  address: string;
  from_day: CivilDate | null;
  until_day: CivilDate | null;
  position: number;
}

interface AccountsTable {
  id: string;
  role: AccountRole;
  name: string;
  phone: string;
  address: string;
  unit: string | null;
  notices: Json<readonly string[]> | null;
  position: number;
}

/** Names of people spoken to; erasable. */
interface PersonsTable {
  ref: string;
  name: string;
}

/** What is owed to Temporal, written with what causes it and struck off when it is done. */
interface ErrandsTable {
  key: string;
  body: Json<Errand>;
}

/** Single values: the salt of digests, the pause of sending. */
interface SettingsTable {
  name: string;
  value: string;
}

/** Sessions of the console, by the digest of their id. */
interface SessionsTable {
  id: string;
  account: string;
  shown_as: string;
  started_at: Instant;
  seen_at: Instant;
  proved_at: Instant;
}

/** How accounts prove who they are. */
interface CredentialsTable {
  account: string;
  password: string | null;
  totp: string | null;
  step: number;
  failures: number;
  locked_until: Instant | null;
}

/** Links that may be used once, by the digest of what stands in them. */
interface InvitationsTable {
  id: string;
  account: string;
  purpose: 'password' | 'signIn';
  until_at: Instant;
}

/** Keys of signed links. */
interface LinkKeysTable {
  id: number;
  secret: string;
  since: Instant;
}

/** Links of a subject that were made until then are void. */
interface LinkEndsTable {
  subject: string;
  made_until: Instant;
}

export interface Schema {
  events: EventsTable;
  heads: HeadsTable;
  log_entries: LogEntriesTable;
  log_tiles: LogTilesTable;
  requests: RequestsTable;
  notices: NoticesTable;
  plans: PlansTable;
  plan_items: PlanItemsTable;
  items: ItemsTable;
  assignments: AssignmentsTable;
  outbox: RowsTable;
  tasks: TasksTable;
  mails: MailsTable;
  mail_items: MailItemsTable;
  delayed_letters: DelayedLettersTable;
  recipients: RecipientsTable;
  contact_health: ContactHealthTable;
  post_runs: PostRunsTable;
  buckets: BucketsTable;
  slots: SlotsTable;
  reference: ReferenceTable;
  contacts: ContactsTable;
  accounts: AccountsTable;
  persons: PersonsTable;
  settings: SettingsTable;
  errands: ErrandsTable;
  sessions: SessionsTable;
  credentials: CredentialsTable;
  invitations: InvitationsTable;
  link_keys: LinkKeysTable;
  link_ends: LinkEndsTable;
}

/** The database, or an open transaction on it. */
export type Db = Kysely<Schema>;
