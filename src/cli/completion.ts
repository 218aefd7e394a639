import { Argument, type Command } from 'commander';
import { withExamples } from './with-examples.js';

/** A command, by the words that lead to it, and what may come next. */
interface Place {
  readonly path: readonly string[];
  readonly commands: readonly Word[];
  readonly options: readonly Word[];
}

interface Word {
  readonly name: string;
  readonly description: string;
}

const SHELLS = { bash: bashScript, zsh: zshScript, fish: fishScript };

export function addCompletionCommand(program: Command): void {
  withExamples(
    program.command('completion'),
    'source <(portcullis completion bash)',
    'source <(portcullis completion zsh)',
    'portcullis completion fish > ~/.config/fish/completions/portcullis.fish',
  )
    .description('Print a script that makes your shell complete these commands and their options.')
    .addArgument(new Argument('<shell>').choices(Object.keys(SHELLS)))
    .action((shell: keyof typeof SHELLS) => void process.stdout.write(SHELLS[shell](placesOf(program))));
}

function placesOf(command: Command, path: readonly string[] = []): readonly Place[] {
  const help = command.createHelp();
  const commands = help.visibleCommands(command).filter((each) => each.name() !== 'help');
  const here = {
    path,
    commands: commands.map((each) => ({ name: each.name(), description: firstSentence(each.description()) })),
    options: help
      .visibleOptions(command)
      .flatMap(({ long, description }) => (long ? [{ name: long, description: firstSentence(description) }] : [])),
  };
  return [here, ...commands.flatMap((each) => placesOf(each, [...path, each.name()]))];
}

function firstSentence(text: string): string {
  return (/^[^.:;]*/.exec(text)?.[0] ?? '').trim();
}

/** Words that are no options lead to a command; where they lead to none there is a file to be named. */
function bashScript(places: readonly Place[]): string {
  const cases = places.map(
    ({ path, commands, options }) =>
      `    '${path.join(' ')}') words='${[...commands, ...options].map(({ name }) => name).join(' ')}' ;;`,
  );
  return `_portcullis() {
  local path='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] || path="$path $word"
  done
  case "\${path# }" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _portcullis portcullis
`;
}

/** zsh takes what bash does. */
function zshScript(places: readonly Place[]): string {
  return `autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n${bashScript(places)}`;
}

function fishScript(places: readonly Place[]): string {
  const lines = places.flatMap((place) => {
    const condition = `-n '${conditionOf(place)}'`;
    return [
      ...place.commands.map((each) => `complete -c portcullis ${condition} -f -a ${each.name} -d ${quoted(each)}`),
      ...place.options.map((each) => `complete -c portcullis ${condition} -l ${each.name.slice(2)} -d ${quoted(each)}`),
    ];
  });
  return `${lines.join('\n')}\n`;
}

function conditionOf({ path, commands }: Place): string {
  if (path.length === 0) return '__fish_use_subcommand';
  const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
  const others = commands.map(({ name }) => name).join(' ');
  return others ? `${seen}; and not __fish_seen_subcommand_from ${others}` : seen;
}

function quoted({ description }: Word): string {
  return `'${description.replaceAll("'", "\\'")}'`;
}
