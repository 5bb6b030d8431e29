import { ok, refuse, type Result, text } from '../../problem';
import type { ByUnit, EventEntry, OnUnit } from '../event-entry';
import { inForce } from '../outcome';
import { lifted, onUnit, onUnitRound, settledRound, signed } from '../reshape';
import { lateNote, tellsRound } from '../told';
import type { Assignment, HandIn, Round } from '../types';
import { isHandedIn, openHandIn } from '../view';
import { okEvents, unitNameIn, type Case } from './case';
import { lapses } from './dates';
import { commandEntry } from './entry';
import type { OnRound } from './extension';
import { files, freeText, round, unitField, type FileRef } from './fields';
import { answerableUnit, handedInRounds, roundOf } from './find';

/** 报办结: signs as a report does; frozen until reviewed. */
const handedIn: EventEntry<OnUnit & ByUnit & { readonly text: string; readonly files: readonly FileRef[] }> =
  {
    words: text('报办结', 'handed in'),
    apply: (state, { body, at, seq, actor }) => {
      const signedFor = onUnit(state, body.unit, (assignment) => signed(assignment, at));
      return onUnitRound(signedFor, body, (round) => ({
        ...round,
        handIns: [
          ...round.handIns,
          {
            ...{ at, by: actor, version: inForce(round).version, seq, fate: 'open' },
            ...{ text: body.text, files: body.files },
          },
        ],
        holdLifted: false,
      }));
    },
    tells: (body, told) => ({
      ...tellsRound(body, told),
      text: body.text,
      files: body.files,
      late: lateNote(told, body.unit, body.round),
    }),
  };

/** 报办结: text or a file as evidence; an open request for extension lapses. Refuses `handed-in` and `incomplete`. */
const handIn = commandEntry('handIn', {
  words: text('报办结', 'hand in the completion'),
  by: 'unit',
  fields: {
    unit: unitField,
    text: freeText('办结说明', 'text', '平台已上线'),
    files,
    round: round.exactOptional(),
  },
  needs: (command) => (command.files.length > 0 ? [] : ['text']),
  decide(c, command) {
    const found = answerableUnit(c, command.unit);
    if (!found.ok) return found;
    const round = roundOf(found.value, command.round, (candidate) => !isHandedIn(candidate));
    if (!round.ok) return round;
    const { unit, text: words, files } = command;
    if (isHandedIn(round.value)) {
      return handedInRounds(
        c,
        [unit],
        ['不必重复报送；要改内容，请先撤回', 'no need to repeat; withdraw it first to change it'],
      );
    }
    return okEvents(...lapses([found.value], 'handIn', round.value.no), {
      type: 'handedIn',
      body: { unit, round: round.value.no, source: c.source, text: words, files },
    });
  },
});

export interface WaitingHandIn {
  readonly assignment: Assignment;
  readonly round: Round;
  readonly handIn: HandIn;
}

/** The unit's hand-in that waits; refuses `no-hand-in`. */
export function waitingHandIn(c: Case, command: OnRound): Result<WaitingHandIn> {
  const found = answerableUnit(c, command.unit);
  if (!found.ok) return found;
  const round = roundOf(found.value, command.round, isHandedIn);
  if (!round.ok) return round;
  const handIn = openHandIn(round.value);
  if (handIn) return ok({ assignment: found.value, round: round.value, handIn });
  return refuse(
    'no-hand-in',
    text(
      `${unitNameIn(c, command.unit)}没有待审的办结`,
      `no hand-in of ${unitNameIn(c, command.unit)} waits for review`,
    ),
    text('可能已撤回或已审核', 'it may be withdrawn or reviewed already'),
  );
}

/** 撤回办结: as if never handed in; the signature stays. */
const handInWithdrawn: EventEntry<OnUnit & ByUnit> = {
  words: text('撤回办结', 'hand-in withdrawn'),
  apply: (state, { body }) => onUnitRound(state, body, (round) => lifted(settledRound(round, 'withdrawn'))),
  tells: tellsRound,
};

/** 撤回办结: as if never handed in. */
const withdrawHandIn = commandEntry('withdrawHandIn', {
  words: text('撤回办结', 'withdraw the hand-in'),
  by: 'unit',
  fields: { unit: unitField, round: round.exactOptional() },

  decide(c, command) {
    const found = waitingHandIn(c, command);
    if (!found.ok) return found;
    const body = { unit: command.unit, round: found.value.round.no, source: c.source };
    return okEvents({ type: 'handInWithdrawn', body });
  },
});

/** Handing in (报办结). */
export const handInCommands = { handIn, withdrawHandIn };

export const handInEvents = { handedIn, handInWithdrawn };
