import type { OfficeAct } from './act';
import { pauseMail, resumeMail, retryMail } from './mails';

/** Every act of the office that concerns no single item; front ends are printed from it. */
export const OFFICE_ACTS: readonly OfficeAct[] = [pauseMail, resumeMail, retryMail];
