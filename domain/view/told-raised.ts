import type { RaisedBody } from '../item/events';
import type { EntryRef } from '../item/types';
import { roundNo } from '../item/view';
import { text, type Text } from '../problem';
import { nameOfUnit } from '../roster/roster';
import { AUDIENCE, RUNG, TASK } from '../words';
import { roundWord, type Around, type Telling } from './told';

/** "区数据局：临期提醒（联络员、分管领导）" of one raised entry; the round where there are several. */
function entryText(entry: EntryRef, { after, office }: Around): Text {
  const { zh, en } = RUNG[entry.rung];
  const no = roundNo(entry.ordinal);
  const round = no > 0 ? roundWord(after, no) : text('', '');
  const name = nameOfUnit(office.roster, entry.unit);
  return text(`${name} ${round.zh}${zh}`, `${name} ${round.en}${en}`);
}

/** What a look at the agenda raised, and what it did not, with the reason. */
export function raisedTelling(body: RaisedBody, told: Around): Partial<Telling> {
  const sentAs = body.raised
    .filter(({ rung }) => rung !== 'C')
    .map((entry) => {
      const { zh, en } = entryText(entry, told);
      const to = entry.audiences.map((audience) => AUDIENCE[audience]);
      if (to.length === 0) return text(`${zh}（改为待办）`, `${en} (a task instead)`);
      return text(
        `${zh}（${to.map((one) => one.zh).join('、')}）`,
        `${en} (${to.map((one) => one.en).join(', ')})`,
      );
    });
  const kinds: readonly (readonly [
    keyof RaisedBody & ('covered' | 'held' | 'skipped' | 'missed' | 'dropped'),
    Text,
  ])[] = [
    ['covered', text('由交办通知代替', 'told by the letter')],
    ['held', text('待审期间暂不催', 'held while something waits')],
    ['skipped', text('定期限时已过', 'past when the date was set')],
    ['missed', text('同日有更高级别，未另催', 'missed: a higher one on the day')],
    ['dropped', text('该单位不向领导催办', 'dropped: no reminders to leaders')],
  ];
  const others = kinds.flatMap(([kind, why]) =>
    body[kind].map((entry) => {
      const { zh, en } = entryText(entry, told);
      return text(`${zh}：${why.zh}`, `${en}: ${why.en}`);
    }),
  );
  const tasks = body.tasks.map(({ kind, unit }) => {
    const name = unit === null ? '' : nameOfUnit(told.office.roster, unit);
    return text(`${name}待办：${TASK[kind].zh}`, `${name} task: ${TASK[kind].en}`);
  });
  const lapsed = body.lapsed.map(() =>
    text('提请主要负责人的件未获批准，不再发送', 'an edition for the chief lapsed'),
  );
  const all = [...sentAs, ...others, ...tasks, ...lapsed];
  const units = [body.raised, body.covered, body.held, body.skipped, body.missed, body.dropped]
    .flat()
    .map(({ unit }) => unit);
  return {
    units: [...new Set([...units, ...body.tasks.flatMap(({ unit }) => unit ?? [])])],
    what: text(
      all.map(({ zh }) => zh).join('；') || '看过日程，无可提醒',
      all.map(({ en }) => en).join('; ') || 'nothing to say',
    ),
  };
}
