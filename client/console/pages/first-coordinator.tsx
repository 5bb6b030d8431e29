import type { Account } from '../../../domain/roster/types';
import type { Kit } from '../kit';
import { Form, Submit } from '../web/form';
import type { Visit } from '../web/visit';

/** Most coordinators that are offered; the others are on the page of accounts. */
const OFFERED = 3;

/**
 * Coordinators to invite: all that are enabled, while none of them can come in yet. Nobody for others than an administrator,
 * in a demonstration, and where another service vouches for accounts.
 */
export async function coordinatorsToInvite(
  { ports }: Kit,
  { account, office, demonstration }: Visit,
): Promise<readonly Account[]> {
  const vouched = ports.oidc !== null || ports.gateway !== null;
  if (account?.role !== 'admin' || demonstration || vouched) return [];
  const kept = new Map((await ports.ledger.credentials()).map((one) => [one.account, one]));
  const coordinators = office.roster.accounts.filter(
    ({ id, role }) => role === 'coordinator' && kept.get(id)?.disabledAt == null,
  );
  return coordinators.some(({ id }) => kept.get(id)?.hasPassword) ? [] : coordinators;
}

/** Told to an administrator who came first: whoever is to work with items needs an account of that role. */
export const FirstCoordinator = ({ visit, accounts }: { visit: Visit; accounts: readonly Account[] }) => {
  const { say } = visit;
  if (accounts.length === 0) return <></>;
  return (
    <section class="panel">
      <h2>{say('还没有督办员能登录', 'No coordinator can sign in yet')}</h2>
      <p>
        {say(
          '管理员只管帐号、名册、日历；导入通知、办理事项要用督办员帐号。请邀请一位；就是您自己时，也给自己发一份，在无痕窗口里打开，两个帐号各用各的。',
          'An administrator looks after accounts, roster and calendar; notices and items are for coordinators. Invite one; if that is you, invite yourself and open the link in a private window: each account works on its own.',
        )}
      </p>
      <div class="row">
        {accounts.slice(0, OFFERED).map(({ id, name }) => (
          <Form visit={visit} action={`/accounts/${encodeURIComponent(id)}/invite`} class="inline">
            <Submit>{say(`邀请督办员：${name}`, `Invite the coordinator ${name}`)}</Submit>
          </Form>
        ))}
        {accounts.length > OFFERED && <a href="/accounts">{say('其他帐号', 'Other accounts')}</a>}
      </div>
    </section>
  );
};
