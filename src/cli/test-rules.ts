import { writeFile } from 'node:fs/promises';
import type { CompiledSchema } from '../access/report/index.js';
import {
  type Coverage,
  type CoveredRule,
  createCoverage,
  createDataRunner,
  type FileResult,
  mergeRules,
  type Runner,
  readTestFile,
  reportJson,
  reportJunit,
  reportText,
  runTests,
  type TestFile,
  totalsOf,
} from '../access/test/index.js';
import { StartupError } from '../errors.js';
import { readTestFiles } from './find-test-files.js';
import { findOwnSchema, type SchemaOptions } from './own-schema.js';
import { paintFor, showProgress } from './terminal.js';

export interface TestOptions extends SchemaOptions {
  readonly coverage: boolean;
  readonly json: boolean;
  readonly watch: boolean;
  /** A file. */
  readonly junit?: string;
  /** `NAME=value` */
  readonly env?: readonly string[];
}

/** What the tests of one kind run on. */
interface Place {
  readonly compiled: CompiledSchema;
  readonly open: (testFile: TestFile) => Promise<Runner>;
  readonly coverage: Coverage;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Runs the tests, and exits with 1 if one fails, or if a rule is not covered and that was asked for. */
export async function testRules(places: readonly string[], options: TestOptions): Promise<void> {
  if (options.watch) return (await import('./watch-tests.js')).watchTests(places, options);
  const progress = showProgress();
  try {
    await runAndReport(places, options, progress.tell, progress.end);
  } finally {
    progress.end();
  }
}

async function runAndReport(
  places: readonly string[],
  options: TestOptions,
  tell: (text: string) => void,
  endProgress: () => void,
): Promise<void> {
  const written = await readTestFiles(places);
  const [data, server] = await Promise.all([
    written.some(({ needsServer }) => !needsServer) ? dataPlace(options) : undefined,
    written.some(({ needsServer }) => needsServer) ? serverPlace(options) : undefined,
  ]);
  const read = written.flatMap((file) => {
    const place = file.needsServer ? server : data;
    return place ? [{ place, ...readTestFile(file, place.compiled) }] : [];
  });
  const problems = read.flatMap((file) => file.problems);
  if (problems.length > 0) throw new StartupError(problems);

  const files: FileResult[] = [];
  for (const { place, testFile } of read) {
    tell(`${testFile.file} (${files.length + 1} of ${read.length}) …`);
    files.push(await runFile(place, testFile));
  }
  const covered = [data, server].flatMap((place) => (place ? [place.coverage.rules()] : []));
  // What is named is theirs, wherever it stands.
  const counts = ({ location }: CoveredRule) => options.schema !== undefined || isOwn(location);
  const rules = options.coverage ? mergeRules(covered).filter(counts) : null;
  const report = { files, rules };
  endProgress();
  if (options.junit !== undefined) await writeJunit(options.junit, reportJunit(report));
  process.stdout.write(
    options.json ? `${JSON.stringify(reportJson(report), null, 2)}\n` : reportText(report, paintFor(process.stdout)),
  );
  const { failed, uncovered } = totalsOf(report);
  if (failed + uncovered > 0) process.exitCode = 1;
}

async function writeJunit(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    const problem = `--junit: ${file} cannot be written. Name a file in an existing folder.`;
    throw new StartupError([problem], { cause });
  }
}

async function runFile({ open, coverage }: Place, testFile: TestFile): Promise<FileResult> {
  // Begun after the signals are listened for.
  const opening = Promise.resolve().then(() => open(testFile));
  const close = () =>
    opening.then(
      (runner) => runner.close(),
      // Where nothing was opened.
      () => {},
    );
  // A database in memory is a folder that nobody else takes away.
  let interrupted: Promise<never> | undefined;
  const stop = (signal: NodeJS.Signals) => {
    interrupted ??= close().then(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    const runner = await opening;
    return await runTests(testFile, runner, (observations, kind) => coverage.add(observations, kind === 'refused'));
  } finally {
    // What the end of the server does to a test is no news.
    await (interrupted ?? close()).finally(() => {
      for (const signal of SIGNALS) process.off(signal, stop);
    });
  }
}

async function dataPlace(options: TestOptions): Promise<Place> {
  const compiled = await (await findOwnSchema(options)).compile();
  return {
    compiled,
    open: async (testFile) => createDataRunner(compiled, testFile),
    coverage: createCoverage(compiled),
  };
}

async function serverPlace({ schema, roleEnum, config, env }: TestOptions): Promise<Place> {
  if (schema !== undefined || roleEnum !== undefined)
    throw new StartupError([
      'A test file with "server" runs on the schema of the server. Omit --schema and --role-enum.',
    ]);
  const { compiled, open } = await (await import('./server-tests.js')).readServerTests({ config, env });
  return { compiled, open, coverage: createCoverage(compiled) };
}

/** Those of packages are theirs to test. */
function isOwn(location: string): boolean {
  return !/(^|\/)node_modules\/|^\.\.\//.test(location);
}
