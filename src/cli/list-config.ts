import { type ListedVariable, listVariables } from '../server/config/config.js';
import { type ProjectOptions, readProject } from './project.js';

export interface ConfigFormat extends ProjectOptions {
  readonly json?: true;
  readonly markdown?: true;
}

/** Needs nothing to be set, and reads no value that it could show. */
export async function showConfig({ json, markdown, config }: ConfigFormat): Promise<void> {
  const { modules } = await readProject({ config });
  const all = listVariables(modules);
  if (json) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  else process.stdout.write(markdown ? markdownOf(all) : textOf(all));
}

function textOf(all: readonly ListedVariable[]): string {
  const blocks = groupsOf(all).map(([title, variables]) => {
    const lines = variables.map((variable) => {
      const byDefault = defaultOf(variable);
      return `  ${variable.name}${byDefault && ` (${byDefault})`}\n      ${variable.description}\n`;
    });
    return `${title}\n\n${lines.join('')}`;
  });
  return blocks.join('\n');
}

function defaultOf({ isRequired, default: byDefault }: ListedVariable): string {
  if (isRequired) return 'required';
  return byDefault === null ? '' : `default: ${byDefault}`;
}

/** `docs/configuration.md`. */
function markdownOf(all: readonly ListedVariable[]): string {
  const tables = groupsOf(all).map(([title, variables]) => {
    const rows = variables.map(({ name, description, isRequired, default: byDefault }) => {
      const cells = [`\`${name}\``, isRequired ? 'required' : (byDefault ?? ''), description];
      return `| ${cells.map(escapeCell).join(' | ')} |`;
    });
    return `## ${title}\n\n| variable | default | what it is for |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `${HEAD}\n${tables.join('\n')}`;
}

const HEAD = `# Configuration

Environment variables hold all the configuration of a server. If any of them is wrong, the server does not start, and lists all problems at once. An empty variable counts as unset.

Each module has its own variables. \`npm run configuration\` generates this page from their descriptions; \`portcullis config\` shows the same in a terminal, and \`portcullis config --json\` prints it for programs.
`;

/** A pipe would end the cell. */
function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function groupsOf(all: readonly ListedVariable[]): readonly (readonly [string, readonly ListedVariable[]])[] {
  const groups = new Map<string, ListedVariable[]>();
  for (const variable of all) {
    const title = variable.module === null ? 'The server' : `The module ${variable.module}`;
    groups.set(title, [...(groups.get(title) ?? []), variable]);
  }
  return [...groups];
}
