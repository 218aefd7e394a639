import type { GraphQLSchema } from 'graphql';
import type { AccessTable } from '../rules/compile.js';
import { checkAnswer } from './check-answer.js';
import { type Identity, identityOf, isBuiltIn, type KnownViewers, SOMEBODY } from './identity.js';
import { Misreading } from './misreading.js';
import { type Operation, readyOperation } from './operation.js';
import { type ExpectedAnswer, readCheck, readOperation, readViewerWords } from './read-check.js';
import { type Fixture, readFixture } from './read-data.js';
import { type PolicyAnswer, policiesIn, readPolicyAnswer } from './read-policies.js';
import type { Entry, SectionName, WrittenFile } from './read-sections.js';

/** One line of a test file. */
export interface RuleTest extends Operation {
  readonly line: number;
  /** Of its section; empty if it has none. */
  readonly title: string;
  readonly answer: ExpectedAnswer;
}

/** What is done before the tests. */
export interface SetupStep extends Operation {
  readonly line: number;
  /** What its answer is spoken of by; null if it is not. */
  readonly name: string | null;
}

export interface TestFile {
  readonly file: string;
  readonly needsServer: boolean;
  readonly viewers: ReadonlyMap<string, Identity>;
  readonly fixtures: readonly Fixture[];
  readonly policies: readonly PolicyAnswer[];
  readonly setup: readonly SetupStep[];
  readonly tests: readonly RuleTest[];
}

/** The file as its schema takes it, or all that is wrong with it. */
export function readTestFile(
  written: WrittenFile,
  { schema, table }: { readonly schema: GraphQLSchema; readonly table: AccessTable },
): { readonly testFile: TestFile; readonly problems: readonly string[] } {
  const { file, needsServer } = written;
  const problems = [...written.problems];
  const each = <T>(name: SectionName, read: (entry: Entry, title: string) => T): readonly T[] =>
    written.sections
      .filter((section) => section.name === name)
      .flatMap(({ entries, title }) => entries.flatMap((entry) => attempt(() => [read(entry, title)], entry)));
  const attempt = <T>(read: () => readonly T[], { line }: Entry): readonly T[] => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Misreading)) throw error;
      problems.push(`${file}:${line} ${error.message}`);
      return [];
    }
  };

  const viewers = new Map<string, Identity>();
  const known: KnownViewers = { viewers, roles: table.roles };
  each('viewers', ({ text }) => addViewer(text, known, viewers));
  const policyNames = policiesIn(table);
  const policies = each('policies', ({ text }) => readPolicyAnswer(text, policyNames, new Set(viewers.keys())));
  const fixtures = each('data', ({ text }) => readFixture(text, schema));
  const named = new Set<string>();
  const setup = each('server', ({ text, line }): SetupStep => {
    const [all = '', name = null] = /^(\w+)\s*=\s*/.exec(text) ?? [];
    if (name !== null && (named.has(name) || viewers.has(name))) throw new Misreading(`There is a ${name} already.`);
    const step = {
      ...readyOperation(readOperation(text.slice(all.length)), { known, schema, named, needsServer }),
      line,
      name,
    };
    if (name !== null) named.add(name);
    return step;
  });
  const tests = each('tests', ({ text, line }, title): RuleTest => {
    const check = readCheck(text);
    const operation = readyOperation(check, { known, schema, named, needsServer });
    checkAnswer(check.answer, operation, needsServer);
    return { ...operation, line, title, answer: check.answer };
  });
  const wrote = written.sections.some(({ name, entries }) => name === 'tests' && entries.length > 0);
  if (!wrote && written.problems.length === 0)
    problems.push(
      `${file}:1 There is no test in it. Write "tests", and below it, indented: viewer operation -> answer`,
    );
  return { testFile: { file, needsServer, viewers, fixtures, policies, setup, tests }, problems: byLine(problems) };
}

function addViewer(text: string, known: KnownViewers, viewers: Map<string, Identity>): void {
  const [all, name = ''] = /^([\w.@-]+)\s*=\s*/.exec(text) ?? [];
  if (all === undefined)
    throw new Misreading(
      `"${text.split('\n', 1)[0]}" is no viewer. Write: ann = USER, or ann = sub u1 scope mail claims { org: "acme" }`,
    );
  const taken =
    viewers.has(name) ||
    known.roles.has(name) ||
    isBuiltIn(name) ||
    /^(query|mutation|subscription|fragment|claims|scope|sub|iss)$/.test(name);
  if (taken) throw new Misreading(`The name ${name} is taken. Choose another.`);
  try {
    const identity = readIdentity(name, text.slice(all.length).trim(), known);
    viewers.set(name, identity.reason === null ? { ...identity, name } : identity);
  } catch (error) {
    // It is told once, and not at each test of theirs.
    viewers.set(name, { ...SOMEBODY, name });
    throw error;
  }
}

function readIdentity(name: string, text: string, known: KnownViewers): Identity {
  const [words, rest] = readViewerWords(text);
  if (words.length > 0 && rest === '') return identityOf(words, known);
  throw new Misreading(
    `What ${name} is, is missing or no viewer. Write roles, sub, scope, iss or claims behind the "=".`,
  );
}

function byLine(problems: readonly string[]): readonly string[] {
  const lineOf = (problem: string) => Number(/:(\d+) /.exec(problem)?.[1] ?? 0);
  return [...problems].sort((a, b) => lineOf(a) - lineOf(b));
}
