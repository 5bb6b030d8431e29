import type { Account, AccountRole } from '../../../domain/roster/types';
import { Form } from './form';
import type { Visit } from './visit';

const MOVES = [
  ['slot', '下一时点', 'next slot'],
  ['day', '一天', 'a day'],
  ['week', '一周', 'a week'],
  ['next', '到下一件事', 'to the next thing'],
  ['year', '一年', 'a year'],
] as const;

/**
 * The bar of a demonstration: its clock, and whose view is shown. On a narrow screen both are behind a box to be ticked
 * that looks like a button, which needs no script; elsewhere there is no such box.
 */
export const DemoBar = ({ visit }: { visit: Visit }) => {
  const { say, account } = visit;
  if (!visit.demonstration || account === null) return <></>;
  return (
    <aside class="demo" aria-label={say('演示', 'Demonstration')}>
      <div class="demo-in">
        <a href="/guide">{say('演示·十分钟走一遍', 'Demonstration: the guided path')}</a>
        <input type="checkbox" id="demo-tools" class="demo-tools" />
        <label for="demo-tools" class="button quiet">
          {say('时钟、身份', 'Clock, role')}
        </label>
        <Form visit={visit} action="/demo/clock" class="row">
          <input type="hidden" name="back" value={visit.here} />
          <span>{say('时钟走', 'Clock')}</span>
          {MOVES.map(([to, zh, en]) => (
            <button class="button quiet" type="submit" name="to" value={to}>
              {say(zh, en)}
            </button>
          ))}
        </Form>
        <Form visit={visit} action="/demo/as" class="row">
          <label for="demo-as">{say('以谁的身份看', 'Look as')}</label>
          <select id="demo-as" name="account" class="short">
            {roleAccounts(visit).map(({ id, name }) => (
              <option value={id} {...(id === account.id ? { selected: true } : {})}>
                {name}
              </option>
            ))}
          </select>
          <button class="button quiet" type="submit">
            {say('换', 'Go')}
          </button>
        </Form>
      </div>
    </aside>
  );
};

const PERSONA_ROLES: readonly AccountRole[] = [
  'coordinator',
  'reviewer',
  'auditor',
  'admin',
  'liaison',
  'unitLeader',
];

/** Accounts that a demonstration can be seen as: those of the office, then some of units. */
const roleAccounts = ({ office }: Visit): readonly Account[] =>
  PERSONA_ROLES.flatMap((role) =>
    office.roster.accounts.filter((one) => one.role === role).slice(0, role === 'liaison' ? 12 : 3),
  );
