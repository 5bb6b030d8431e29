import { OFFICE } from '../../domain/journal/streams';
import type { Ways } from '../database/ways';
import type { JournalChange } from '../journal/journal';
import { endLinks, ensureLinkKey, linkEnds, linkKeys, rotateLinkKey } from './links';
import { noteAccess } from './note';
import {
  credential,
  listCredentials,
  endSessions,
  invitation,
  invite,
  moveSession,
  openSession,
  session,
  sessionCounts,
  setCredential,
  useInvitation,
  useStep,
  type CredentialChange,
} from './sessions';
import { countTry, forgetTries, triesOf } from './tries';

export type AccessDoor = ReturnType<typeof accessDoor>;

/** What may come in, and how: sessions, passwords, invitations, keys of signed links. */
export const accessDoor = ({ asks, write, writes }: Ways) => ({
  openSession: writes([OFFICE], openSession),
  session: asks(session),
  moveSession: writes([], moveSession),
  /** How many sessions each account has that were used since an instant. */
  sessionCounts: asks(sessionCounts),
  endSessions: writes([], endSessions),
  credential: asks(credential),
  /** Every account that ever proved itself, or was disabled; without secrets. */
  credentials: asks(listCredentials),
  /** `event`: what is journaled of it; null: nothing. */
  setCredential: (to: CredentialChange, event: string | null, by: JournalChange) =>
    write(event === null ? [] : [OFFICE], (db) => setCredential(db, to, event, by)),
  /** Uses a step of the second factor up; false when it, or a later one, was used before. */
  useStep: writes([], useStep),
  /** False, nothing kept, under a request key that was used before. */
  invite: writes([OFFICE], invite),
  invitation: asks(invitation),
  /** Uses an invitation up; false when somebody was faster. */
  useInvitation: writes([], useInvitation),
  linkKeys: asks(linkKeys),
  ensureLinkKey: writes([OFFICE], ensureLinkKey),
  /** A new key signs; with `drop` links made with the keys before are void. */
  rotateLinkKey: writes([OFFICE], rotateLinkKey),
  linkEnds: asks(linkEnds),
  /** Links of a subject made until now are void. */
  endLinks: writes([OFFICE], endLinks),
  /** Appends an event about access to the stream `office`; false under a request key that was used before. */
  noteAccess: writes([OFFICE], noteAccess),
  /** Counts a try under a key, for all consoles together. */
  countTry: writes([], countTry),
  triesOf: asks(triesOf),
  forgetTries: writes([], forgetTries),
});
