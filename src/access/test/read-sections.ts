import { endingOf } from './brackets.js';
import { Misreading } from './misreading.js';

const SECTIONS = ['viewers', 'data', 'policies', 'server', 'tests'] as const;

export type SectionName = (typeof SECTIONS)[number];

/** What stands in one piece, on one line or more. */
export interface Entry {
  readonly text: string;
  /** Of its beginning. */
  readonly line: number;
}

export interface Section {
  readonly name: SectionName;
  /** What the tests of it are about; empty if that is not said. */
  readonly title: string;
  readonly line: number;
  readonly entries: readonly Entry[];
}

/** A test file, as far as it can be read without its schema. */
export interface WrittenFile {
  /** As messages name it. */
  readonly file: string;
  readonly sections: readonly Section[];
  /** Whether its tests run on the server of the project. Otherwise values are made up, but for those that it gives. */
  readonly needsServer: boolean;
  /** `file:line` and what is wrong there. */
  readonly problems: readonly string[];
}

export function readSections(file: string, text: string): WrittenFile {
  const problems: string[] = [];
  const sections: { name: SectionName; title: string; line: number; entries: Entry[] }[] = [];
  for (const { text: written, line } of readEntries(text, (line, problem) =>
    problems.push(`${file}:${line} ${problem}`),
  )) {
    const [, word = '', title = ''] = /^(\S+)\s*(.*)$/s.exec(written) ?? [];
    const name = SECTIONS.find((each) => each === word);
    const problem = sectionProblem(written, title, name);
    if (/^\s/.test(written)) {
      const section = sections.at(-1);
      if (section) section.entries.push({ text: written.trim(), line });
      else problems.push(`${file}:${line} This is in no section. Write "tests" above it, at the beginning of a line.`);
    } else if (name === undefined || problem) problems.push(`${file}:${line} ${problem}`);
    else sections.push({ name, title, line, entries: [] });
  }
  const has = (name: SectionName) => sections.some((each) => each.name === name);
  const both = sections.find(({ name }) => has('server') && (name === 'data' || name === 'policies'));
  if (both)
    problems.push(
      `${file}:${both.line} The server has its own ${both.name}. Take "${both.name}" away, or "server", or make two files of it.`,
    );
  return { file, sections, needsServer: has('server'), problems };
}

function sectionProblem(written: string, title: string, name: SectionName | undefined): string | undefined {
  if (name === undefined)
    return `"${written.split('\n', 1)[0]}" begins no section. Begin one with ${SECTIONS.join(', ')}; what is in it is indented.`;
  return title === '' || name === 'tests'
    ? undefined
    : `Only tests have a title. Put what follows "${name}" on lines of their own, indented.`;
}

type Tell = (line: number, problem: string) => void;

/** Lines put together while a bracket is open, behind `->`, `,` and `=`, and before `->`. Those of sections keep their indent. */
function readEntries(text: string, tell: Tell): readonly Entry[] {
  const entries: { text: string; line: number; open: readonly string[] }[] = [];
  const close = () => {
    const last = entries.at(-1);
    if (!last || last.open.length === 0) return;
    tell(last.line, `${last.open.at(-1)} is never closed.`);
    entries.pop();
  };
  for (const [index, physical] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1;
    const last = entries.at(-1);
    const begins = /^[^\s)\]}]/.test(physical);
    if (begins) close();
    const goesOn = !begins && last !== undefined && (last.open.length > 0 || isUnfinished(last.text, physical));
    try {
      const { text: code, open, isInString } = endingOf(physical, goesOn ? last.open : []);
      if (isInString) throw new Misreading('A string is not closed on its line. Add the quotation mark.');
      if (code.trim() === '') continue;
      if (goesOn) Object.assign(last, { text: `${last.text}\n${code}`, open });
      else entries.push({ text: code.trimEnd(), line, open });
    } catch (error) {
      if (!(error instanceof Misreading)) throw error;
      tell(line, error.message);
      if (goesOn) entries.pop();
    }
  }
  close();
  return entries;
}

function isUnfinished(before: string, next: string): boolean {
  return /^\s/.test(before) && (/(->|,|=)\s*$/.test(before) || /^\s*(->|with\b)/.test(next));
}
