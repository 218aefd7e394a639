import { StartupError } from '../errors.js';

/** What an address of a line is made of. */
export interface SourceLine {
  /** The id of a commit; empty if the template does not ask for it. */
  readonly revision: string;
  /** From the root of the repository, with slashes. */
  readonly file: string;
  readonly line: number;
}

const PLACEHOLDERS: readonly string[] = ['revision', 'file', 'line'];

/** Makes the address of a line. */
export interface LinkTemplate {
  readonly asksForRevision: boolean;
  readonly addressOf: (line: SourceLine) => string;
}

/** Reads `--link`. Throws a `StartupError` for what leads nowhere, or could lead anywhere but to a web page. */
export function readLinkTemplate(text: string): LinkTemplate {
  const problem = problemOf(text);
  if (problem !== undefined) throw new StartupError([`--link: ${problem}`]);
  return {
    asksForRevision: text.includes('{revision}'),
    addressOf: ({ revision, file, line }) => {
      const values: Readonly<Record<string, string>> = {
        revision: encodeURIComponent(revision),
        file: file.split('/').map(encodeURIComponent).join('/'),
        line: String(line),
      };
      return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
    },
  };
}

const EXAMPLE = 'https://git.example.com/project/blob/{revision}/{file}#L{line}';

function problemOf(text: string): string | undefined {
  const names = [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);
  const unknown = names.filter((name) => !PLACEHOLDERS.includes(name));
  if (unknown.length > 0)
    return `Unknown placeholder ${unknown.map((name) => `{${name}}`).join(', ')}. Use {revision}, {file} and {line}.`;
  if (/[{}]/.test(text.replace(/\{\w+\}/g, ''))) return `The braces do not match. Write ${EXAMPLE}`;
  // Only what is said here decides where it leads: no name of a file can.
  const [, origin] = /^(https?:\/\/[^/?#\\\s{}]+)[/?#]/i.exec(text) ?? [];
  if (origin === undefined || !URL.canParse(origin)) return `Write an https or http address, like ${EXAMPLE}`;
  return names.includes('file') ? undefined : `Without {file}, every line has the same address. Write ${EXAMPLE}`;
}
