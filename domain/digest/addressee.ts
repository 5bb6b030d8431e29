import { accountOf, unitOf } from '../roster/roster';
import type { AccountId, UnitId } from '../roster/types';
import { addresseeKey } from './mail-ref';
import { byCodeUnits } from './order';
import type { Addressee, Edition, Line } from './types';
import { snapshotIndex, type SnapshotIndex, type Snapshot } from './snapshot';

/** The name of a unit for people, its id when it is no longer in the roster. */
export const unitName = (snapshot: Snapshot, unit: UnitId): string =>
  unitOf(snapshot.office.roster, unit)?.name ?? unit;

/** The name of a unit or account for people. */
export const addresseeName = (snapshot: Snapshot, to: Addressee): string =>
  'unit' in to
    ? unitName(snapshot, to.unit)
    : (accountOf(snapshot.office.roster, to.account)?.name ?? to.account);

/** The notices of these lines, as mails name them. */
export function noticesIn(index: SnapshotIndex, lines: readonly Line[]): Edition['notices'] {
  const ids = [...new Set(lines.map((line) => line.notice))].sort(byCodeUnits);
  return ids.flatMap((id) => {
    const notice = index.notices.get(id);
    return notice ? [{ id, title: notice.title, number: notice.number }] : [];
  });
}

/** Everyone for whom a digest of this snapshot may have to be composed, in code-unit order of their keys. */
export function addresseesOf(snapshot: Snapshot): readonly Addressee[] {
  const units = new Set([
    ...snapshotIndex(snapshot).itemAssignments.keys(),
    ...snapshot.rows.map((row) => row.unit),
  ]);
  const coordinators = new Set(
    snapshot.notices.flatMap((notice) => [notice.coordinator, ...notice.deputies]),
  );
  const reviewers = snapshot.office.roster.accounts.filter((account) => account.role === 'reviewer');
  const all: Addressee[] = [
    ...[...units].flatMap((unit) =>
      (['liaison', 'supervisor', 'chief'] as const).map((audience) => ({ unit, audience })),
    ),
    ...[...coordinators].map((account: AccountId) => ({ account, audience: 'coordinator' as const })),
    ...reviewers.map(({ id }) => ({ account: id, audience: 'reviewer' as const })),
  ];
  return all
    .map((to) => ({ to, key: addresseeKey(to) }))
    .sort((a, b) => byCodeUnits(a.key, b.key))
    .map(({ to }) => to);
}

/** The closing line of a mail: the coordinator of a notice and the phone. */
export function signOf(
  snapshot: Snapshot,
  coordinator: AccountId,
): { readonly name: string; readonly phone: string } {
  const account = accountOf(snapshot.office.roster, coordinator);
  return { name: account?.name ?? coordinator, phone: account?.phone ?? '' };
}
