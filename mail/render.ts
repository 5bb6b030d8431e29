import type { ClaimedMail } from '../domain/digest/delivery';
import type { LampLook, LampName, MailPolicy } from '../domain/policy';
import type { UnitId } from '../domain/roster/types';
import type { CivilDate, Instant } from '../domain/time';
import { headersOf, safeLine, unsteered } from './headers';
import { enclosuresOf } from './phrases';
import { htmlOf } from './html';
import { icsOf } from './ics';
import { mailboxText } from './address';
import { modelOf } from './model';
import { sheetTitle, subjectOf } from './subject';
import { mailText } from './text';
import type { RenderedMail } from './types';

/** What rendering needs beside the mail: the policies in force and the moment that the mail is dated with. */
export interface RenderContext {
  readonly policy: MailPolicy;
  /** Zone in which moments are written. */
  readonly zone: string;
  /** In the workflow's clock. */
  readonly now: Instant;
  readonly lamps: Readonly<Record<LampName, LampLook>>;
  /** Where a unit acts in a browser, for a mail of a day; absent: there is no console. */
  readonly unitLink?: (unit: UnitId, day: CivilDate) => string;
  /** The page of an item, where the office decides; absent: there is no console. */
  readonly itemLink?: (stream: string) => string;
}

/** Only liaisons act for their unit. */
function linkOf({ edition: { to, slot } }: ClaimedMail, { unitLink }: RenderContext): string | null {
  if (!('unit' in to) || to.audience !== 'liaison') return null;
  return unitLink?.(to.unit, slot) ?? null;
}

/** One claimed mail as it goes to a transport: text, HTML, calendar file and headers from one model. Pure, never throws. */
export function renderMail(claimed: ClaimedMail, context: RenderContext): RenderedMail {
  const { policy, now } = context;
  const subject = safeLine(subjectOf(claimed.edition));
  const to = claimed.recipients.map(({ name, address }) => ({ name: safeLine(name), address }));
  const link = linkOf(claimed, context);
  const model = modelOf(claimed, {
    ...{ lamps: context.lamps, subject, link, form: 'mail' },
    itemLink: 'account' in claimed.edition.to ? (context.itemLink ?? null) : null,
  });
  return {
    messageId: claimed.messageId,
    date: now,
    from: safeLine(policy.from),
    replyTo: safeLine(policy.replyTo),
    to,
    subject,
    text: unsteered(mailText(model)),
    html: unsteered(htmlOf(model)),
    ics: icsOf(claimed.edition, { organizer: mailboxText(policy.replyTo).address, attendees: to, now }),
    enclosures: enclosuresOf(claimed.notices),
    headers: headersOf(claimed),
    references: claimed.references,
  };
}

/**
 * The sheet of an edition that a person hands over (人工送达): printable on A4, with its own words and a receipt to be
 * signed; what can be done with a mail alone (reply, calendar file, link) is not in it.
 */
export function renderSheet(
  claimed: ClaimedMail,
  { lamps }: Pick<RenderContext, 'lamps'>,
): { readonly title: string; readonly html: string; readonly text: string } {
  const title = sheetTitle(claimed.edition);
  const model = modelOf(claimed, { lamps, subject: title, link: null, itemLink: null, form: 'sheet' });
  return { title, html: unsteered(htmlOf(model)), text: unsteered(mailText(model)) };
}
