import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stage, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { bodyOf } from '../../office/lists/mail-body';
import { mailLinks } from '../../office/access/links';
import { itemPath } from '../../domain/journal/streams';
import { startOfDay } from '../../domain/time';
import { renderMail, type RenderContext } from '../../mail/render';
import type { ClaimedMail } from '../../domain/digest/delivery';

const now = moment('2025-06-30 10:00');
const folder = mkdtempSync(join(tmpdir(), 'duban-shown-'));
let s: Stage;
let sent: ClaimedMail;
let context: RenderContext;
beforeAll(async () => {
  s = await stage(
    async (ledger) => {
      await beginAll(ledger, await issuedLedger(ledger, planItems(2)), now);
      await ledger.checkpoint({ slot: null, now });
      await ledger.composeLetters({ notice: 'n1', batch: 1, now });
    },
    { production: false, mailbox: folder },
  );
  const { calendar, policy } = await s.ledger.office();
  const links = await mailLinks(s.ledger, s.ports.publicUrl, itemPath);
  context = {
    ...{ policy: policy.mail, lamps: policy.lamps, zone: calendar.zone, now },
    unitLink: (unit, day) => links.unit(unit, startOfDay(day, calendar.zone)),
    itemLink: (stream) => links.item(stream),
  };
  const claim = await s.ledger.claim({ run: 'r', attempt: 1, now });
  if (claim.type !== 'mail') throw new Error(claim.type);
  sent = claim.mail;
});
afterAll(async () => {
  await s.close();
  rmSync(folder, { recursive: true, force: true });
});

const withoutSecret = (text: string): string => text.replace(/\/u\/[\w.-]+/g, '/u/…');

describe('a mail as the ledger shows it', () => {
  it('is the mail that was sent, word for word, but for the secret of its link', async () => {
    const { text, html, ics } = renderMail(sent, context);
    const office = await s.ledger.office();
    const shown = await bodyOf(s.ledger, sent.key, { office, now, publicUrl: s.ports.publicUrl });
    expect(sent.checkpoint).not.toBeNull();
    expect(text).toMatch(/\/u\/[\w.-]{20}/);
    expect(shown?.text).toBe(withoutSecret(text));
    expect(shown?.html).toBe(withoutSecret(html));
    expect([ics !== null, shown?.files]).toEqual([
      true,
      ['2025年政务公开工作要点（原文）.txt', '督办日程.ics'],
    ]);
  });

  it('stands so on its page, with the names of its files and no command to be typed', async () => {
    const { body } = await (await s.browser('ddy')).get(`/mails/one?key=${encodeURIComponent(sent.key)}`);
    expect(body).toContain('附件：2025年政务公开工作要点（原文）.txt、督办日程.ics');
    expect(body).not.toMatch(/duban (item|task|mail) /);
    expect(body).not.toContain(renderMail(sent, context).text.match(/\/u\/[\w.-]+/)?.[0]);
  });
});
