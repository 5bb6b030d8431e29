import { OFFICE } from '../../domain/journal/streams';
import type { Ways } from '../database/ways';
import type { Change } from '../journal/journal';
import { endLinks, ensureLinkKey, linkEnds, linkKeys, rotateLinkKey } from './links';
import {
  credential,
  credentials,
  endSessions,
  invitation,
  invite,
  moveSession,
  noteAccess,
  openSession,
  session,
  setCredential,
  useInvitation,
  type Credential,
} from './sessions';

export type AccessDoor = ReturnType<typeof accessDoor>;

/** What may come in, and how: sessions, passwords, invitations, keys of signed links. */
export const accessDoor = ({ asks, write, writes }: Ways) => ({
  openSession: writes([OFFICE], openSession),
  session: asks(session),
  moveSession: writes([], moveSession),
  endSessions: writes([], endSessions),
  credential: asks(credential),
  credentials: asks(credentials),
  /** `event`: what is journaled of it; null: nothing. */
  setCredential: (to: Credential, event: string | null, by: Change) =>
    write(event === null ? [] : [OFFICE], (db) => setCredential(db, to, event, by)),
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
  /** Appends an event about access to the stream `office`. */
  noteAccess: writes([OFFICE], noteAccess),
});
