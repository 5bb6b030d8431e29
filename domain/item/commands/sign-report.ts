import { refuse, text } from '../../problem';
import { answerMail, type EventEntry, type ByUnit } from '../event-entry';
import { onUnit, signed } from '../reshape';
import { isUnsigned } from '../view';
import type { UnitId } from '../../roster/types';
import { okEvents, unitNameIn } from './case';
import { commandEntry } from './entry';
import { files, freeText, percentage, reasonField, unitField, type FileRef } from './fields';
import { activeUnit, handedInRounds, isFrozen, unitOn } from './find';

/** 签收: 办理中 from the first one on. */
const acknowledged: EventEntry<ByUnit> = {
  words: text('签收', 'signed'),
  apply: (state, { body, at }) => onUnit(state, body.unit, (assignment) => signed(assignment, at)),
  tells: (body) => ({ units: [body.unit] }),
};

/** 签收: 待签收 → 办理中, also while an extension is asked or a hand-in waits; again: the same answer, no second event. */
const acknowledge = commandEntry('acknowledge', {
  words: text('签收', 'sign for the item'),
  by: 'unit',
  fields: { unit: unitField },
  decide(c, command) {
    const found = unitOn(c, command.unit);
    if (!found.ok) return found;
    const { status, acknowledgedAt } = found.value;
    if (status === 'underway' || (status === 'accepted' && acknowledgedAt !== null)) return okEvents();
    const active = activeUnit(c, command.unit);
    if (!active.ok) return active;
    return okEvents({ type: 'acknowledged', body: { unit: command.unit, source: c.source } });
  },
});

/** 进展报告; the first also signs. */
const reported: EventEntry<
  ByUnit & { readonly percentage: number; readonly text: string; readonly files: readonly FileRef[] }
> = {
  words: text('上报进展', 'reported'),
  apply: (state, { body, at, seq }) =>
    onUnit(state, body.unit, (assignment) => ({
      ...signed(assignment, at),
      reports: [...assignment.reports, { seq, at, percentage: body.percentage, returned: false }],
    })),
  tells: (body, { before }) => {
    const assignment = before?.assignments.find(({ unit }) => unit === body.unit);
    const signs = assignment !== undefined && isUnsigned(assignment);
    const { percentage, files } = body;
    return {
      units: [body.unit],
      what: text(
        `上报进展 ${percentage}%${signs ? '（视同签收）' : ''}`,
        `reported ${percentage} %${signs ? ' (which signs)' : ''}`,
      ),
      ...{ percentage, text: body.text, files },
    };
  },
};

/** 上报进展: also signs. Refused `handed-in` while everything the unit has to do waits for review. */
const report = commandEntry('report', {
  words: text('报告进展', 'report progress'),
  by: 'unit',
  fields: { unit: unitField, percentage, text: freeText('进展', 'progress', '已完成初稿'), files },
  decide(c, command) {
    const found = activeUnit(c, command.unit);
    if (!found.ok) return found;
    if (isFrozen(found.value)) {
      return handedInRounds(
        c,
        [command.unit],
        ['要补充进展，请先撤回办结', 'withdraw the hand-in first to add to the progress'],
      );
    }
    const { type: _, ...said } = command;
    return okEvents({ type: 'reported', body: { ...said, source: c.source } });
  },
});

/** 退回报告: it counts as not made, the signature stays. */
const reportReturned: EventEntry<{
  readonly unit: UnitId;
  readonly report: number;
  readonly reason: string;
}> = {
  words: text('退回进展', 'report returned'),
  apply: (state, { body }) =>
    onUnit(state, body.unit, (assignment) => ({
      ...assignment,
      reports: assignment.reports.map((report) =>
        report.seq === body.report ? { ...report, returned: true } : report,
      ),
    })),
  tells: ({ unit, reason }) => ({ units: [unit], reason }),
  mails: ({ unit, reason }) => answerMail({ unit, round: null }, 'reportReturned', reason),
};

/** 退回报告: the unit's latest report counts as not made. Refuses `no-report` and `already-returned`. */
const returnReport = commandEntry('returnReport', {
  words: text('退回最近一次报告', 'return the latest report'),
  by: 'coordinator',
  fields: { unit: unitField, reason: reasonField },
  decide(c, command) {
    const active = activeUnit(c, command.unit);
    if (!active.ok) return active;
    const latest = active.value.reports.at(-1);
    if (!latest) {
      return refuse(
        'no-report',
        text(`${unitNameIn(c, command.unit)}还没有上报`, `${unitNameIn(c, command.unit)} has not reported`),
        text('没有可以退回的报告', 'there is nothing to return'),
      );
    }
    if (latest.returned) {
      return refuse(
        'already-returned',
        text('最近一份报告已经退回', 'the latest report has been returned already'),
        text('请等该单位重新上报', 'wait for a new report of the unit'),
      );
    }
    return okEvents({
      type: 'reportReturned',
      body: { unit: command.unit, report: latest.seq, reason: command.reason },
    });
  },
});

/** Signing and reporting (签收、进展). */
export const signingCommands = { acknowledge, report, returnReport };

export const signingEvents = { acknowledged, reported, reportReturned };
