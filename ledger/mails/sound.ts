import { addresseeKey } from '../../domain/digest/mail-ref';
import {
  faultText,
  unreadableItems,
  withoutUnsound,
  type ItemFault,
  type SoundWork,
} from '../../domain/digest/sound';
import type { Snapshot } from '../../domain/digest/snapshot';
import type { Addressee } from '../../domain/digest/types';
import type { CivilDate } from '../../domain/time';
import type { Db } from '../database/schema';
import { noteItemFault, noteMailFault } from '../journal/faults-at';

/** What a mail is made from, and for which slot. */
interface SoundSource {
  readonly snapshot: Snapshot;
  readonly slot: CivilDate;
}

/**
 * Makes a mail for one addressee of many from a snapshot without the items at which the rules fail, each of which is
 * journaled once for the slot. What fails all the same is journaled too, and nothing comes of it for this one alone.
 */
export async function makeSoundFor<T>(
  db: Db,
  to: Addressee,
  { snapshot, slot }: SoundSource,
  make: (snapshot: Snapshot) => T | null,
): Promise<SoundWork<T | null>> {
  let worked: SoundWork<T | null>;
  try {
    worked = withoutUnsound(snapshot, slot, make);
  } catch (error) {
    await noteMailFault(db, addresseeKey(to), faultText(error), { slot, now: snapshot.now });
    return { value: null, snapshot, faults: [] };
  }
  await noteAll(db, worked.faults, { snapshot, slot });
  return worked;
}

async function noteAll(db: Db, faults: readonly ItemFault[], { snapshot, slot }: SoundSource): Promise<void> {
  for (const fault of [...unreadableItems(snapshot), ...faults])
    await noteItemFault(db, fault, { slot, now: snapshot.now });
}
