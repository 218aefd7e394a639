import { parse, Source } from 'graphql';
import { accessTypeDefs } from '../../../src/access/index.js';
import { type CompiledSchema, compileSchema } from '../../../src/access/report/index.js';
import {
  type CoveredRule,
  createCoverage,
  createDataRunner,
  type FileResult,
  readSections,
  readTestFile,
  type TestReport,
} from '../../../src/access/test/index.js';
import { runTests } from '../../../src/access/test/run-tests.js';
import { buildSchema } from '../support.js';

export const FILE = 'x.access';

const ROLES = 'enum Role { USER SUPPORT @includes(roles: ["USER"]) ADMIN @includes(roles: ["SUPPORT"]) }';

/** The schema of this SDL, with three roles. */
export function compiled(sdl: string): CompiledSchema {
  parse(new Source(sdl, 'sdl'));
  return compileSchema(buildSchema(`${sdl}\n${ROLES}`, {}, accessTypeDefs()));
}

/** What is wrong with a test file, a line each, without the name of the file. */
export function problemsOf(sdl: string, text: string): readonly string[] {
  const { problems } = readTestFile(readSections(FILE, text), compiled(sdl));
  return problems.map((problem) => problem.replace(`${FILE}:`, ''));
}

export interface Ran extends TestReport {
  readonly result: FileResult;
  readonly rules: readonly CoveredRule[];
  /** The differences of each test, in their order. */
  readonly differences: readonly (readonly string[])[];
}

/** Throws if there is a mistake in the file. */
export async function runFile(sdl: string, text: string): Promise<Ran> {
  const schema = compiled(sdl);
  const { testFile, problems } = readTestFile(readSections(FILE, text), schema);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const coverage = createCoverage(schema);
  const runner = createDataRunner(schema, testFile);
  const result = await runTests(testFile, runner, (seen, kind) => coverage.add(seen, kind === 'refused'));
  await runner.close();
  const differences = result.results.map((each) => each.differences);
  return { result, files: [result], rules: coverage.rules(), differences };
}
