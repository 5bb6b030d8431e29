import { sha256 } from '../../domain/journal/canonical';
import type { MailPolicy } from '../../domain/policy';

/** The Message-ID of a mail, from its key alone: however often it is sent, it is the same mail. */
export function messageIdOf(key: string, policy: MailPolicy): string {
  const [, domain = 'duban.invalid'] = /@([^\s>]+)>?\s*$/.exec(policy.from) ?? [];
  return `<${sha256(key).slice(0, 40)}@${domain}>`;
}
