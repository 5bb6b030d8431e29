import { ok, refuse, text } from '../../../domain/problem';
import { example, nameOfVerb, type Flag, type Noun, type Verb } from '../verb';

/** `duban item list` and what may follow it: at each place the words that can be typed. */
type Words = readonly (readonly [typed: string, words: readonly string[]])[];

const GLOBAL = ['--json', '--lang', '--as', '--home', '--help'];

const longOf = ({ flags }: Flag): string => /--[a-z-]+/.exec(flags)?.[0] ?? '';

function shellWords(nouns: readonly Noun[], top: readonly Verb[]): Words {
  const options = (verb: Verb): readonly string[] => [...verb.flags.map(longOf).filter(Boolean), ...GLOBAL];
  return [
    ['', [...nouns.map(({ name }) => name), ...top.map(nameOfVerb), 'help']],
    ...top.map((verb) => [nameOfVerb(verb), options(verb)] as const),
    ...nouns.flatMap(({ name, verbs }): Words => [
      [name, verbs().map(nameOfVerb)],
      ...verbs().map((verb) => [`${name} ${nameOfVerb(verb)}`, options(verb)] as const),
    ]),
  ];
}

/** Words of a noun end with its verbs; all else has two places before its options. */
const bash = (words: Words): string => `_duban() {
  local typed="\${COMP_WORDS[*]:1:COMP_CWORD-1}" words=""
  while :; do
    case "$typed" in
${words.map(([typed, all]) => `      "${typed}") words="${all.join(' ')}" ;;`).join('\n')}
      *) typed="\${typed% *}"; continue ;;
    esac
    break
  done
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _duban duban`;

const zsh = (words: Words): string => `autoload -U +X bashcompinit && bashcompinit\n${bash(words)}`;

function fish(words: Words): string {
  const line = (typed: string, word: string): string => {
    const places = typed === '' ? [] : typed.split(' ');
    const seen = places.map((place) => `__fish_seen_subcommand_from ${place}`).join('; and ');
    const here = places.length === 0 ? '__fish_use_subcommand' : seen;
    const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${word}`;
    return `complete -c duban -n '${here}' ${what}`;
  };
  return words.flatMap(([typed, all]) => all.map((word) => line(typed, word))).join('\n');
}

const SHELLS = { bash, zsh, fish } as const;

const isShell = (name: string): name is keyof typeof SHELLS => Object.hasOwn(SHELLS, name);

/** duban completion: what a shell needs to complete nouns, verbs and options. */
export const completionVerb = (nouns: () => readonly Noun[], top: () => readonly Verb[]): Verb => ({
  usage: 'completion <外壳>',
  about: text('命令补全：bash、zsh 或 fish', 'completion of commands for bash, zsh or fish'),
  flags: [],
  examples: [example('completion bash', '写入 ~/.bashrc 后生效', 'put it into ~/.bashrc')],
  action: (_session, [shell = '']) =>
    Promise.resolve(
      isShell(shell)
        ? ok({ data: { shell }, text: SHELLS[shell](shellWords(nouns(), top())) })
        : refuse(
            'usage',
            text(`没有外壳“${shell}”的补全`, `there is no completion for "${shell}"`),
            text('bash、zsh 或 fish', 'bash, zsh or fish'),
          ),
    ),
});
