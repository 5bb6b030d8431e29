import { ok, refuse, text, type Result } from '../../../domain/problem';
import { unitOfName } from '../names';
import type { Output } from '../output';
import { send } from '../send';
import type { Session } from '../session';
import { textOf, type Options } from '../verb';

/** Signs for every item that a unit has not signed, one command each. Stops at the first refusal. */
export async function signAll(session: Session, options: Options): Promise<Result<Output>> {
  const ledger = await session.ledger();
  if (!ledger.ok) return ledger;
  const name = textOf(options, 'unit');
  if (name === undefined) {
    return refuse(
      'usage',
      text('--all 须同时写明 --unit', '--all needs --unit'),
      text('例:duban item acknowledge --all --unit 区数据局', 'see duban item acknowledge --help'),
    );
  }
  const unit = unitOfName((await ledger.value.office()).roster, name);
  if (!unit.ok) return unit;
  const open = (await ledger.value.items({ unit: unit.value, open: true })).filter((item) =>
    item.assignments.some((one) => one.unit === unit.value && one.status === 'issued'),
  );
  const signed: string[] = [];
  for (const { stream } of open) {
    session.io.progress(`签收 ${signed.length + 1}/${open.length} ${stream}`);
    const command = { type: 'acknowledge', unit: unit.value } as const;
    const answer = await send(session, ledger.value, { stream, command, options });
    if (!answer.ok) return answer;
    signed.push(stream);
  }
  const zh = session.style.lang === 'zh';
  return ok({
    data: { unit: unit.value, signed },
    text: zh ? `${name} 签收 ${signed.length} 项` : `${name} signed ${signed.length} items`,
  });
}
