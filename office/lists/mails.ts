import type { Edition } from '../../domain/digest/types';
import type { MailRow } from '../../ledger/mails/list';

/** A mail for scripts: kind, to whom, slot, its items in order with rung and provisional mark. */
export const editionData = ({ kind, to, name, slot, lines }: Edition) => ({
  kind,
  ...to,
  name,
  slot,
  items: lines.map(({ stream, no, unit, rung, due, provisional }) => ({
    stream,
    no,
    unit,
    rung,
    due,
    provisional,
  })),
});

/** The same with its key and what became of it. */
export const mailRowData = ({ key, state, messageId, response, readyAt, settledAt, edition }: MailRow) => ({
  key,
  state,
  messageId,
  response,
  readyAt,
  settledAt,
  ...editionData(edition),
});
