import { OFFICE_ROLE, type Visit } from './visit';

/** Of what is away, what keeps people from acting. */
const HINDERS: readonly string[] = ['ledger', 'engine', 'workers'];

/** What is away around the console, on every page: the office is told what and what to do, others that they have to wait. */
export const Troubles = ({ visit }: { visit: Visit }) => {
  const { account, say, lang, troubles } = visit;
  const ofOffice = account !== null && (account.role === 'admin' || OFFICE_ROLE.includes(account.role));
  const hinders = troubles.some(({ name }) => HINDERS.includes(name));
  if (troubles.length === 0 || (!ofOffice && !hinders)) return <></>;
  return (
    <aside class="banner banner-refused" aria-label={say('系统状态', 'System')}>
      {ofOffice ? (
        troubles.map(({ said }) => <p>■ {said[lang]}</p>)
      ) : (
        <p>
          ■{' '}
          {say(
            '系统正在恢复：可以查看，暂时不能办理，请过几分钟再试。',
            'The system is recovering: you can look, but not act; try again in a few minutes.',
          )}
        </p>
      )}
    </aside>
  );
};
