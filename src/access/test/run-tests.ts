import { isObject } from '../../values/value-kinds.js';
import type { Observation } from '../guard/observation.js';
import { differencesOf, shown } from './compare-answer.js';
import { errorText, type Got } from './got.js';
import type { Operation } from './operation.js';
import type { RuleTest, TestFile } from './read-test-file.js';

/** What runs the operations of one file. */
export interface Runner {
  /** The subject of a viewer of the file, for `$ann.sub`; null if there is none. */
  subjectOf(name: string): string | null;
  run(operation: Operation, resolve: (name: string) => unknown): Promise<Got>;
  close(): Promise<void>;
}

export interface TestResult {
  readonly test: RuleTest;
  /** Nothing if it passed. */
  readonly differences: readonly string[];
}

export interface FileResult {
  readonly file: string;
  /** Why no test ran: what went wrong in the setup, with its line. */
  readonly setupProblem: string | null;
  readonly results: readonly TestResult[];
}

/** Told what the guards decided for a test that passed. */
export type Cover = (observations: readonly Observation[], kind: RuleTest['answer']['kind']) => void;

/** Runs a file from the beginning to the end, one line after the other. */
export async function runTests(testFile: TestFile, runner: Runner, cover: Cover): Promise<FileResult> {
  const { file, setup, tests } = testFile;
  const answers = new Map<string, unknown>();
  const resolverFor =
    ({ references }: Operation) =>
    (name: string) =>
      valueAt(references.get(name) ?? [name], answers, runner);
  const lostIn = ({ references }: Operation) =>
    [...references.values()]
      .filter((path) => valueAt(path, answers, runner) === undefined)
      .map(
        (path) =>
          `Nothing is at $${path.join('.')}. It stands for what was answered: ${shown(answers.get(path[0] ?? ''))}`,
      );
  for (const step of setup) {
    const [lost] = lostIn(step);
    if (lost !== undefined) return { file, setupProblem: `${file}:${step.line} ${lost}`, results: [] };
    const got = await runner.run(step, resolverFor(step));
    const [error] = got.errors;
    if (error) {
      const setupProblem = `${file}:${step.line} ${step.viewerText} ${step.text}: got ${errorText(error)}: ${error.message}`;
      return { file, setupProblem, results: [] };
    }
    if (step.name !== null) answers.set(step.name, got.data);
  }
  const results: TestResult[] = [];
  for (const test of tests) {
    const lost = lostIn(test);
    if (lost.length > 0) {
      results.push({ test, differences: lost });
      continue;
    }
    const got = await runner.run(test, resolverFor(test));
    const differences = [...differencesOf(test, got, resolverFor(test)), ...got.notes];
    results.push({ test, differences });
    if (differences.length === 0) cover(got.observations, test.answer.kind);
  }
  return { file, setupProblem: null, results };
}

function valueAt(
  [name = '', ...keys]: readonly string[],
  answers: ReadonlyMap<string, unknown>,
  runner: Runner,
): unknown {
  if (!answers.has(name)) return runner.subjectOf(name);
  return keys.reduce<unknown>(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined),
    answers.get(name),
  );
}
