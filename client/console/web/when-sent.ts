import type { Ledger } from '../../../ledger/ledger';
import type { Visit } from './visit';

/** When the mails of an act go out (发出): inside the sending window, or, while all sending is paused, after it is resumed. */
export const whenSent = async (
  ledger: Pick<Ledger, 'paused'>,
  { say }: Pick<Visit, 'say'>,
): Promise<string> =>
  (await ledger.paused()) === null
    ? say('在发信时间内马上发出', 'go out at once inside the window')
    : say('发信已暂停，恢复后发出', 'go out once sending is resumed');
