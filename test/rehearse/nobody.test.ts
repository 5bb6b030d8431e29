import { forecast } from '../../domain/forecast/forecast';
import type { Edition, MailKind } from '../../domain/digest/types';
import { parseStream } from '../../domain/journal/streams';
import { civilDate } from '../../domain/time';
import { asWritten } from '../../domain/digest/delivery';
import { encodeLines } from '../../mail/headers';
import { renderMail } from '../../mail/render';
import { rehearseYear, type Played } from '../../worker/rehearse/run';
import { arrivals, decodeLines, type Arrival } from '../support/arrival';
import { workflowBundle } from '../support/engine';
import { mailServer } from '../support/mail-server';
import { SEED } from '../support/seed';
import { sure } from '../support/sure';
import { unitYear, yearOfUnit } from '../support/unit-year';
import { rulesOfYears } from './rules-of-years';

/** A year of the seed in which nobody does anything, every mail read back from the mail server. */
let played: Played;
let arrived: readonly Arrival[];

beforeAll(async () => {
  const server = await mailServer();
  played = sure(
    await rehearseYear({
      folder: SEED,
      cwd: SEED,
      script: 'none',
      until: undefined,
      smtp: server.url,
      keep: undefined,
      bundle: await workflowBundle(),
      env: process.env,
      progress: () => undefined,
      onDay: () => undefined,
    }),
  );
  arrived = await arrivals(server.taken);
  await server.close();
}, 600_000);

/** Everything that forecast and mail server are compared by. */
const told = (mail: Omit<Arrival, 'messageId' | 'date' | 'text'>): string => {
  const lines = mail.lines.map(({ section, stream, unit, rungs, provisional }) =>
    [section, stream, unit, rungs.join('+'), provisional].join('/'),
  );
  return [mail.kind, mail.whom, mail.audience, mail.slot, mail.key, ...lines].join(' ');
};

const foretold = (edition: Edition): string =>
  told({
    key: edition.key,
    kind: edition.kind,
    whom: 'unit' in edition.to ? edition.to.unit : edition.to.account,
    audience: edition.to.audience,
    slot: edition.slot,
    lines: decodeLines(encodeLines(edition)),
  });

/** What a briefing says that changed since the last meeting, with its key; null: nothing. */
function weekOf(key: string, text: string): string | null {
  const [, said] = /【自上次例会[^】]*】\n([\s\S]*?)\n\n/.exec(text.replace(/\r/g, '')) ?? [];
  return said === undefined ? null : `${key} ${said.replace(/\s+/g, ' ')}`;
}

describe('a year in which nobody does anything', () => {
  it('is foretold mail by mail: kind, addressee, slot, items in their order with rung and 预计', () => {
    const { office, plan, notice, issueAt } = played.setup;
    const byHand = new Set(
      office.roster.units.filter((unit) => unit.channel === 'manual').map(({ id }) => id),
    );
    const mails = forecast({ plan, notice, office, issuedAt: issueAt });
    const expected = mails.filter(({ to }) => !('unit' in to && byHand.has(to.unit)));
    expect(arrived.length).toBeGreaterThan(1_000);
    expect(arrived.map(told).sort()).toEqual(expected.map(foretold).sort());
  });

  it('is foretold in what changed from week to week', () => {
    const { office, plan, notice, issueAt } = played.setup;
    const context = { lamps: office.policy.lamps, policy: office.policy.mail, zone: office.calendar.zone };
    const foretold = forecast({ plan, notice, office, issuedAt: issueAt })
      .filter(({ since }) => since !== null)
      .map((edition) => {
        const claimed = asWritten({ key: edition.key, edition, messageId: '' });
        return weekOf(edition.key, renderMail(claimed, { ...context, now: issueAt }).text);
      });
    const weeks = arrived.map(({ key, text }) => weekOf(key, text)).filter((week) => week !== null);
    expect(weeks.length).toBeGreaterThan(20);
    expect(weeks.sort()).toEqual(foretold.sort());
  });

  it('brings one unit exactly the mails counted by hand, day by day', () => {
    const { unit, letter, liaison, supervisor, chief } = unitYear();
    const own = arrived.filter(({ whom }) => whom === unit).map(asTold);
    expect(yearOfUnit(own, unit)).toEqual({ letters: [letter], liaison, supervisor, chief });
  });

  rulesOfYears(() => played);

  it('leaves at most 250 events in the history of an item', () => {
    expect(played.result.eventsPerItem.max).toBeLessThanOrEqual(250);
  });
});

const KINDS: readonly MailKind[] = ['letter', 'digest', 'urge', 'change', 'answer'];

function asTold({ kind, whom, audience, slot, lines }: Arrival): Parameters<typeof yearOfUnit>[0][number] {
  const found = KINDS.find((each) => each === kind);
  if (!found || (audience !== 'liaison' && audience !== 'supervisor' && audience !== 'chief'))
    throw new Error(`not a mail to a unit: ${kind} ${audience}`);
  return {
    kind: found,
    slot: civilDate(slot),
    to: { unit: whom, audience },
    lines: lines.map(({ stream, rungs: [rung] }) => {
      const parsed = parseStream(stream);
      return {
        no: parsed.type === 'item' ? parsed.key : '',
        rung: RUNGS.find((each) => each === rung) ?? null,
      };
    }),
  };
}

const RUNGS = ['C', 'Q', 'R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9'] as const;
