import { passwordFault } from '../../../office/access/factors';
import { FormField, type FieldFault } from './form';
import { postedWords } from './posted';
import type { Ctx } from './route';

/** The password of whoever comes in. */
export const PasswordField = ({ c, faults }: { c: Ctx; faults: readonly FieldFault[] }) => (
  <FormField
    name="password"
    label={c.get('visit').say('口令', 'Password')}
    type="password"
    faults={faults}
    autocomplete="current-password"
  />
);

/** The code of an authenticator. */
export const CodeField = ({
  c,
  faults = [],
  hint,
}: {
  c: Ctx;
  faults?: readonly FieldFault[];
  hint?: string;
}) => (
  <FormField
    name="code"
    label={c.get('visit').say('动态口令', 'One-time code')}
    {...(hint === undefined ? {} : { hint })}
    short
    faults={faults}
    autocomplete="one-time-code"
  />
);

/** A new password, typed twice. */
export const NewPassword = ({ c, faults }: { c: Ctx; faults: readonly FieldFault[] }) => {
  const { say } = c.get('visit');
  return (
    <>
      <FormField
        name="password"
        label={say('新口令', 'New password')}
        hint={say(
          '至少 10 个字符，含大写、小写、数字、符号中的三种',
          'at least 10 characters of three kinds',
        )}
        type="password"
        faults={faults}
        autocomplete="new-password"
      />
      <FormField
        name="again"
        label={say('再输一次', 'Once more')}
        type="password"
        faults={faults}
        autocomplete="new-password"
      />
    </>
  );
};

/** What is wrong with the new password of a form. */
export async function passwordFaults(c: Ctx, account: string): Promise<readonly FieldFault[]> {
  const { say, lang } = c.get('visit');
  const { password = '', again } = await postedWords(c);
  const wrong = passwordFault(password, account);
  if (wrong) return [{ field: 'password', message: wrong[lang] }];
  return password === again ? [] : [{ field: 'again', message: say('两次输入不一致', 'the two differ') }];
}
