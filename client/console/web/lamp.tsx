import type { LampName } from '../../../domain/policy';
import type { Lamp } from '../../../domain/item/lamp';
import { LAMP_EN } from '../../../domain/words';
import type { Visit } from './visit';

/** The word of a lamp in the reader's language. */
export const lampWord = ({ office, lang }: Visit, name: LampName): string =>
  lang === 'zh' ? office.policy.lamps[name].word : LAMP_EN[name];

/** Shape, word and colour of a lamp, never one of them alone. */
export const LampMark = ({ visit, name }: { visit: Visit; name: LampName }) => (
  <span class={`lamp lamp-${name}`}>
    <span class="lamp-shape" aria-hidden="true">
      {visit.office.policy.lamps[name].shape}
    </span>
    {lampWord(visit, name)}
  </span>
);

/** A lamp with its reason below, unless the word says it. */
export const LampCell = ({ visit, lamp }: { visit: Visit; lamp: Lamp }) => {
  const word = lampWord(visit, lamp.lamp);
  const reason = lamp.reason[visit.lang];
  const words = `${reason === word ? '' : reason}${lamp.provisional ? visit.say('（预计）', ' (provisional)') : ''}`;
  return (
    <>
      <LampMark visit={visit} name={lamp.lamp} />
      {words === '' ? (
        ''
      ) : (
        <>
          <br />
          <span class="small soft">{words}</span>
        </>
      )}
    </>
  );
};
