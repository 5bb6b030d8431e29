import type { Lang } from './io';
import { nameOfVerb, type Flag, type Noun, type Verb } from './verb';

/** A word that can be typed, with what it means. */
interface CompletionWord {
  readonly word: string;
  readonly about: string;
  /** What follows it, where it takes a value. */
  readonly value?: string;
}

/** `duban item date` and what may follow it: words, and what its argument is. */
interface CompletionPlace {
  readonly typed: string;
  readonly words: readonly CompletionWord[];
  readonly argument?: string;
}

/** Kinds of values in the ledger; `duban completion units` prints those of one. */
export const LISTED = ['units', 'items', 'notices', 'accounts', 'tasks'] as const;

export type Listed = (typeof LISTED)[number];

const LISTED_BY_PLACEHOLDER: Readonly<Record<string, Listed>> = {
  单位: 'units',
  事项: 'items',
  流或事项: 'items',
  通知: 'notices',
  帐号: 'accounts',
  编号: 'tasks',
};

const FILES = /文件|目录|路径|记录|证明/;

/** What a value is: a list of the ledger, `files`, words of its own (`=a,b`), or `text`. */
function valueOf(usage: string, about: string): string | undefined {
  const place = /[<[]([^\]>.]+)/.exec(usage)?.[1];
  if (place === undefined) return undefined;
  if (place === '外壳') return '=bash,zsh,fish';
  if (place === '语言') return '=zh,en';
  const choices = /[\w-]+(\|[\w-]+)+/.exec(about)?.[0];
  if (choices !== undefined) return `=${choices.replaceAll('|', ',')}`;
  return LISTED_BY_PLACEHOLDER[place] ?? (FILES.test(place) ? 'files' : 'text');
}

const GLOBAL: readonly Flag[] = [
  { flags: '--json', about: { zh: '结果写成 JSON', en: 'answer in JSON' } },
  { flags: '--lang <语言>', about: { zh: '语言', en: 'the language' } },
  { flags: '--as <帐号>', about: { zh: '以谁的身份', en: 'who acts' } },
  { flags: '--home <目录>', about: { zh: '数据目录', en: 'the folder of the data' } },
  { flags: '--help', about: { zh: '写法和例子', en: 'how it is written, with examples' } },
];

