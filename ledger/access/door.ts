import { OFFICE } from '../../domain/journal/streams';
import type { Ways } from '../database/ways';
import { letterheadInUse, setLetterhead } from './letterhead';
import { endLinks, ensureLinkKey, linkEnds, linkKeys, rotateLinkKey } from './links';
import { noteAccess } from '../journal/note';
import {
  endSessions,
  endSession,
  moveSession,
  openSession,
  proveSession,
  session,
  sessionCounts,
} from './sessions';
import { invitation, invite, useInvitation } from './invitations';
import { countFailedProof, credential, listCredentials, setCredential, useStep } from './credentials';
import { countTry, forgetTries, triesOf } from './tries';

export type AccessDoor = ReturnType<typeof accessDoor>;

/** What may come in, and how: sessions, passwords, invitations, keys of signed links. */
export const accessDoor = ({ asks, writes }: Ways) => ({
  openSession: writes([OFFICE], openSession),
  session: asks(session),
  moveSession: writes([], moveSession),
  /** How many sessions each account has that were used since an instant. */
  sessionCounts: asks(sessionCounts),
  /** The account of a session has proved again who it is. */
  proveSession: writes([OFFICE], proveSession),
  endSession: writes([OFFICE], endSession),
  /** Ends all sessions of an account but one. */
  endSessions: writes([OFFICE], endSessions),
  credential: asks(credential),
  /** Every account that ever proved itself, or was disabled; without secrets. */
  credentials: asks(listCredentials),
  setCredential: writes([OFFICE], setCredential),
  /** Counts a failed proof, which may lock the account. */
  countFailedProof: writes([OFFICE], countFailedProof),
  /** Uses a step of the second factor up; false when it, or a later one, was used before. */
  useStep: writes([OFFICE], useStep),
  /** False, nothing kept, under a request key that was used before. */
  invite: writes([OFFICE], invite),
  invitation: asks(invitation),
  /** Uses an invitation up; false when somebody was faster. */
  useInvitation: writes([OFFICE], useInvitation),
  linkKeys: asks(linkKeys),
  ensureLinkKey: writes([OFFICE], ensureLinkKey),
  /** A new key signs; with `drop` links made with the keys before are void. */
  rotateLinkKey: writes([OFFICE], rotateLinkKey),
  linkEnds: asks(linkEnds),
  /** Links of a subject made until now are void. */
  endLinks: writes([OFFICE], endLinks),
  /** Appends an event about access to the stream `office`; false under a request key that was used before. */
  noteAccess: writes([OFFICE], noteAccess),
  /** Takes the template of papers into use, or out of it. */
  setLetterhead: writes([OFFICE], setLetterhead),
  letterheadInUse: asks(letterheadInUse),
  /** Counts a try under a key, for all consoles together. */
  countTry: writes([], countTry),
  triesOf: asks(triesOf),
  forgetTries: writes([], forgetTries),
});
