import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { LedgerFault } from '../../ledger/database/faults';
import { OFFICE_ACTS } from '../../office/acts/table';
import { officeActRoutes } from './acts/office-act';
import { makeItemCache } from './items/cache';
import { makeKit, type Kit } from './kit';
import { accountRoutes } from './pages/account';
import { accountsRoutes } from './pages/accounts';
import { allRoutes } from './pages/all';
import { archiveRoutes } from './pages/archive';
import { auditRoutes } from './pages/audit';
import { changesRoutes } from './pages/changes';
import { eventSearchRoutes } from './pages/event-search';
import { evidenceRoutes } from './pages/evidence';
import { paperRoutes } from './pages/papers';
import { demoRoutes } from './pages/demo';
import { doRoutes } from './pages/do';
import { exportRoutes } from './pages/export';
import { healthRoutes } from './pages/health';
import { invitedRoutes } from './pages/invited';
import { inboxRoutes } from './pages/inbox';
import { itemFileRoutes } from './pages/item-file';
import { itemRoutes } from './pages/item';
import { itemsRoutes } from './pages/items';
import { leaderRoutes } from './pages/leader';
import { lookRoutes } from './pages/look';
import { mailRoutes } from './pages/mails';
import { letterheadRoutes } from './pages/letterhead';
import { mailboxRoutes } from './pages/mailbox';
import { noticeRoutes } from './pages/notices';
import { UnreadableNotice } from './pages/notices/notice';
import { oidcRoutes } from './pages/oidc';
import { contactRoutes } from './pages/contacts';
import { officeRoutes } from './pages/office';
import { oneUnitRoutes } from './pages/one-unit';
import { officeChangeRoutes } from './pages/office-change';
import { officeFormRoutes } from './pages/office-forms';
import { overviewRoutes } from './pages/overview';
import { proveRoutes } from './pages/prove';
import { signInRoutes } from './pages/sign-in';
import { systemRoutes } from './pages/system';
import { unitRoutes } from './pages/unit';
import { upcomingRoutes } from './pages/upcoming';
import { whyRoutes } from './pages/why';
import type { ConsolePorts } from './ports';
import { assetRoutes } from './web/assets';
import { hostAfter, limited } from './web/bodies';
import { faultPage } from './web/fault';
import {
  clockRight,
  headers,
  ledgerThere,
  onlyForRoles,
  sameOrigin,
  telling,
  tokened,
  visiting,
  withoutNul,
} from './web/guard';
import { hereIn } from './web/paths';
import { refusePage, problemPage } from './web/refuse';
import type { RouteEnv, Route } from './web/route';
import { answeredOnce } from './web/sent-again';

/** What needs neither a reader nor an office. */
const bareRoutes = (kit: Kit): readonly Route[] => [...assetRoutes(), ...healthRoutes(kit), ...lookRoutes()];

/** Every page, in the order in which paths are tried. */
const PAGES: readonly ((kit: Kit) => readonly Route[])[] = [
  signInRoutes,
  invitedRoutes,
  oidcRoutes,
  proveRoutes,
  accountRoutes,
  overviewRoutes,
  changesRoutes,
  inboxRoutes,
  itemsRoutes,
  itemFileRoutes,
  exportRoutes,
  allRoutes,
  itemRoutes,
  whyRoutes,
  doRoutes,
  oneUnitRoutes,
  unitRoutes,
  noticeRoutes,
  mailRoutes,
  mailboxRoutes,
  upcomingRoutes,
  officeRoutes,
  officeChangeRoutes,
  officeFormRoutes,
  contactRoutes,
  letterheadRoutes,
  paperRoutes,
  eventSearchRoutes,
  evidenceRoutes,
  auditRoutes,
  archiveRoutes,
  accountsRoutes,
  systemRoutes,
  leaderRoutes,
  demoRoutes,
];

const pageRoutes = (kit: Kit): readonly Route[] => [
  ...PAGES.flatMap((routes) => routes(kit)),
  ...OFFICE_ACTS.flatMap((act) => officeActRoutes(act, kit)),
];

const kitOf = (ports: ConsolePorts): Kit => makeKit(ports, makeItemCache(ports.ledger));

/** Every route of the console, each with who may open it. */
export function routesOf(ports: ConsolePorts): readonly Route[] {
  const kit = kitOf(ports);
  return [...bareRoutes(kit), ...pageRoutes(kit)];
}

/**
 * The console (督办台): pages over the façade and the questions of the ledger. Answers requests without a port of its own.
 * `after`: by which bodies that come too slowly are given up.
 */
export function makeConsole(ports: ConsolePorts, after = hostAfter): Hono<RouteEnv> {
  const kit = kitOf(ports);
  const pages = pageRoutes(kit);
  const app = new Hono<RouteEnv>();
  app.use(telling(ports), headers(ports));
  for (const { method, path, run } of bareRoutes(kit)) app.on(method, path, run);
  app.use(withoutNul());
  app.use(
    ledgerThere(ports),
    visiting(ports, hereIn(pages)),
    limited(ports, after),
    sameOrigin(ports),
    tokened(ports),
  );
  const once = answeredOnce(ports);
  for (const route of pages)
    app.on(route.method, route.path, onlyForRoles(kit, route), clockRight(ports, route), once, route.run);
  app.notFound((c) => refusePage(c, 404));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return refusePage(c, error.status === 413 ? 413 : 403, 'form');
    if (error instanceof LedgerFault)
      return error.problem.code === 'ledger-inconsistent'
        ? problemPage(c, '/', error.problem)
        : refusePage(c, 503);
    if (error instanceof UnreadableNotice) return problemPage(c, '/notices', error.problem);
    return faultPage(c, error, ports.logFault);
  });
  return app;
}
