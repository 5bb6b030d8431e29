import { ok, refuse, text, type Result } from '../../../domain/problem';
import { taskNumber } from '../../../domain/view/tasks';
import type { Ledger } from '../../../ledger/ledger';
import { LISTED, placesOf, SCRIPTS, type Listed } from '../completion';
import type { Output } from '../output';
import type { Session } from '../session';
import { example, type Noun, type Verb } from '../verb';

/** The values of a kind in the ledger, as they are typed. */
const LISTED_VALUES: Readonly<Record<Listed, (ledger: Ledger) => Promise<readonly string[]>>> = {
  units: async (ledger) => (await ledger.office()).roster.units.map(({ name }) => name),
  accounts: async (ledger) => (await ledger.office()).roster.accounts.map(({ id }) => id),
  notices: async (ledger) => (await ledger.notices()).map(({ id }) => id),
  items: async (ledger) => {
    const several = (await ledger.notices()).length > 1;
    return (await ledger.soundItems({ open: true })).states.map(({ notice, key }) =>
      several ? `${notice}/${key}` : key,
    );
  },
  tasks: async (ledger) =>
    (await ledger.tasks({ open: true })).map(({ stream, id }) => taskNumber(stream, id)),
};

/** The values of a kind, a line each; none without a ledger, as a shell that completes is not to be bothered. */
async function printListed(session: Session, kind: Listed): Promise<Result<Output>> {
  const ledger = await session.ledgerIfAny();
  const values = ledger.ok && ledger.value ? await LISTED_VALUES[kind](ledger.value) : [];
  return ok({ data: values, text: values.join('\n') });
}

const isShell = (name: string): name is keyof typeof SCRIPTS => Object.hasOwn(SCRIPTS, name);
const isListed = (name: string): name is Listed => LISTED.some((one) => one === name);

/** duban completion: what a shell needs to complete nouns, verbs, options and their values. */
export const completionVerb = (nouns: () => readonly Noun[], top: () => readonly Verb[]): Verb => ({
  usage: 'completion <外壳>',
  about: text(
    '命令补全：bash、zsh 或 fish；units、items、notices、accounts、tasks 列出台账里可填的',
    'completion for bash, zsh or fish; units, items, notices, accounts, tasks list what can be typed',
  ),
  flags: [],
  examples: [
    example('completion bash', '写入 ~/.bashrc 后生效', 'put it into ~/.bashrc'),
    example('completion zsh', '写入 fpath 中的 _duban', 'save it as _duban in your fpath'),
    example('completion fish', '写入 ~/.config/fish/completions/duban.fish', 'save it there for fish'),
  ],
  action: (session, [asked = '']) => {
    if (isListed(asked)) return printListed(session, asked);
    return Promise.resolve(
      isShell(asked)
        ? ok({
            data: { shell: asked },
            text: SCRIPTS[asked](placesOf(nouns(), top(), session.style.lang)),
          })
        : refuse(
            'usage',
            text(`没有外壳“${asked}”的补全`, `there is no completion for "${asked}"`),
            text('bash、zsh 或 fish', 'bash, zsh or fish'),
          ),
    );
  },
});
