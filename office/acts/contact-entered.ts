import { ok, refuse, text, type Result } from '../../domain/problem';
import { isAddress } from '../../domain/roster/address';
import type { Contact, Roster } from '../../domain/roster/types';

/** What somebody enters of a contact; `name`, `phone` null: as it was. */
export interface ContactWords extends Pick<Contact, 'unit' | 'role' | 'address' | 'until'> {
  readonly name: string | null;
  readonly phone: string | null;
}

/** Numbers with what people write between and behind them: 021-59730000 转 12（办公室）. */
const isPhone = (words: string): boolean => /^[\p{L}\p{N} +()（）、，,;；/.*#-]{0,60}$/u.test(words);

/**
 * A contact as it is entered: the one of the same unit, role and address changed, else a new one. Refuses `bad-address`,
 * `bad-phone`, and `bad-date` for a last day before the first.
 */
export function contactEntered(roster: Roster, words: ContactWords): Result<Contact> {
  const { unit, role, address, name, phone, until } = words;
  if (!isAddress(address))
    return refuse(
      'bad-address',
      text(`“${address}”不是邮箱地址`, `"${address}" is not an address`),
      text('写成 li@unit.example 的样子', 'write it like li@unit.example'),
    );
  if (!isPhone(phone ?? ''))
    return refuse(
      'bad-phone',
      text(`“${phone ?? ''}”不是电话号码`, `"${phone ?? ''}" is no telephone number`),
      text('写成 59730000 转 12 的样子，最多 60 个字', 'write it like 59730000-12, at most 60 characters'),
    );
  const same = roster.contacts.find(
    (one) => one.unit === unit && one.role === role && one.address === address,
  );
  const from = same?.from ?? null;
  if (from !== null && until !== null && until < from)
    return refuse(
      'bad-date',
      text(`${until} 早于开始的一天 ${from}`, `${until} is before the first day, ${from}`),
      text('写一个不早于它的日期，或留空', 'write a day that is not, or none'),
    );
  return ok({
    id: same?.id ?? freeId(roster, `${unit}-${role}`),
    unit,
    role,
    name: name ?? same?.name ?? '',
    phone: phone ?? same?.phone ?? '',
    address,
    from,
    until,
  });
}

/** The first id of a contact that is not taken: xjz-liaison-1, -2 … */
function freeId({ contacts }: Roster, stem: string): string {
  const taken = new Set(contacts.map(({ id }) => id));
  let n = 1;
  while (taken.has(`${stem}-${n}`)) n += 1;
  return `${stem}-${n}`;
}
