import type { StreamId } from '../../../domain/journal/types';
import { itemPath } from './paths';
import type { Visit } from './visit';

/** Items that a list is short of, because the ledger's table of states holds nothing that can be read for them. */
export const BrokenItems = ({ visit, streams }: { visit: Visit; streams: readonly StreamId[] }) => {
  if (streams.length === 0) return <></>;
  return (
    <aside class="banner banner-refused" aria-label={visit.say('损坏的事项', 'Broken items')}>
      <p>
        ■{' '}
        {visit.say(
          `${streams.length} 个事项的状态已损坏，本页没有算上它们，其他事项照常。请管理员运行 duban ledger check 查明：`,
          `The stored state of ${streams.length} items is broken; this page leaves them out, all others are as ever. Have an administrator run duban ledger check:`,
        )}{' '}
        {streams.map((stream, n) => (
          <>
            {n === 0 ? '' : visit.say('、', ', ')}
            <a href={itemPath(stream)}>{stream.slice('item/'.length)}</a>
          </>
        ))}
      </p>
    </aside>
  );
};
