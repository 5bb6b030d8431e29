import { setTimeout as wait } from 'node:timers/promises';
import { audit, NOTHING_FOUND } from '../chaos/audit';
import {
  makeHome,
  openSink,
  openKillableOffice,
  type Setting,
  type KillableOffice,
} from '../kill/killable-office';
import { prepareWave, type Size, type Wave } from '../kill/wave';
import { settle } from '../kill/whole';
import { copyLedger } from '../../ledger/upkeep/copy';
import type { Moods } from '../support/mail-server';
import { sure } from '../support/sure';

const ALL = process.env['DUBAN_GAMEDAYS'] === 'all';

/** A day that only `npm run gamedays` plays. */
export const inFull = ALL ? it : it.skip;

/** Two chunks of four connections. */
export const CONNECTIONS = 8;

/** What an incident lasts: in full, and in the short form of the tests. */
export const lasting = (full: number, short: number): number => (ALL ? full : short);

/** An office on the eve of a wave, with a mail server of some moods. */
export interface Day {
  readonly stage: KillableOffice;
  readonly wave: Wave;
  /** Waits until some ms before (negative) or after the slot. */
  untilSlot(ms: number): Promise<void>;
  /** Every reminder came, none that should not, no copy too many but for those in flight. */
  expectWhole(mayDouble: number): Promise<void>;
}

const SMALL: Size = { units: 40, items: 12 };

/** Opens one; the caller closes its stage. */
export async function openDay(
  parts: {
    readonly size?: Size;
    readonly moods?: Moods;
    readonly setting?: Setting;
    /** The address of an empty database to which the ledger moves first. */
    readonly database?: string;
  } = {},
): Promise<Day> {
  const home = makeHome();
  const wave = await prepareWave(home, {}, parts.size ?? SMALL);
  const { database } = parts;
  if (database !== undefined) sure(await copyLedger({ from: wave.url, to: database }));
  const sink = await openSink(parts.moods);
  const place = database === undefined ? {} : { url: database };
  const stage = await openKillableOffice(home, wave.slotAt, { sink, ...place, ...parts.setting });
  return {
    stage,
    wave,
    untilSlot: (ms) => wait(Math.max(0, stage.slot + ms - Date.now())),
    async expectWhole(mayDouble) {
      await stage.until('every unit has its mail', () => stage.mails >= wave.mails);
      await settle(stage, wave.slotAt);
      const { findings, duplicates } = await audit({ stage, wave }, [], []);
      expect(findings).toEqual(NOTHING_FOUND);
      expect(duplicates).toBeLessThanOrEqual(mayDouble);
    },
  };
}
