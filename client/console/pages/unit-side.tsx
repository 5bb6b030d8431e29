import { linkActor, unitOf } from '../../../domain/roster/roster';
import { linkKeysOf, readLink, type LinkFault, type LinkPurpose } from '../../../office/access/links';
import type { Kit } from '../kit';
import { visitorAddress } from '../web/address';
import { page } from '../web/layout';
import { refusePage } from '../web/refuse';
import type { Ctx, Route } from '../web/route';

/** On whose page one is: a unit's, by its link or signed in. */
export interface UnitSide {
  readonly unit: string;
  readonly name: string;
  /** The actor of its events in the journal. */
  readonly actor: string;
  /** Path before everything on it. */
  readonly base: string;
  /** A leader of the unit reads and does nothing. */
  readonly reads: boolean;
}

export type WithSide = (c: Ctx, side: UnitSide) => Response | Promise<Response>;

const WHY: Readonly<Record<LinkFault, readonly [string, string]>> = {
  forged: ['这个链接不对', 'The link is wrong'],
  expired: ['这个链接已过期', 'The link has expired'],
  ended: ['这个链接已作废', 'The link was revoked'],
};

export function noLink(c: Ctx, fault: LinkFault) {
  const { say } = c.get('visit');
  const [zh, en] = WHY[fault];
  return page(
    c,
    { title: say(zh, en), status: 404 },
    <>
      <p>
        {say(
          '请用最近一封督办邮件里的链接；没有收到邮件时请联系督办员。',
          'Use the link of the latest mail, or ask the coordinator.',
        )}
      </p>
    </>,
  );
}

/** A link of a purpose that opens something, else the page that says why it does not. */
export async function linked(kit: Kit, c: Ctx, purpose: LinkPurpose) {
  const link = readLink(c.req.param('token') ?? '', await linkKeysOf(kit.ports.ledger), c.get('visit').now);
  if (typeof link !== 'string' && link.purpose === purpose) return link;
  // Links that open nothing are counted by address, which limits guessing.
  if (!(await kit.attempts.wrongLinks.may(visitorAddress(c, kit.ports)))) return refusePage(c, 429);
  return noLink(c, typeof link === 'string' ? link : 'forged');
}

/** The side of the unit whose link it is. */
export const unitByLink =
  (kit: Kit) =>
  (work: WithSide): Route['run'] =>
  async (c) => {
    const link = await linked(kit, c, 'unit');
    if (link instanceof Response) return link;
    const unit = unitOf(c.get('visit').office.roster, link.subject);
    if (!unit) return noLink(c, 'ended');
    c.set('visit', { ...c.get('visit'), linkOf: unit.name, pause: null });
    return work(c, {
      unit: unit.id,
      name: unit.name,
      actor: linkActor(unit.id),
      base: `/u/${c.req.param('token') ?? ''}`,
      reads: false,
    });
  };

/** The side of the unit that the account belongs to. */
export const unitSignedIn =
  (work: WithSide): Route['run'] =>
  (c) => {
    const { account, office } = c.get('visit');
    const unit = account?.unit == null ? undefined : unitOf(office.roster, account.unit);
    if (!account || !unit) return refusePage(c, 403);
    return work(c, {
      unit: unit.id,
      name: unit.name,
      actor: account.id,
      base: '/my',
      reads: account.role === 'unitLeader',
    });
  };
