import { resolve } from 'node:path';
import type { Office } from '../../../domain/office';
import { ok, text, type Result } from '../../../domain/problem';
import { accountOf } from '../../../domain/roster/roster';
import { LedgerFault } from '../../../ledger/database/faults';
import type { Ledger } from '../../../ledger/ledger';
import { readOfficeFolder } from '../../../office/intake/files/notice-folder';
import { loadOffice } from '../../../office/load-office';
import {
  differenceLines,
  officeDifference,
  partsText,
  type OfficeDifference,
} from '../../../office/office-differs';
import { actingAs, keyOf } from '../on-ledger';
import type { Output } from '../output';
import { onlyFor } from '../../../office/acts/only-for';
import { rosterInUse } from '../../../office/acts/roster-in-use';
import { pick, type Session } from '../session';
import { DRY_RUN, example, flagOption, KEY_FLAG, type Options, type Verb } from '../verb';
import { wakeAfterChange } from '../wake-items';

/** The office in force; null when none was ever loaded. */
async function officeIn(ledger: Ledger | null): Promise<Office | null> {
  try {
    return ledger ? await ledger.office() : null;
  } catch (fault) {
    if (fault instanceof LedgerFault && fault.problem.code === 'no-office') return null;
    throw fault;
  }
}

/** The reserved actor for the first load, before there is any account. */
const FIRST_LOADER = 'duban';

/** Who loads: an admin; the first time one of the accounts loaded, or nobody in particular. */
async function loader(
  session: Session,
  ledger: Ledger | null,
  before: Office | null,
  office: Office,
): Promise<Result<string>> {
  if (before && ledger) {
    const account = await actingAs(session, ledger, ['admin']);
    return account.ok ? ok(account.value.id) : account;
  }
  if (session.as === null) return ok(FIRST_LOADER);
  const account = accountOf(office.roster, session.as);
  if (!account) return ok(FIRST_LOADER);
  const admin = onlyFor(account, ['admin']);
  return admin.ok ? ok(admin.value.id) : admin;
}

const EVERY_OFFICE_PART: OfficeDifference = {
  parts: ['policy', 'calendar', 'roster'],
  rows: [],
  keys: [],
  years: [],
};

/** What a load changes, a line each: what was entered since the folder was written is among it. */
const linesSaid = (differs: OfficeDifference, { style: { lang } }: Session): string =>
  differenceLines(differs)
    .map((line) => `\n${line[lang]}`)
    .join('');

async function load(session: Session, folder: string, options: Options): Promise<Result<Output>> {
  const office = await readOfficeFolder(resolve(session.io.cwd, folder));
  if (!office.ok) return office;
  const there = await session.ledgerIfAny();
  if (!there.ok) return there;
  const before = await officeIn(there.value);
  const actor = await loader(session, there.value, before, office.value);
  if (!actor.ok) return actor;
  const differs = before ? officeDifference(before, office.value) : EVERY_OFFICE_PART;
  const { parts, rows } = differs;
  const named = partsText(parts)[session.style.lang];
  if (parts.length === 0) {
    return ok({
      data: { changed: [] },
      text: pick(session, '与现用的相同，没有改变', 'nothing is different'),
    });
  }
  const used =
    before && there.value ? await rosterInUse(there.value, before.roster, office.value.roster) : ok(null);
  if (!used.ok) return used;
  if (flagOption(options, 'dryRun')) {
    return ok({
      data: { dryRun: true, changed: parts, rows, mails: [] },
      text: `${pick(session, `将换上${named}；不会产生任何邮件`, `would load ${named}; no mails`)}${linesSaid(differs, session)}`,
    });
  }
  const ledger = await session.ledger(there.value ? 'open' : 'migrate');
  if (!ledger.ok) return ledger;
  await loadOffice(ledger.value, office.value, {
    actor: actor.value,
    now: session.now(),
    requestKey: keyOf(options),
  });
  const woken = before === null ? '' : `${pick(session, '；', '; ')}${(await wakeAfterChange(session)).said}`;
  return ok({
    data: { changed: parts, rows },
    text: `${pick(session, `已装入${named}${woken}`, `loaded ${named}${woken}`)}${linesSaid(differs, session)}`,
  });
}

/** duban office …: the reference data of an office. */
export const officeVerbs: readonly Verb[] = [
  {
    usage: 'load <目录>',
    about: text(
      '装入目录中的 roster.yaml、policy.yaml、calendar.yaml；相同的不重复登记，可反复执行',
      'load roster.yaml, policy.yaml and calendar.yaml of a folder; what is the same writes nothing',
    ),
    flags: [KEY_FLAG, DRY_RUN],
    examples: [
      example('office load seeds/qingpu-2025', '第一次，台账随之建立', 'the first time; makes the ledger'),
      example('office load 机关资料 --as gly --dry-run', '看会改变什么', 'shows what would change'),
    ],
    action: (session, [folder], options) => load(session, folder ?? '', options),
  },
];