/** The first clause of a sentence: what fits beside a word. */
const short = (about: string): string => about.split(/[:;,：；，(（]/)[0]?.trim() ?? '';

function optionWords(verb: Verb, lang: Lang): readonly CompletionWord[] {
  return [...verb.flags, ...GLOBAL].map(({ flags, about }) => {
    const value = valueOf(flags, about.en);
    const word = flags.split(' ')[0] ?? flags;
    return { word, about: short(about[lang]), ...(value === undefined ? {} : { value }) };
  });
}

/** Every place of the command line with what may follow it there. */
export function placesOf(
  nouns: readonly Noun[],
  top: readonly Verb[],
  lang: Lang,
): readonly CompletionPlace[] {
  const named = (verb: Verb): CompletionWord => ({ word: nameOfVerb(verb), about: short(verb.about[lang]) });
  const ofVerb = (typed: string, verb: Verb): CompletionPlace => {
    const argument = valueOf(verb.usage, '');
    return { typed, words: optionWords(verb, lang), ...(argument === undefined ? {} : { argument }) };
  };
  const ofNouns = nouns.map(({ name, about }): CompletionWord => ({ word: name, about: short(about[lang]) }));
  return [
    { typed: '', words: [...ofNouns, ...top.map(named)] },
    ...top.map((verb) => ofVerb(nameOfVerb(verb), verb)),
    ...nouns.flatMap(({ name, verbs }) => [
      { typed: name, words: verbs().map(named) },
      ...verbs().map((verb) => ofVerb(`${name} ${nameOfVerb(verb)}`, verb)),
    ]),
  ];
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The kinds of values of a place as one word list: " argument:items --unit:units ". */
function kindList({ words, argument }: CompletionPlace): string {
  const options = words.flatMap(({ word, value }) => (value === undefined ? [] : [`${word}:${value}`]));
  return ` ${[...(argument === undefined ? [] : [`argument:${argument}`]), ...options].join(' ')} `;
}

/** Finds the place: the whole of what was typed, else less and less of it; bash and zsh read this alike. */
const shellSearch = (
  places: readonly CompletionPlace[],
  assign: (place: CompletionPlace) => string,
): string => `  while :; do
    case "$typed" in
${places.map((place) => `      ${quoted(place.typed)}) ${assign(place)} ;;`).join('\n')}
      *" "*) typed="\${typed% *}"; continue ;;
    esac
    break
  done
  kind=argument
  case "$prev" in --*) kind="$prev" ;; esac
  case "$kinds" in
    *" $kind:"*) kind="\${kinds#* $kind:}"; kind="\${kind%% *}" ;;
    *) kind="" ;;
  esac
  case "$prev" in --*) ;; *) case "$cur" in -*) kind="" ;; esac ;; esac`;

const bash = (places: readonly CompletionPlace[]): string => `_duban() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" IFS=$' \\t\\n'
  local typed="\${COMP_WORDS[*]:1:COMP_CWORD-1}" words="" kinds="" kind=""
${shellSearch(places, (place) => `words=${quoted(place.words.map(({ word }) => word).join(' '))} kinds=${quoted(kindList(place))}`)}
  case "$kind" in
    "") COMPREPLY=($(compgen -W "$words" -- "$cur")) ;;
    files) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur")) ;;
    "="*) kind="\${kind#=}"; COMPREPLY=($(compgen -W "\${kind//,/ }" -- "$cur")) ;;
    text) COMPREPLY=() ;;
    *) COMPREPLY=($(compgen -W "$(duban completion "$kind" 2>/dev/null)" -- "$cur")) ;;
  esac
}
complete -F _duban duban`;

const zshWords = ({ words }: CompletionPlace): string =>
  words.map(({ word, about }) => quoted(`${word}:${about.replaceAll(':', '\\:')}`)).join(' ');

const zsh = (places: readonly CompletionPlace[]): string => `#compdef duban
_duban() {
  local cur="\${words[CURRENT]}" prev="\${words[CURRENT-1]}" typed="\${words[2,CURRENT-1]}" kinds="" kind=""
  local -a known
${shellSearch(places, (place) => `known=(${zshWords(place)}) kinds=${quoted(kindList(place))}`)}
  case "$kind" in
    "") _describe -t words duban known ;;
    files) _files ;;
    "="*) compadd -- \${(s:,:)\${kind#=}} ;;
    text) ;;
    *) compadd -- \${(f)"$(duban completion "$kind" 2>/dev/null)"} ;;
  esac
}
compdef _duban duban`;

function fishValue(value: string | undefined): string {
  if (value === undefined) return '';
  if (value === 'files') return ' -r -F';
  if (value === 'text') return ' -x';
  return value.startsWith('=')
    ? ` -x -a ${quoted(value.slice(1).replaceAll(',', ' '))}`
    : ` -x -a '(duban completion ${value} 2>/dev/null)'`;
}

const fish = (places: readonly CompletionPlace[]): string => {
  const lines = places.flatMap((place) => {
    const here = `complete -c duban -n ${quoted(`__duban_at ${quoted(place.typed)}`)}`;
    const { argument } = place;
    const given = argument === undefined || argument === 'text' ? [] : [`${here}${fishValue(argument)}`];
    return [
      ...given,
      ...place.words.map(({ word, about, value }) =>
        word.startsWith('--')
          ? `${here} -l ${word.slice(2)} -d ${quoted(about)}${fishValue(value)}`
          : `${here} -a ${word} -d ${quoted(about)}`,
      ),
    ];
  });
  return `function __duban_at
  set -l typed (commandline -opc)[2..-1]
  test "$argv[1]" = "$typed[1]" -o "$argv[1]" = "$typed[1..2]"
end
complete -c duban -f
${lines.join('\n')}`;
};

/** The script of each shell. */
export const SCRIPTS = { bash, zsh, fish } as const;
